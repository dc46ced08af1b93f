"""Matching invoice lines with order lines and receipts: exact figures, cumulative over all invoices of a line."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bots.numbers import EXACT, plain, product, total
from contracts.matching import BilledLine, Comparison, Limit, LineMatch, Match, OrderLine, Outcome, Tolerances
from contracts.reading import Finding

RULE = "three-way-match/1"
HUNDRED = Decimal(100)


def match(
    billed: Sequence[BilledLine], orders: Iterable[OrderLine], pairs: Iterable[tuple[str, str]], tolerances: Tolerances
) -> Match:
    """Hold every invoice line against its order line; `pairs` say which (see `assign_lines`).

    Only excess is stopped: less, or cheaper, than ordered passes. Quantity is compared cumulatively with what was
    accepted (where receipts are asked for) and with what was ordered, the unit price with the order's, and the line
    amount with quantity × its own price. A reference of zero blocks the line, whatever the tolerance.
    """
    by_line, assigned = {order.order_line: order for order in orders}, dict(pairs)
    running = {name: order.billed for name, order in by_line.items()}
    lines: list[LineMatch] = []
    findings: list[Finding] = []
    for line in billed:
        order = by_line.get(assigned.get(line.line, ""))
        if order is None:
            lines.append(LineMatch(line=line.line, order_line=None))
            findings.append(_finding("match-no-order-line", line))
            continue
        running[order.order_line] = total([running[order.order_line], line.quantity])
        comparisons, found = _compare(line, order, running[order.order_line], tolerances)
        lines.append(LineMatch(line=line.line, order_line=order.order_line, comparisons=comparisons))
        findings.extend(found)
    outcome: Outcome = "exception" if findings or not lines else "matched"
    if not lines:
        findings.append(Finding.of("match-no-lines", "exception"))
    return Match(outcome=outcome, findings=tuple(findings), lines=tuple(lines), tolerances=tolerances, rule=RULE)


def allowance(limit: Limit, reference: Decimal) -> Decimal:
    """How much a figure may exceed `reference`: the smaller (`lower`) or larger (`upper`) of the limit's parts."""
    parts = [] if limit.absolute is None else [limit.absolute]
    if limit.percent is not None:
        parts.append(EXACT.divide(product(abs(reference), limit.percent), HUNDRED))
    if not parts:
        return Decimal(0)
    return min(parts) if limit.binds == "lower" else max(parts)


def _compare(
    line: BilledLine, order: OrderLine, billed: Decimal, tolerances: Tolerances
) -> tuple[tuple[Comparison, ...], list[Finding]]:
    zero = [name for name, value in (("quantity", order.ordered), ("unit_price", order.unit_price)) if not value]
    if zero:
        return (), [
            _finding("match-zero-reference", line, reference=name, order_line=order.order_line) for name in zero
        ]
    comparisons = [_over("price", line.unit_price, order.unit_price, tolerances.price)]
    if order.accepted is not None:
        comparisons.append(_over("quantity-accepted", billed, order.accepted, tolerances.quantity))
    comparisons.append(_over("quantity-ordered", billed, order.ordered, tolerances.quantity))
    own = product(line.quantity, line.unit_price)
    comparisons.append(_off("amount", line.net_amount, own, tolerances.amount))
    findings = [_failed(line, order, one) for one in comparisons if not one.passed]
    if billed < 0:
        findings.append(_finding("match-credit-exceeds-billed", line, billed=plain(billed)))
    return tuple(comparisons), _one_quantity(findings)


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
    return _finding(
        f"match-{one.what}",
        line,
        order_line=order.order_line,
        figure=plain(one.figure),
        reference=plain(one.reference),
        excess=plain(one.excess),
        allowed=plain(one.allowed),
    )


def _one_quantity(findings: list[Finding]) -> list[Finding]:
    """One reason for too much billed: over the order says it all, else it is waiting for the receipt."""
    codes = {finding.code for finding in findings}
    drop = "match-quantity-accepted" if "match-quantity-ordered" in codes else ""
    return [finding for finding in findings if finding.code != drop]


def _finding(code: str, line: BilledLine, **evidence: str) -> Finding:
    return Finding.of(code, "exception", {"line": line.line, **evidence})
