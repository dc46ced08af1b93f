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
