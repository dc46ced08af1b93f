"""The sums of Chinese invoices: exact, because the tax bureau's software writes them; the tax of a line to 0.01."""

from collections.abc import Iterator
from decimal import Decimal

from bots.capitals import value_of
from bots.checks.context import Context, day, finding, hard
from bots.china_rates import highest
from bots.fapiao import MIXED, STRUCTURED, WITHOUT_RATE, kind_of
from bots.numbers import CENT, EXACT, exact, plain, product, total
from contracts.reading import Finding, Reading, ReadLine, Severity

ZERO = Decimal(0)
ROUNDED = Decimal("0.06")
"""What rounding of prices without tax can move the tax of a line by; above it a person looks."""
AMOUNTS = ("net_amount", "tax_amount", "gross_amount")
RAIL_RATE = Decimal(9)


def lines_are_there(reading: Reading, _: Context) -> Iterator[Finding]:
    """XML and OFD state at least one line, except tickets, which are one journey."""
    if reading.format in STRUCTURED and not reading.lines and kind_of(reading) not in ("rail", "air"):
        yield finding("lines-missing", "exception", profile=reading.value("kind") or "")


def lines_are_whole(reading: Reading, _: Context) -> Iterator[Finding]:
    """Each line states its amount, its rate (or the word in its place) and its tax, unless it has none."""
    for position, line in enumerate(reading.lines, start=1):
        absent = [name for name in ("net_amount", "tax_rate") if getattr(line, name) is None]
        absent += [] if _tells_tax(line) else ["tax_amount"]
        for name in absent:
            yield finding("line-incomplete", "exception", line=position, field=name)


def tax_of_total(reading: Reading, _: Context) -> Iterator[Finding]:
    """合计税额 is at most what the highest rate of the day gives on 合计金额, whatever the lines say or leave out.

    An exception only: what was delivered under an older rate may be billed later at that rate.
    """
    net, tax, _gross = _totals(reading)
    on = day(reading.value("issue_date"))
    if net is None or tax is None or on is None:
        return
    most = EXACT.divide(product(abs(net), highest(on)), Decimal(100)) + ROUNDED * max(1, len(reading.lines))
    if abs(tax) > most:
        yield finding("tax-above-highest", "exception", net=net, tax=tax, rate=highest(on))


def sum_exact(reading: Reading, _: Context) -> Iterator[Finding]:
    """合计金额 + 合计税额 = 价税合计, exactly."""
    net, tax, gross = _totals(reading)
    if net is not None and gross is not None and total([net, tax or ZERO]) != gross:
        expected = total([net, tax or ZERO])
        yield finding("total-mismatch", hard(reading), net=net, tax=tax or ZERO, expected=expected, gross=gross)


def net_of_lines(reading: Reading, _: Context) -> Iterator[Finding]:
    """The amounts of all lines are 合计金额, exactly; discounts are lines of their own."""
    lines = total([exact(line.net_amount) or ZERO for line in reading.lines])
    net = exact(reading.value("net_amount"))
    if net is not None and lines != net:
        yield finding("lines-mismatch", hard(reading), lines=lines, expected=lines, net=net)


def tax_of_lines(reading: Reading, _: Context) -> Iterator[Finding]:
    """The taxes of all lines are 合计税额, exactly; a line that is exempt or mixed may state none."""
    lines = total([exact(line.tax_amount) or ZERO for line in reading.lines])
    tax = exact(reading.value("tax_amount")) or ZERO
    if lines != tax:
        yield finding("lines-tax-mismatch", hard(reading), lines=lines, tax=tax)


def tax_of_line(reading: Reading, _: Context) -> Iterator[Finding]:
    """Amount × rate is the tax of the line: to 0.01 right, to 0.06 a warning, beyond it an exception."""
    for position, line in enumerate(reading.lines, start=1):
        net, rate, tax = exact(line.net_amount), exact(line.tax_rate), exact(line.tax_amount)
        if net is None or rate is None or tax is None:
            continue
        off = EXACT.divide(abs(product(net, rate) - 100 * tax), Decimal(100))
        if off > CENT:
            severity: Severity = "warn" if off <= ROUNDED else "exception"
            yield finding("line-tax-mismatch", severity, line=position, net=net, rate=rate, tax=tax, off=plain(off))


def tax_within_rates(reading: Reading, _: Context) -> Iterator[Finding]:
    """A line without a rate (免税, 不征税, ***) states no tax, or of *** at most what the highest rate of the day gives."""
    on = day(reading.value("issue_date"))
    for position, line in enumerate(reading.lines, start=1):
        net, tax = exact(line.net_amount), exact(line.tax_amount) or ZERO
        if line.tax_rate not in WITHOUT_RATE or net is None:
            continue
        most = product(abs(net), highest(on)) if on and line.tax_rate in MIXED else ZERO
        if abs(tax) * 100 > most + (1 if most else 0) or tax * net < 0:
            yield finding("tax-above-rate", "exception", line=position, rate=line.tax_rate, net=net, tax=tax)


def capitals(reading: Reading, _: Context) -> Iterator[Finding]:
    """The amount in capitals (价税合计大写) is the amount in figures."""
    words, gross = reading.value("gross_in_words") or "", exact(reading.value("gross_amount"))
    worth = value_of(words)
    if worth is None:
        yield finding("capitals-unreadable", "exception", words=words)
    elif gross is not None and worth != gross:
        yield finding("capitals-differ", hard(reading), words=words, worth=worth, gross=gross)


def rail_tax(reading: Reading, _: Context) -> Iterator[Finding]:
    """A rail ticket states the tax that is in its fare: fare ÷ 1.09 × 9 %, to 0.01."""
    gross, tax = exact(reading.value("gross_amount")), exact(reading.value("tax_amount"))
    if gross is not None and tax is not None and abs(product(gross, RAIL_RATE) - 109 * tax) > 109 * CENT:
        yield finding("ticket-tax-mismatch", "exception", gross=gross, tax=tax)


def has_sum(reading: Reading) -> bool:
    """Net and gross."""
    net, _, gross = _totals(reading)
    return net is not None and gross is not None


def has_taxed_total(reading: Reading) -> bool:
    """Net, tax and the day."""
    net, tax, _ = _totals(reading)
    return net is not None and tax is not None and day(reading.value("issue_date")) is not None


def has_line_nets(reading: Reading) -> bool:
    """Lines with an amount each, and their total."""
    nets = [exact(line.net_amount) for line in reading.lines]
    return bool(nets) and None not in nets and exact(reading.value("net_amount")) is not None


def has_line_taxes(reading: Reading) -> bool:
    """Lines with a tax each, or said to be without rate."""
    return bool(reading.lines) and all(map(_tells_tax, reading.lines))


def has_line_rates(reading: Reading) -> bool:
    """Lines with amount, rate and tax each, or said to be without rate."""
    return bool(reading.lines) and all(
        line.tax_rate in WITHOUT_RATE or (exact(line.tax_rate) is not None and exact(line.net_amount) is not None)
        for line in reading.lines
    ) and has_line_taxes(reading)  # fmt: skip


def has_capitals(reading: Reading) -> bool:
    """The amount in capitals and in figures."""
    return bool(reading.value("gross_in_words")) and exact(reading.value("gross_amount")) is not None


def has_ticket_tax(reading: Reading) -> bool:
    """Fare and tax."""
    return exact(reading.value("gross_amount")) is not None and exact(reading.value("tax_amount")) is not None


def is_rail(reading: Reading) -> bool:
    """A rail ticket, 铁路电子客票."""
    return kind_of(reading) == "rail"


def _tells_tax(line: ReadLine) -> bool:
    return exact(line.tax_amount) is not None or line.tax_rate in WITHOUT_RATE


def _totals(reading: Reading) -> tuple[Decimal | None, ...]:
    return tuple(exact(reading.value(name)) for name in AMOUNTS)
