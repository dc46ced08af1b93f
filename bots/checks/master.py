"""The invoice held against master data: is it to us, from whom we know, to their account, in the expected currency."""

from collections.abc import Iterator

from bots.checks.context import Context, day, finding
from bots.checks.parties import account_of, find, supplier_of
from bots.identity import account_digits
from bots.plain_text import squeezed
from contracts.reading import Finding, Reading


def buyer_is_us(reading: Reading, context: Context) -> Iterator[Finding]:
    """The buyer's tax number, or name where it states none, is one of our entities (抬头; EN 16931 BG-7)."""
    entities = context.master.entities if context.master else ()
    if not find(entities, reading.value("buyer_tax_id"), reading.value("buyer_name")):
        yield finding(
            "buyer-not-us", "reject", name=reading.value("buyer_name") or "", tax_id=reading.value("buyer_tax_id") or ""
        )


def supplier_known(reading: Reading, context: Context) -> Iterator[Finding]:
    """The seller is a supplier of ours who is approved."""
    supplier = supplier_of(reading, context)
    if supplier is None:
        name, tax_id = reading.value("seller_name") or "", reading.value("seller_tax_id") or ""
        yield finding("supplier-unknown", "exception", name=name, tax_id=tax_id)
    elif supplier.status != "approved":
        yield finding("supplier-not-approved", "exception", name=supplier.name, status=supplier.status)


def account_is_known(reading: Reading, context: Context) -> Iterator[Finding]:
    """The account is one of the supplier's: a changed account is the commonest payment fraud, so it is a hard hold."""
    supplier, account = supplier_of(reading, context), account_of(reading)
    known = {squeezed(one) for one in supplier.ibans} if supplier else set()
    if supplier and account and account not in known | {account_digits(one) for one in known}:
        yield finding("iban-differs", "exception", iban=account, known=", ".join(supplier.ibans))


def expected_currency(reading: Reading, context: Context) -> Iterator[Finding]:
    """The currency is the expected one."""
    wanted, currency = context.master.currency if context.master else None, reading.value("currency")
    if wanted and currency and wanted != currency:
        yield finding("currency-unexpected", "exception", currency=currency, expected=wanted)


def after_onboarding(reading: Reading, context: Context) -> Iterator[Finding]:
    """It was not written before the supplier was one of ours."""
    supplier, issued = supplier_of(reading, context), day(reading.value("issue_date"))
    since = day(supplier.since if supplier else None)
    if issued and since and issued < since:
        yield finding("before-supplier", "warn", issue_date=issued, since=since)


def after_order(reading: Reading, context: Context) -> Iterator[Finding]:
    """It was not written before the order that it bills."""
    issued, ordered = day(reading.value("issue_date")), day(context.master.ordered_on if context.master else None)
    if issued and ordered and issued < ordered:
        yield finding("before-order", "warn", issue_date=issued, ordered_on=ordered)


def after_receipt(reading: Reading, context: Context) -> Iterator[Finding]:
    """It was not written before anything of the order was received: goods or work come first, unless they were agreed
    to be prepaid."""
    issued, received = day(reading.value("issue_date")), day(context.master.received_on if context.master else None)
    if issued and received and issued < received:
        yield finding("before-receipt", "warn", issue_date=issued, received_on=received)


def period_open(reading: Reading, context: Context) -> Iterator[Finding]:
    """The month in which it was written is open: else it is booked later than it belongs."""
    period, closed = (reading.value("issue_date") or "")[:7], context.master.closed_periods if context.master else None
    if period in (closed or ()):
        yield finding("period-closed", "warn", period=period)


def tells_order(_: Reading, context: Context) -> bool:
    """The day of the order."""
    return context.master is not None and day(context.master.ordered_on) is not None


def tells_receipt(_: Reading, context: Context) -> bool:
    """The day of the first receipt."""
    return context.master is not None and day(context.master.received_on) is not None


def tells_onboarding(reading: Reading, context: Context) -> bool:
    """Since when the seller is a supplier."""
    supplier = supplier_of(reading, context)
    return supplier is not None and day(supplier.since) is not None


def tells_periods(_: Reading, context: Context) -> bool:
    """Which periods are closed."""
    return context.master is not None and context.master.closed_periods is not None
