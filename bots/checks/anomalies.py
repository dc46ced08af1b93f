"""What is odd about an invoice without being wrong: hints for who looks at it, and the pattern of payment fraud."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from statistics import median

from bots.checks.context import Context, day, finding
from bots.checks.known import days_apart, of_seller
from bots.checks.parties import account_of, supplier_of
from bots.numbers import exact
from bots.plain_text import plain_name, squeezed
from contracts.reading import Finding, KnownInvoice, Reading

SPLIT_DAYS = 14
NEARLY = Decimal("0.9")
"""From this share of a limit on, an amount is just below it."""
ROUND, LARGE = Decimal(1000), Decimal(10_000)
YEAR = timedelta(days=365)
FEWEST_PRICES, DEARER = 3, Decimal("1.2")
IN_ROW = 3
URGENT = re.compile(r"urgent|immediate|asap|dringend|sofort|eilt|加急|紧急|尽快|立即|马上|今日付款", re.IGNORECASE)
SOON = timedelta(days=2)
SATURDAY = 5


def split(reading: Reading, context: Context) -> Iterator[Finding]:
    """With other invoices of the seller within 14 days it passes an approval limit that it alone stays just below."""
    gross = exact(reading.value("gross_amount"))
    beside = [known.gross for known in of_seller(reading, context) if _within(reading, known) and known.gross]
    for limit in context.master.approval_limits if context.master else ():
        near = [each for each in beside if limit * NEARLY <= each < limit]
        if gross is not None and near and limit * NEARLY <= gross < limit:
            yield finding("split-below-limit", "warn", limit=limit, gross=gross, sum=sum(near, gross))


def round_amount(reading: Reading, _: Context) -> Iterator[Finding]:
    """A total of whole thousands, of ten thousand at least."""
    gross = exact(reading.value("gross_amount"))
    if gross is not None and gross >= LARGE and gross % ROUND == 0:
        yield finding("round-amount", "warn", gross=gross)


def weekend(reading: Reading, _: Context) -> Iterator[Finding]:
    """Written on a Saturday or a Sunday."""
    issued = day(reading.value("issue_date"))
    if issued and issued.weekday() >= SATURDAY:
        yield finding("written-at-weekend", "warn", issue_date=issued)


def only_customer(reading: Reading, context: Context) -> Iterator[Finding]:
    """The seller's last three invoices to us have numbers in a row: it seems to have no other customer."""
    number, known = _counter(reading.value("number")), {_counter(one.number) for one in of_seller(reading, context)}
    if number and all((number[0], number[1] - back) in known for back in range(1, IN_ROW)):
        yield finding("numbers-in-a-row", "warn", number=reading.value("number") or "", count=IN_ROW)


def dearer(reading: Reading, context: Context) -> Iterator[Finding]:
    """A unit price more than a fifth above the median of twelve months, where three prices at least are known."""
    issued = day(reading.value("issue_date"))
    for position, line in enumerate(reading.lines, start=1):
        price, name = exact(line.unit_price), plain_name(line.description)
        prices = [
            one.unit_price
            for one in (context.master.prices if context.master else ())
            if issued and plain_name(one.description) == name and one.unit in (None, line.unit)
            and (on := day(one.on)) and issued - YEAR <= on <= issued
        ]  # fmt: skip
        if price is not None and len(prices) >= FEWEST_PRICES and price > median(prices) * DEARER:
            yield finding("price-above-median", "warn", line=position, price=price, median=median(prices))


def payment_fraud(reading: Reading, context: Context) -> Iterator[Finding]:
    """An account that nothing was paid to yet, a seller who never billed before, and haste: how payment fraud looks."""
    supplier, account = supplier_of(reading, context), account_of(reading)
    if not account or (supplier and account in _proven(supplier.ibans, supplier.new_ibans)):
        return
    if _urgent(reading) and not any(True for _ in of_seller(reading, context)):
        yield finding("payment-fraud-risk", "exception", account=account, seller=reading.value("seller_name") or "")


def _proven(accounts: tuple[str, ...], new: tuple[str, ...]) -> set[str]:
    return set(map(squeezed, accounts)) - set(map(squeezed, new))


def _urgent(reading: Reading) -> bool:
    """Words of haste in the remarks, or due within two days."""
    issued, due = day(reading.value("issue_date")), day(reading.due_date)
    return bool(URGENT.search(reading.value("remarks") or "")) or bool(issued and due and due - issued <= SOON)


def tells_limits(_: Reading, context: Context) -> bool:
    """Above which amounts somebody else approves."""
    return context.master is not None and bool(context.master.approval_limits)


def tells_prices(_: Reading, context: Context) -> bool:
    """What was paid before."""
    return context.master is not None and bool(context.master.prices)


def _within(reading: Reading, known: KnownInvoice) -> bool:
    days = days_apart(reading, known)
    return days is not None and days <= SPLIT_DAYS


def _counter(number: str | None) -> tuple[str, int] | None:
    """What stands before the last digits of a number, and those digits as a figure."""
    found = re.fullmatch(r"(.*?)(\d{1,20})", squeezed(number), re.ASCII)
    return (found[1], int(found[2])) if found else None
