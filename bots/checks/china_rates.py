"""Rates of Chinese invoices: in force on the day of issue, and fitting the kind of invoice."""

from collections.abc import Iterator
from decimal import Decimal

from bots.checks.context import Context, day, finding
from bots.china_rates import ever
from bots.fapiao import EXEMPT, MIXED, NOT_TAXED, WITHOUT_RATE, item_class, kind_of
from bots.numbers import exact
from contracts.reading import Finding, Reading

ZERO = Decimal(0)
PREPAID = ("预付卡", "充值")


def known_rate(reading: Reading, _: Context) -> Iterator[Finding]:
    """Every rate is one of the tax's rates, and was in force on the day of issue (a person may know of a transition)."""
    on = day(reading.value("issue_date"))
    for position, line in enumerate(reading.lines, start=1):
        rate = exact(line.tax_rate)
        if rate is None:
            if line.tax_rate is not None and line.tax_rate not in WITHOUT_RATE:
                yield finding("rate-unknown", "exception", line=position, rate=line.tax_rate)
        elif not (times := ever(rate)):
            yield finding("rate-unknown", "exception", line=position, rate=rate)
        elif on and not any(time.in_force(on) for time in times):
            yield finding("rate-not-in-force", "exception", line=position, rate=rate, issue_date=on)


def special_is_taxed(reading: Reading, _: Context) -> Iterator[Finding]:
    """专用发票 may not be issued for what is exempt or not taxed: nobody may deduct it."""
    for position, line in enumerate(reading.lines, start=1):
        if line.tax_rate in (EXEMPT, NOT_TAXED) or exact(line.tax_rate) == ZERO:
            yield finding("special-without-tax", "exception", line=position, rate=line.tax_rate)


def prepaid_not_taxed(reading: Reading, _: Context) -> Iterator[Finding]:
    """The sale of prepaid cards is not taxed (不征税): the tax comes with what they buy."""
    for position, line in enumerate(reading.lines, start=1):
        if any(word in item_class(line.description) for word in PREPAID) and line.tax_rate not in (NOT_TAXED, *MIXED):
            yield finding("prepaid-card-taxed", "exception", line=position, rate=line.tax_rate or "")


def deductible(reading: Reading, _: Context) -> Iterator[Finding]:
    """Only 专用发票, tolls and tickets may be deducted from input tax; the tax of all others is cost."""
    tax = exact(reading.value("tax_amount"))
    if tax and kind_of(reading) == "ordinary":
        yield finding("tax-not-deductible", "warn", tax=tax, kind=reading.value("kind") or "")


def has_rates(reading: Reading) -> bool:
    """Lines with a rate each."""
    return bool(reading.lines) and all(line.tax_rate is not None for line in reading.lines)


def has_lines(reading: Reading) -> bool:
    """Lines."""
    return bool(reading.lines)


def has_kind_and_tax(reading: Reading) -> bool:
    """The kind of invoice, and its tax."""
    return kind_of(reading) is not None and exact(reading.value("tax_amount")) is not None


def is_special(reading: Reading) -> bool:
    """专用发票."""
    return kind_of(reading) == "special"
