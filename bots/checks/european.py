"""What EN 16931 asks of XML invoices, held to the cent: its official rules forgive up to a unit of the currency."""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from bots.checks import completeness, stated_prices
from bots.checks.context import PAGES, Context, Rule, finding, hard
from bots.fapiao import is_fapiao
from bots.numbers import CENT, EXACT, exact, plain, product, rounding_unit, total
from contracts.reading import Finding, Reading, Severity, TaxGroup

ZERO = Decimal(0)
UNTAXED = frozenset({"Z", "E", "AE", "K", "G", "O"})
CREDIT_NOTE = "381"


def has_items(reading: Reading) -> bool:
    """What the lines, allowances and charges of each rate add up to, where there are lines: some profiles have none."""
    return bool(reading.lines) and all(exact(group.items) is not None for group in reading.taxes)


def to_the_cent(reading: Reading, _: Context) -> Iterator[Finding]:
    """Sums of cents have no rounding: a cent of difference is a mistake, or one made on purpose (BR-CO-13 to -16), in what
    taxes are computed from too.

    An exception, because real invoices with prices that hold the tax show it; more than a cent is found elsewhere.
    """
    for name, stated, expected in _sums(reading):
        gap = abs(total([stated, -expected]))
        if ZERO < gap <= CENT:
            yield finding("cent-off", "exception", field=name, expected=expected, stated=stated)


def _sums(reading: Reading) -> Iterator[tuple[str, Decimal, Decimal]]:
    net, tax, gross = (exact(reading.value(name)) for name in ("net_amount", "tax_amount", "gross_amount"))
    taxes, nets = [exact(group.tax) for group in reading.taxes], [exact(line.net_amount) for line in reading.lines]
    bases = [exact(group.base) for group in reading.taxes]
    off, on, prepaid, rounding, due = (
        exact(getattr(reading.totals, name)) for name in ("allowances", "charges", "prepaid", "rounding", "payable")
    )
    if net is not None and gross is not None and (tax is not None or reading.format not in PAGES):
        yield "gross_amount", gross, total([net, tax or ZERO])
    if tax is not None and taxes:
        yield from (("tax_amount", tax, total(known)) for known in _all(taxes))
    if net is not None and bases:
        yield from (("net_amount", net, total(known)) for known in _all(bases))
    if net is not None and nets:
        yield from (("net_amount", net, total([*known, -(off or ZERO), on or ZERO])) for known in _all(nets))
    if gross is not None and due is not None:
        yield "payable", due, total([gross, -(prepaid or ZERO), rounding or ZERO])


def _all(figures: list[Decimal | None]) -> Iterator[list[Decimal]]:
    """The figures, once, when none is missing."""
    known = [figure for figure in figures if figure is not None]
    if len(known) == len(figures):
        yield known


def bases_and_net(reading: Reading, _: Context) -> Iterator[Finding]:
    """What the taxes are computed from adds up to the net total: nothing is left untaxed or taxed twice."""
    net, bases = exact(reading.value("net_amount")), [exact(group.base) for group in reading.taxes]
    for known in _all(bases):
        expected = total(known)
        if known and net is not None and abs(total([net, -expected])) > CENT:
            yield finding("bases-mismatch", _hard(reading), expected=expected, net=net)


def base_of_rate(reading: Reading, _: Context) -> Iterator[Finding]:
    """The base of a rate is what its lines, allowances and charges add up to, within 0.01 (BR-S-08 and its kin)."""
    for group in reading.taxes:
        base, items = exact(group.base), exact(group.items)
        if base is not None and items is not None and _alone(reading, group) and abs(total([base, -items])) > CENT:
            yield finding("base-mismatch", _hard(reading), rate=group.rate or "", base=base, expected=items)


def taxes_within_net(reading: Reading, _: Context) -> Iterator[Finding]:
    """What the taxes of all rates are at least computed from is no more than the net (EN 16931 BR-CO-17, turned round).

    Pages often print taxes without their bases; each may be a cent too much by rounding. Where more is taxed than was
    sold, the tax is overstated, whatever the sums of the page say. What is exempt may be listed nowhere, so less is no
    mistake. XML states all bases, for which there are sharper rules.
    """
    net, unit = exact(reading.value("net_amount")), rounding_unit(reading.value("currency"))
    if net is None:
        return
    sign = -1 if net < 0 else 1
    taxes = [(exact(group.rate) or ZERO, sign * (exact(group.tax) or ZERO)) for group in reading.taxes]
    bases = [EXACT.divide(100 * (tax - unit), rate).quantize(CENT, ROUND_FLOOR) for rate, tax in taxes if rate]
    if any(tax and not rate for rate, tax in taxes) or (bases and total(bases) > abs(net)):
        asked, least = (sign * total(one) for one in ([tax for _, tax in taxes], bases))
        yield finding("taxes-beyond-net", "exception", net=net, least=least, tax=asked)


def has_taxed_lines(reading: Reading) -> bool:
    """The rate and the net of each line."""
    told = [exact(one) for line in reading.lines for one in (line.tax_rate, line.net_amount)]
    return bool(told) and None not in told


def tax_of_lines(reading: Reading, _: Context) -> Iterator[Finding]:
    """A tax that no rate is listed for is what the lines give at their rates: a cent in all, and half a cent a line, for
    rounding. What is taken off or added for the whole may be of any of these rates."""
    tax, unit = exact(reading.value("tax_amount")), rounding_unit(reading.value("currency"))
    if tax is None or reading.taxes or not has_taxed_lines(reading):
        return
    told = [(exact(line.tax_rate) or ZERO, exact(line.net_amount) or ZERO) for line in reading.lines]
    rates, given = [rate for rate, _ in told], total([product(net, rate) for rate, net in told])
    off, on = (abs(exact(one) or ZERO) for one in (reading.totals.allowances, reading.totals.charges))
    slack = product(unit, 100 + 50 * Decimal(len(rates)))
    least = total([abs(given), -product(off, max(rates)), product(on, min(rates)), -slack])
    most = total([abs(given), -product(off, min(rates)), product(on, max(rates)), slack])
    if not least <= 100 * abs(tax) <= most:
        expected = EXACT.divide(given, Decimal(100)).quantize(CENT)
        yield finding("tax-not-of-lines", "exception", expected=plain(expected), tax=tax)


def _hard(reading: Reading) -> Severity:
    """ZUGFeRD 1 came before the standard, which its authors read in more than one way: a person decides."""
    return "exception" if (reading.profile or "").startswith("urn:ferd:") else hard(reading)


def _alone(reading: Reading, group: TaxGroup) -> bool:
    """Whether no other group has its rate: of several none is the sum of all items."""
    rate = (group.category, exact(group.rate))
    return [(one.category, exact(one.rate)) for one in reading.taxes].count(rate) == 1


def untaxed(reading: Reading, _: Context) -> Iterator[Finding]:
    """Zero-rated, exempt, reverse charge, intra-community, export and out of scope: no tax is asked for (BR-Z-09 …)."""
    for group in reading.taxes:
        if group.category in UNTAXED and exact(group.tax) not in (None, ZERO):
            yield finding("untaxed-has-tax", _hard(reading), category=group.category, tax=group.tax)


def credit_sign(reading: Reading, _: Context) -> Iterator[Finding]:
    """A credit note (381) gives back what it states: a negative total on it may mean either way."""
    gross = exact(reading.value("gross_amount"))
    if reading.value("kind") == CREDIT_NOTE and gross is not None and gross < 0 and reading.format not in PAGES:
        yield finding("credit-note-negative", "exception", gross=gross)


def _western(reading: Reading) -> bool:
    """Chinese e-invoices have rules of their own for the same sums."""
    return not is_fapiao(reading)


def _printed(reading: Reading) -> bool:
    return _western(reading) and reading.format in PAGES


def _unlisted(reading: Reading) -> bool:
    """A page that lists the tax of no rate."""
    return _printed(reading) and not reading.taxes


def _stated(reading: Reading) -> bool:
    """Pages list what is taxed, and rarely what is not."""
    return _western(reading) and reading.format not in PAGES


RULES: tuple[Rule, ...] = (
    Rule("to-the-cent", 2, to_the_cent, where=_western, severity="exception", field="gross_amount"),
    Rule("bases-and-net", 2, bases_and_net, where=_stated, field="net_amount"),
    Rule(
        "taxes-within-net", 1, taxes_within_net, where=_printed, needs=completeness.has_rates, severity="exception",
        field="tax_amount",
    ),
    Rule(
        "tax-of-lines", 1, tax_of_lines, where=_unlisted, needs=has_taxed_lines, severity="exception", field="tax_amount"
    ),
    Rule(
        "within-highest", 1, stated_prices.within_highest, where=_stated, severity="exception", field="tax_amount",
        needs=stated_prices.has_tax,
    ),
    Rule("prices", 1, stated_prices.prices_are_positive, where=_stated, severity="exception"),
    Rule("base-of-rate", 1, base_of_rate, where=_western, needs=has_items),
    Rule("untaxed", 1, untaxed, where=_western),
    Rule("credit-sign", 1, credit_sign, where=_western, severity="exception", field="gross_amount"),
)  # fmt: skip
