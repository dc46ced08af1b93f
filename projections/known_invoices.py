"""Invoices by what makes another one look like them: seller, number, total, account. Candidates, nothing to look at."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CompoundSelect, Index, select, union

from bots.document_numbers import alike
from bots.identity import account_digits, known_of
from bots.numbers import exact, plain
from bots.plain_text import squeezed
from contracts.reading import KnownInvoice
from events._base import Recorded
from events.invoice import InvoiceCancelled, InvoiceCorrected, InvoiceRead, InvoiceRejected, InvoiceReopened
from projections._base import Changes, Projection, change, upsert
from projections._columns import count, flag, key, text

KNOWN_INVOICES = Projection("known_invoices")
known_invoices = KNOWN_INVOICES.table(
    "known_invoices",
    key("id"),
    *(text(name) for name in ("seller_tax_id", "total", "account", "number")),
    flag("gone"),
    count("position"),
)
Index("view_known_invoices_total", known_invoices.c.seller_tax_id, known_invoices.c.total)
Index("view_known_invoices_newest", known_invoices.c.seller_tax_id, known_invoices.c.gone, known_invoices.c.position)
Index("view_known_invoices_account", known_invoices.c.account)
Index("view_known_invoices_number", known_invoices.c.seller_tax_id, known_invoices.c.number)


MOST, FEW, NEWEST = 20, 3, 6
"""Invoices nominated at most: of the same total or number, of the same account, and the seller's newest, which tell its
prices too (the invoice in question is among them)."""
FIELDS = ("seller_tax_id", "iban", "bank_account", "gross_amount", "number")
"""Fields of an invoice that people may correct and that it is found by."""


def total_key(gross: Decimal | None) -> str | None:
    """The same for every notation of one figure."""
    return plain(gross.normalize()) if gross is not None else None


def columns_of(known: KnownInvoice) -> dict[str, str | None]:
    """What it is found by."""
    seller, account = squeezed(known.seller_tax_id) or None, squeezed(known.account) or None
    number = alike(known.number) if known.number else None
    return {"seller_tax_id": seller, "total": total_key(known.gross), "account": account, "number": number}


def looking_like(known: KnownInvoice) -> CompoundSelect[Any]:
    """The ids of invoices that a known one may be confused with, each kind by its own index."""
    found_by, here = columns_of(known), known_invoices.c
    newest = select(here.id).where(here.gone == 0).order_by(here.position.desc())
    seller = here.seller_tax_id == found_by["seller_tax_id"]
    same_total = newest.where(seller, here.total == found_by["total"]).limit(MOST)
    same_account = newest.where(here.account == found_by["account"], here.seller_tax_id != found_by["seller_tax_id"])
    same_number = newest.where(seller, here.number == found_by["number"]).limit(MOST)
    parts = (same_total, same_number, same_account.limit(FEW), newest.where(seller).limit(NEWEST))
    return union(*(select(part.subquery().c.id) for part in parts))


@KNOWN_INVOICES.on(InvoiceRead)
def _read(event: InvoiceRead, at: Recorded) -> Changes:
    columns = columns_of(known_of(event.reading))
    yield upsert(known_invoices, {"id": str(event.ref.id)}, **columns, gone=0, position=at.position)


@KNOWN_INVOICES.on(InvoiceCorrected)
def _corrected(event: InvoiceCorrected, _: Recorded) -> Changes:
    fixed = {one.field: one.new for one in event.fields if one.field in FIELDS}
    told: dict[str, str | None] = {}
    if "seller_tax_id" in fixed:
        told["seller_tax_id"] = squeezed(fixed["seller_tax_id"]) or None
    if "gross_amount" in fixed:
        told["total"] = total_key(exact(fixed["gross_amount"]))
    if "number" in fixed:
        told["number"] = alike(fixed["number"]) if fixed["number"] else None
    if fixed.get("iban") or fixed.get("bank_account"):
        told["account"] = squeezed(fixed.get("iban")) or account_digits(fixed.get("bank_account"))
    if told:
        yield change(known_invoices, {"id": str(event.ref.id)}, **told)


@KNOWN_INVOICES.on(InvoiceRejected, InvoiceCancelled)
def _gone(event: InvoiceRejected | InvoiceCancelled, _: Recorded) -> Changes:
    yield change(known_invoices, {"id": str(event.ref.id)}, gone=1)


@KNOWN_INVOICES.on(InvoiceReopened)
def _back(event: InvoiceReopened, _: Recorded) -> Changes:
    yield change(known_invoices, {"id": str(event.ref.id)}, gone=0)
