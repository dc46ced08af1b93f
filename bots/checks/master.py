"""The invoice held against master data: is it to us, from whom we know, to their account, and for the first time."""

import unicodedata
from collections.abc import Iterator
from typing import TypeVar

from bots.checks.context import Context, finding
from bots.document_numbers import normal
from bots.numbers import exact
from contracts.reading import Entity, Finding, KnownInvoice, Reading, Supplier

Party = TypeVar("Party", Entity, Supplier)


def buyer_is_us(reading: Reading, context: Context) -> Iterator[Finding]:
    """The buyer's tax number, or name where it states none, is one of our entities (抬头; EN 16931 BG-7)."""
    entities = context.master.entities if context.master else ()
    if not _find(entities, reading.value("buyer_tax_id"), reading.value("buyer_name")):
        yield finding(
            "buyer-not-us", "reject", name=reading.value("buyer_name") or "", tax_id=reading.value("buyer_tax_id") or ""
        )


def supplier_known(reading: Reading, context: Context) -> Iterator[Finding]:
    """The seller is a supplier of ours who is approved."""
    supplier = _supplier(reading, context)
    if supplier is None:
        name, tax_id = reading.value("seller_name") or "", reading.value("seller_tax_id") or ""
        yield finding("supplier-unknown", "exception", name=name, tax_id=tax_id)
    elif supplier.status != "approved":
        yield finding("supplier-not-approved", "exception", name=supplier.name, status=supplier.status)


def account_is_known(reading: Reading, context: Context) -> Iterator[Finding]:
    """The account is one of the supplier's: a changed account is the commonest payment fraud, so it is a hard hold."""
    supplier, account = _supplier(reading, context), reading.value("iban")
    if supplier and account and account not in {_squeezed(known) for known in supplier.ibans}:
        yield finding("iban-differs", "exception", iban=account, known=", ".join(supplier.ibans))


def not_seen_before(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the same seller has this number, whatever notation it is written in.

    A number used again in another year for another amount is a new invoice: many number ranges restart.
    """
    number = reading.value("number")
    for known in (context.master.invoices if context.master else None) or ():
        if known.file_sha256 == reading.file_sha256:
            yield finding("duplicate-file", "reject", number=known.number)
        elif number and normal(known.number) == normal(number) and _same_invoice(reading, known):
            yield finding("duplicate-invoice", "reject", number=number, known=known.number)


def expected_currency(reading: Reading, context: Context) -> Iterator[Finding]:
    """The currency is the expected one."""
    wanted, currency = context.master.currency if context.master else None, reading.value("currency")
    if wanted and currency and wanted != currency:
        yield finding("currency-unexpected", "exception", currency=currency, expected=wanted)


def _same_invoice(reading: Reading, known: KnownInvoice) -> bool:
    """The same seller, and not plainly another year and amount; what is unknown counts as the same."""
    seller, year = known.seller_tax_id, (known.issue_date or "")[:4]
    if seller and reading.value("seller_tax_id") and _squeezed(seller) != reading.value("seller_tax_id"):
        return False
    gross, ours = known.gross, exact(reading.value("gross_amount"))
    other_year = bool(year) and year != (reading.value("issue_date") or year)[:4]
    return not (other_year and gross is not None and ours is not None and gross != ours)


def _supplier(reading: Reading, context: Context) -> Supplier | None:
    suppliers = context.master.suppliers if context.master else ()
    return _find(suppliers, reading.value("seller_tax_id"), reading.value("seller_name"))


def _find(parties: tuple[Party, ...], tax_id: str | None, name: str | None) -> Party | None:
    """By tax number where both sides have one; by name only when no number decides."""
    if tax_id:
        for party in parties:
            if tax_id in {_squeezed(known) for known in party.tax_ids}:
                return party
    named = [party for party in parties if name and _normal_name(party.name) == _normal_name(name)]
    return next((party for party in named if not tax_id or not party.tax_ids), None)


def _squeezed(text: str) -> str:
    return "".join(text.split()).upper()


def _normal_name(name: str) -> str:
    """NFKC (which folds full-width brackets), without case, white space and punctuation."""
    return "".join(part for part in unicodedata.normalize("NFKC", name).casefold() if part.isalnum())
