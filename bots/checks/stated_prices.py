"""Rates and prices that XML states: within what there can be."""

from collections.abc import Iterator
from decimal import Decimal

from bots.checks.context import Context, finding
from bots.numbers import exact, product, rounding_unit
from bots.vat_rates import ANYWHERE, highest
from contracts.reading import Finding, Reading, Severity

ZERO = Decimal(0)


def within_highest(reading: Reading, context: Context) -> Iterator[Finding]:
    """No rate is above the highest of the seller's country; neither is the tax on the net where no rate is stated, as in
    the lowest profiles.

    An exception only: who has a VAT number of one country may owe the tax of another. What some country asks for is only
    told where nothing tells who the supplier is: samples are written with numbers of nobody.
    """
    most, unit = highest(reading.value("seller_tax_id")), rounding_unit(reading.value("currency"))
    net, tax = (abs(exact(reading.value(name)) or ZERO) for name in ("net_amount", "tax_amount"))
    rates = [exact(group.rate) or ZERO for group in reading.taxes]
    untold = not rates and not reading.lines and 100 * tax > product(net, most) + 100 * unit
    top = max(rates, default=ZERO)
    if untold or top > most:
        severity: Severity = "exception" if untold or top > ANYWHERE or context.master else "warn"
        yield finding("tax-above-highest", severity, net=net, tax=tax, rate=most)


def prices_are_positive(reading: Reading, _: Context) -> Iterator[Finding]:
    """A net price is nothing at least, and for more than nothing (EN 16931 BR-27, PEPPOL-EN16931-R121): what is negative
    twice looks like a delivery and is counted as one that was taken back. Headings and notes among the lines deliver nothing
    for nothing."""
    for position, line in enumerate(reading.lines, start=1):
        price, base = exact(line.unit_price), exact(line.price_base)
        nothing = not exact(line.quantity) and not price and not exact(line.net_amount)
        if (price is not None and price < 0) or (base is not None and base <= 0 and not (base == 0 and nothing)):
            told = {"price": line.unit_price or "", "base": line.price_base or "1"}
            yield finding("price-not-positive", "exception", line=position, **told)


def has_tax(reading: Reading) -> bool:
    """A tax, or the taxes of rates."""
    return exact(reading.value("tax_amount")) is not None or bool(reading.taxes)
