"""Whether the document asks for money at all, and for no more than its total rounded to a coin."""

from collections.abc import Iterator

from bots.cash_rounding import highest_rounding
from bots.checks.context import Context, day, finding
from bots.fapiao import is_fapiao
from bots.invoice_kinds import is_demand
from bots.numbers import exact
from bots.plain_text import squeezed
from contracts.reading import Finding, Reading


def kind_owed(reading: Reading, _: Context) -> Iterator[Finding]:
    """Its kind (UNTDID 1001) is one that is owed or gives back: no pro forma invoice, no offer, nothing for information."""
    kind = reading.value("kind")
    if not is_demand(kind):
        yield finding("kind-not-owed", "exception", kind=kind or "")


def rounding(reading: Reading, context: Context) -> Iterator[Finding]:
    """What it asks for is rounded (EN 16931 BT-114) by half of the smallest coin in use at most. The standard knows no bound,
    so it is only told; the house owes no more than the total and its rounding to a coin (`payable-above-gross`)."""
    stated, currency = exact(reading.totals.rounding), reading.value("currency")
    highest = highest_rounding(currency or "", country_of(reading), day(reading.value("issue_date")) or context.today)
    if stated is not None and abs(stated) > highest:
        yield finding("rounding-too-high", "warn", rounding=stated, highest=highest)


def country_of(reading: Reading) -> str:
    """The seller's country by its VAT number; empty where that tells none."""
    return squeezed(reading.value("seller_tax_id"))[:2]


def has_rounding(reading: Reading) -> bool:
    """An amount by which the total is rounded."""
    return exact(reading.totals.rounding) is not None


def is_western(reading: Reading) -> bool:
    """Chinese invoices have kinds of their own."""
    return not is_fapiao(reading)
