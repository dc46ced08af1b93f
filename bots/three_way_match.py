"""Matching invoice lines with order lines and receipts: exact figures, cumulative over all invoices of a line."""

from collections.abc import Iterator
from decimal import Decimal

from bots.numbers import EXACT, plain, product, total
from bots.units import same_unit
from contracts.matching import (
    Applied,
    BilledLine,
    Comparison,
    Limit,
    LineMatch,
    Match,
    MatchInputs,
    OrderLine,
    Outcome,
    Tolerances,
)
from contracts.reading import Finding

RULE = "three-way-match/2"
HUNDRED = Decimal(100)
ZERO = Decimal(0)


def match(given: MatchInputs, tolerances: Tolerances) -> Match:
    """Hold every invoice line against its order line (two, three or four ways), and the total against the lines.

    Only excess is stopped: less, or cheaper, than ordered passes. Quantity is compared cumulatively with what was
    ordered and, as the way asks, accepted and inspected; the unit price with the order's; the line amount with
    quantity × its own price; the total with its lines, so that a charge on the whole document is seen. A reference
    of zero blocks the line, whatever the tolerance.
    """
    by_line, assigned = {order.order_line: order for order in given.orders}, dict(given.pairs)
    running = {name: order.billed for name, order in by_line.items()}
    lines: list[LineMatch] = []
    findings: list[Finding] = []
    for line in given.billed:
        order = by_line.get(assigned.get(line.line, ""))
        if order is None:
            lines.append(LineMatch(line=line.line, order_line=None))
            findings.append(_finding("match-no-order-line", line))
            continue
        running[order.order_line] = total([running[order.order_line], line.quantity])
        applied = tolerances.applied(given.supplier, order.category)
        made, found = _line(line, order, running[order.order_line], applied)
        lines.append(made)
        findings.extend(found)
    whole = _total(given, tolerances)
    findings.extend(_total_finding(whole))
    outcome: Outcome = "exception" if findings or not lines else "matched"
    if not lines:
        findings.append(Finding.of("match-no-lines", "exception"))
    return Match(
        outcome=outcome, findings=tuple(findings), lines=tuple(lines), total=whole, tolerances=tolerances, rule=RULE
    )


def allowance(limit: Limit, reference: Decimal) -> Decimal:
    """How much a figure may exceed `reference`: the smaller (`lower`) or larger (`upper`) of the limit's parts."""
    parts = [] if limit.absolute is None else [limit.absolute]
    if limit.percent is not None:
        parts.append(EXACT.divide(product(abs(reference), limit.percent), HUNDRED))
    if not parts:
        return ZERO
    return min(parts) if limit.binds == "lower" else max(parts)


def unit_price(line: BilledLine) -> Decimal:
    """The price of one unit. A quotient such as 1/3 has no end: its 120 digits are far finer than any limit."""
    return EXACT.divide(line.unit_price, line.price_base)


def _line(
    line: BilledLine, order: OrderLine, billed: Decimal, applied: Applied
) -> tuple[LineMatch, tuple[Finding, ...]]:
    if found := tuple(_incomparable(line, order)):
        return LineMatch(line=line.line, order_line=order.order_line, applied=applied), found
    comparisons = tuple(_comparisons(line, order, billed, applied))
    failed = [_failed(line, order, one) for one in comparisons if not one.passed]
    if line.quantity < 0 and billed < 0:
        failed.append(_finding("match-credit-exceeds-billed", line, billed=plain(billed)))
    variance = product(EXACT.subtract(unit_price(line), order.unit_price), line.quantity)
    made = LineMatch(
        line=line.line,
        order_line=order.order_line,
        comparisons=comparisons,
        applied=applied,
        price_variance=EXACT.quantize(variance, Decimal("0.000001")),
    )
    return made, tuple(_one_quantity(failed))


def _incomparable(line: BilledLine, order: OrderLine) -> Iterator[Finding]:
    for name, value in (("quantity", order.ordered), ("unit_price", order.unit_price)):
        if not value:
            yield _finding("match-zero-reference", line, reference=name, order_line=order.order_line)
    if not same_unit(line.unit, order.unit):
        yield _finding(
            "match-unit", line, order_line=order.order_line, unit=line.unit or "", ordered_unit=order.unit or ""
        )


def _comparisons(line: BilledLine, order: OrderLine, billed: Decimal, applied: Applied) -> Iterator[Comparison]:
    if line.quantity >= 0:
        # A credit only gives back: it cannot bill too much or too dear, whatever earlier invoices of the line did.
        yield _over("price", unit_price(line), order.unit_price, applied.price)
        if applied.way != "two":
            yield _over("quantity-accepted", billed, order.accepted or ZERO, applied.quantity)
        if applied.way == "four":
            yield _over("quantity-inspected", billed, order.inspected or ZERO, applied.quantity)
        yield _over("quantity-ordered", billed, order.ordered, applied.quantity)
    own = total([EXACT.divide(product(line.quantity, line.unit_price), line.price_base), line.allowance])
    yield _off("amount", line.net_amount, own, applied.amount)


def _total(given: MatchInputs, tolerances: Tolerances) -> Comparison | None:
    """The net total against the sum of its lines; a credit is compared with its sign turned."""
    if given.net is None or not given.billed:
        return None
    net, lines = given.net, total([line.net_amount for line in given.billed])
    if net < 0:
        net, lines = net.copy_negate(), lines.copy_negate()
    return _over("total", net, lines, tolerances.applied(given.supplier, None).amount)


def _total_finding(whole: Comparison | None) -> Iterator[Finding]:
    if whole is not None and not whole.passed:
        yield Finding.of("match-total", "exception", _figures(whole))


def _over(what: str, figure: Decimal, reference: Decimal, limit: Limit) -> Comparison:
    return _comparison(what, figure, reference, EXACT.subtract(figure, reference), allowance(limit, reference))


def _off(what: str, figure: Decimal, reference: Decimal, limit: Limit) -> Comparison:
    return _comparison(what, figure, reference, abs(EXACT.subtract(figure, reference)), allowance(limit, reference))


def _comparison(what: str, figure: Decimal, reference: Decimal, excess: Decimal, allowed: Decimal) -> Comparison:
    # Validated here, because `what` is one of the names that the value type lists.
    return Comparison.model_validate(
        {
            "what": what, "figure": figure, "reference": reference,
            "excess": excess, "allowed": allowed, "passed": excess <= allowed,
        }
    )  # fmt: skip


def _failed(line: BilledLine, order: OrderLine, one: Comparison) -> Finding:
    return _finding(f"match-{one.what}", line, order_line=order.order_line, **_figures(one))


def _figures(one: Comparison) -> dict[str, str]:
    figures = {"figure": one.figure, "reference": one.reference, "excess": one.excess, "allowed": one.allowed}
    return {name: _short(figure) for name, figure in figures.items()}


def _short(figure: Decimal) -> str:
    """For people: a quotient without end is told to twelve decimals, its comparison was exact."""
    exponent = figure.as_tuple().exponent
    return (
        plain(EXACT.quantize(figure, Decimal("1e-12")))
        if isinstance(exponent, int) and exponent < -12
        else plain(figure)
    )


def _one_quantity(findings: list[Finding]) -> list[Finding]:
    """One reason for too much billed: over the order says it all, else over the receipts, else over the inspection."""
    ranked = ("match-quantity-ordered", "match-quantity-accepted", "match-quantity-inspected")
    codes = {finding.code for finding in findings}
    drop = [code for code in ranked if code in codes][1:]
    return [finding for finding in findings if finding.code not in drop]


def _finding(code: str, line: BilledLine, **evidence: str) -> Finding:
    return Finding.of(code, "exception", {"line": line.line, **evidence})
