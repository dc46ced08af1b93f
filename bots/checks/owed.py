"""Whether the document asks for money at all, and for no more than its total rounded to a coin."""

from collections.abc import Iterator

from bots.cash_rounding import highest_rounding
from bots.checks.context import Context, day, finding
from bots.fapiao import is_fapiao
from bots.invoice_kinds import is_demand
from bots.numbers import exact
from bots.plain_text import squeezed
from contracts.reading import Finding, Reading

SAID = (
    "not-the-original", "says-not-owed", "said-paid", "said-no-invoice", "said-new-account", "said-collected",
    "said-replaces", "said-assigned",
)  # fmt: skip


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


def still_owed(reading: Reading, _: Context) -> Iterator[Finding]:
    """Nothing on it says that it is a test, cancelled or paid already; where it is to be paid, a person asks first."""
    for told in reading.findings:
        if told.code in SAID and told.severity == "warn":
            yield told.model_copy(update={"severity": "exception"})


def allowances_take(reading: Reading, _: Context) -> Iterator[Finding]:
    """Allowances (EN 16931 BT-107) take away from what is asked for: a negative one is a charge by another name."""
    off, net = exact(reading.totals.allowances), exact(reading.value("net_amount"))
    if off and net and (off < 0) != (net < 0):
        yield finding("allowance-adds", "exception", allowances=off, net=net)


def country_of(reading: Reading) -> str:
    """The seller's country by its VAT number; empty where that tells none."""
    return squeezed(reading.value("seller_tax_id"))[:2]


def has_rounding(reading: Reading) -> bool:
    """An amount by which the total is rounded."""
    return exact(reading.totals.rounding) is not None


def is_western(reading: Reading) -> bool:
    """Chinese invoices have kinds of their own."""
    return not is_fapiao(reading)
