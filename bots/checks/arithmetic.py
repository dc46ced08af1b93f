"""The sums of an invoice, recomputed to a cent; the official rules let 0.90 of consistent error pass."""

from collections.abc import Iterator
from decimal import Decimal

from bots.checks.context import Context, finding, hard
from bots.fapiao import WITHOUT_RATE, is_fapiao
from bots.numbers import CENT, EXACT, SCIENTIFIC, exact, plain, product, rounding_unit, total
from contracts.reading import Finding, Reading, ReadLine

ZERO = Decimal(0)
AMOUNTS = ("net_amount", "tax_amount", "gross_amount")
LINE_FIGURES = ("quantity", "unit_price", "net_amount", "tax_rate", "tax_amount", "price_base", "adjustment")


def plain_figures(reading: Reading, _: Context) -> Iterator[Finding]:
    """Every amount is a plain decimal. XML Schema allows no exponent in xs:decimal; readers that do disagree."""
    for place, value in _written(reading):
        if value is not None and exact(value) is None:
            code = "scientific-notation" if SCIENTIFIC.fullmatch(value) else "amount-malformed"
            yield finding(code, "reject", field=place, value=value)


def net_and_tax(reading: Reading, _: Context) -> Iterator[Finding]:
    """Net + tax = gross within 0.01 (EN 16931 BR-CO-15; for e-fapiao 价税合计 = 合计金额 + 合计税额)."""
    net, tax, gross = (exact(reading.value(name)) for name in AMOUNTS)
    if net is None or gross is None:
        return
    expected = total([net, tax or ZERO])
    if abs(expected - gross) > CENT:
        yield finding("total-mismatch", hard(reading), net=net, tax=tax or ZERO, expected=expected, gross=gross)


def lines_and_net(reading: Reading, _: Context) -> Iterator[Finding]:
    """Lines − allowances + charges = net within 0.01 (EN 16931 BR-CO-10 and BR-CO-13)."""
    net, nets = exact(reading.value("net_amount")), [exact(line.net_amount) for line in reading.lines]
    known = [figure for figure in nets if figure is not None]
    if net is None or not nets or len(known) < len(nets):
        return
    off, on = exact(reading.totals.allowances) or ZERO, exact(reading.totals.charges) or ZERO
    expected = total([*known, -off, on])
    if abs(expected - net) > CENT:
        yield finding("lines-mismatch", hard(reading), lines=total(known), expected=expected, net=net)


def line_arithmetic(reading: Reading, _: Context) -> Iterator[Finding]:
    """Quantity × price ÷ price base + charges − allowances = line net within 0.01 (EN 16931 BT-131, PEPPOL R120).

    An exception only, because official examples break it; a warning where the rounding of the price explains it.
    """
    for position, line in enumerate(reading.lines, start=1):
        quantity, price, net = exact(line.quantity), exact(line.unit_price), exact(line.net_amount)
        if quantity is None or price is None or net is None:
            continue
        base = exact(line.price_base) or Decimal(1)
        # Multiplied out, because a quotient such as 1/3 is never exact.
        gap = abs(product(quantity, price) + product(base, (exact(line.adjustment) or ZERO) - net))
        cent = product(CENT, abs(base))
        if gap > cent:
            rounded = gap <= cent + product(abs(quantity), _half_of_last_place(price))
            yield finding("line-mismatch", "warn" if rounded else "exception", line=position, **_figures(line))


def tax_per_rate(reading: Reading, _: Context) -> Iterator[Finding]:
    """Tax = base × rate within 0.01 (a yen where there are no cents) for each rate (EN 16931 BR-CO-17, without its
    allowance of 1.00)."""
    unit = rounding_unit(reading.value("currency"))
    for group in reading.taxes:
        base, rate, tax = exact(group.base), exact(group.rate), exact(group.tax)
        if base is None or rate is None or tax is None:
            continue
        if abs(product(base, rate) - 100 * tax) > 100 * unit:
            expected = EXACT.divide(product(base, rate), Decimal(100))
            yield finding("tax-mismatch", hard(reading), rate=rate, base=base, expected=plain(expected), tax=tax)


def tax_groups(reading: Reading, _: Context) -> Iterator[Finding]:
    """The taxes of all rates add up to the tax total within 0.01 (EN 16931 BR-CO-14)."""
    tax, groups = exact(reading.value("tax_amount")), [exact(group.tax) for group in reading.taxes]
    known = [figure for figure in groups if figure is not None]
    if tax is not None and known and len(known) == len(groups) and abs(total(known) - tax) > CENT:
        yield finding("tax-total-mismatch", hard(reading), expected=total(known), tax=tax)


def payable(reading: Reading, _: Context) -> Iterator[Finding]:
    """Gross − prepaid + rounding = payable within 0.01 (EN 16931 BR-CO-16); what was prepaid only takes away.

    Factur-X MINIMUM cannot state what was prepaid: what it asks for lies between nothing and its gross.
    """
    gross, due, paid = (
        exact(one) for one in (reading.value("gross_amount"), reading.totals.payable, reading.totals.prepaid)
    )
    if gross is None or due is None:
        return
    expected = total([gross, -(paid or ZERO), exact(reading.totals.rounding) or ZERO])
    unstated = reading.totals.prepaid is None and not reading.lines
    if unstated and min(gross, ZERO) - CENT <= due <= max(gross, ZERO) + CENT:
        return
    if abs(expected - due) > CENT:
        yield finding("payable-mismatch", hard(reading), gross=gross, expected=expected, payable=due)
    if paid and (paid < 0) != (gross < 0):
        yield finding("prepaid-adds", "exception", prepaid=paid, gross=gross, payable=due)


def sign(reading: Reading, _: Context) -> Iterator[Finding]:
    """Negative totals only on credit notes and corrections (UNTDID 1001 kinds of EN 16931 BT-3).

    EN 16931 allows a negative invoice as a credit, so a person decides. A red Chinese invoice that names its blue one
    is judged by rules of its own.
    """
    gross = exact(reading.value("gross_amount"))
    red = is_fapiao(reading) and bool(reading.value("original_number"))
    if gross is not None and gross < 0 and not (reading.has_credit_kind or red):
        yield finding("negative-total", "exception", gross=gross, kind=reading.value("kind") or "")


def _half_of_last_place(figure: Decimal) -> Decimal:
    """Half of the last decimal that is written, of a cent at most: what rounding can have taken away."""
    exponent = figure.as_tuple().exponent
    return Decimal(5).scaleb(min(exponent, -2) - 1) if isinstance(exponent, int) else ZERO


def _written(reading: Reading) -> Iterator[tuple[str, str | None]]:
    for name in AMOUNTS:
        yield name, reading.value(name)
    for name, value in reading.totals:
        yield name, value
    for position, line in enumerate(reading.lines, start=1):
        for name in LINE_FIGURES:
            written = getattr(line, name)
            yield f"line {position} {name}", None if written in WITHOUT_RATE else written
    for position, group in enumerate(reading.taxes, start=1):
        for name in ("rate", "base", "tax"):
            yield f"tax {position} {name}", getattr(group, name)


def _figures(line: ReadLine) -> dict[str, str]:
    figures = {"quantity": line.quantity, "unit_price": line.unit_price, "net": line.net_amount}
    return {name: value or "" for name, value in figures.items()}
