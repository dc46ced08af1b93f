"""What the checks find in an invoice that is judged: on its document, on master data, on what stops it from outside."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from activities.candidates import Candidates
from activities.invoice_identity import GONE
from activities.master_data import known_entity
from aggregates.invoice import INVOICE, Invoice
from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier import Supplier, hold_refusal
from bots.checks import Context, check
from bots.document_numbers import normal
from bots.identity import known_of
from contracts import reading as read
from contracts.values import Ref
from store.work import Work

OWED = ("posted", "paid")


def document_findings(
    work: Work,
    state: Invoice,
    ref: Ref,
    supplier: Supplier | None,
    order: PurchaseOrder | None,
    candidates: Candidates,
    original: Ref | None = None,
    claimed: Sequence[Ref] = (),
) -> tuple[read.Finding, ...]:
    """What all checks of document and master data find, on the fields as people corrected them.

    `original` is the invoice that it takes back, `claimed` those that claims have told to be the same as this one.
    """
    reading = state.effective()
    assert reading is not None
    entity, day = known_entity(work, ref.entity), state.issue_date or work.now.date()
    master = read.Master(
        entities=(read.Entity(name=entity.name, tax_ids=entity.tax_ids_on(day)),),
        suppliers=(_supplier_master(supplier),) if supplier else (),
        currency=order.currency if order else None,
        order=order.ref.number if order and order.ref else None,
        invoices=_known(work, known_of(reading), candidates, original, {ref.id, *(one.id for one in claimed)}),
    )
    own = check(reading, Context(work.now.date(), master)).findings
    return (*own, *_hold_of(supplier, work.now.date()), *_stopped(order))


def _known(
    work: Work, known: read.KnownInvoice, candidates: Candidates, original: Ref | None, apart: Collection[UUID]
) -> tuple[read.KnownInvoice, ...]:
    """What it takes back and what looks like it, loaded anew; not what is told of already.

    Of its own number only what is owed: which of two that wait came first, their claims tell.
    """
    found = []
    nominated = dict.fromkeys((*((original.id,) if original else ()), *candidates.like(known)))
    for stream in nominated:
        other = work.load(INVOICE, stream)
        reading = other.effective()
        if stream in apart or reading is None or other.status in GONE or other.is_credit:
            continue
        one = known_of(reading)
        order = other.posted.order.number if other.posted else one.purchase_order
        if other.status in OWED or normal(one.number) != normal(known.number):
            found.append(one.model_copy(update={"purchase_order": order}))
    return tuple(found)


def _hold_of(supplier: Supplier | None, today: date) -> tuple[read.Finding, ...]:
    """Invoices of a held supplier wait; on the release date they are judged again without this finding."""
    refusal = hold_refusal(supplier, "invoices", today) if supplier else None
    return (read.Finding.of(refusal.code, "exception", refusal.figures),) if refusal else ()


def _stopped(order: PurchaseOrder | None) -> tuple[read.Finding, ...]:
    """Nothing is billed on an order that is on hold or called off."""
    if order is None or not (order.on_hold or order.cancelled):
        return ()
    if order.cancelled:
        return (read.Finding.of("order-cancelled", "exception", {"order": str(order.ref)}),)
    return (read.Finding.of("order-on-hold", "exception", {"order": str(order.ref)}),)


def _supplier_master(supplier: Supplier) -> read.Supplier:
    status = "approved" if supplier.status == "approved" else "blocked" if supplier.status == "blocked" else "draft"
    ibans = tuple(account.identifier for account in supplier.accounts)
    return read.Supplier(name=supplier.name, tax_ids=supplier.tax_ids, ibans=ibans, status=status)
