"""What an invoice is held against: the house's own records of its supplier, its order, its month and what was billed
before. What the house has no record of stays untold, and the rules that ask for it are listed as not run."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from activities.approval_matrix import published, unguarded
from activities.budget_funds import is_closed
from activities.candidates import Candidates
from activities.invoice_identity import GONE
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.invoice import INVOICE, Invoice
from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier import Supplier
from bots.document_numbers import normal
from bots.identity import known_of
from bots.numbers import exact
from contracts import reading as read
from contracts.approval_matrix import Matrix
from contracts.conditions import Band
from contracts.ids import stream_id
from contracts.values import Ref, month_of
from events._base import Event
from events.purchase_order import PurchaseOrderIssued
from events.supplier import SupplierApproved
from store.work import Work

OWED = ("posted", "paid")
ASKED = "requisition"
"""The kind of document whose amounts are split: who orders less needs fewer people."""


def master_of(
    work: Work,
    state: Invoice,
    ref: Ref,
    supplier: Supplier | None,
    order: PurchaseOrder | None,
    candidates: Candidates,
    policies: Policies,
    original: Ref | None = None,
    claimed: Sequence[Ref] = (),
) -> read.Master:
    """Everything recorded that the checks of an invoice ask for.

    `original` is the invoice that it takes back, `claimed` those that claims have told to be the same as this one.
    """
    reading = state.effective()
    assert reading is not None
    entity, on = known_entity(work, ref.entity), state.issue_date or work.now.date()
    before = tuple(_before(work, known_of(reading), candidates, original, {ref.id, *(one.id for one in claimed)}))
    currency = reading.value("currency") or ""
    return read.Master(
        entities=(read.Entity(name=entity.name, tax_ids=entity.tax_ids_on(on)),),
        suppliers=(_supplier(work, supplier),) if supplier else (),
        currency=order.currency if order else None,
        order=order.ref.number if order and order.ref else None,
        ordered_on=_first_day(work, order.ref.id, PurchaseOrderIssued) if order and order.ref else None,
        received_on=_first_day(work, order.receipts[0].receipt.id, Event) if order and order.receipts else None,
        closed_periods=(month_of(on),) if is_closed(work, ref.entity, month_of(on)) else (),
        invoices=tuple(known for known, _ in before),
        prices=tuple(price for _, other in before for price in _prices(other, currency)),
        approval_limits=_limits(work, policies, currency),
    )


def _before(
    work: Work, known: read.KnownInvoice, candidates: Candidates, original: Ref | None, apart: Collection[UUID]
) -> Iterator[tuple[read.KnownInvoice, Invoice]]:
    """What it takes back and what looks like it, loaded anew; not what is told of already.

    Of its own number only what is owed: which of two that wait came first, their claims tell.
    """
    for stream in dict.fromkeys((*((original.id,) if original else ()), *candidates.like(known))):
        other = work.load(INVOICE, stream)
        reading = other.effective()
        if stream in apart or reading is None or other.status in GONE or other.is_credit:
            continue
        one = known_of(reading)
        order = other.posted.order.number if other.posted else one.purchase_order
        if other.status in OWED or normal(one.number) != normal(known.number):
            yield one.model_copy(update={"purchase_order": order}), other


def _prices(other: Invoice, currency: str) -> Iterator[read.KnownPrice]:
    """What the lines of an invoice cost that is owed or paid, in one currency."""
    reading = other.effective()
    if reading is None or other.status not in OWED or reading.value("currency") != currency:
        return
    for line in reading.lines:
        price, on = exact(line.unit_price), reading.value("issue_date")
        if line.description and on and price is not None and line.price_base is None:
            yield read.KnownPrice(description=line.description, on=on, unit_price=price, unit=line.unit)


def _limits(work: Work, policies: Policies, currency: str) -> tuple[Decimal, ...]:
    """Up to which amounts fewer people approve, by the matrix in force."""
    drafted = published(unguarded(work), (ASKED,), work.now.date()).get(ASKED)
    matrix = drafted.matrix if drafted else policies.approval.get(ASKED)
    if matrix is None or currency not in matrix.currencies:
        return ()
    return tuple(sorted(set(_bounds(matrix, currency))))


def _bounds(matrix: Matrix, currency: str) -> Iterator[Decimal]:
    for test in matrix.tests_of("amount"):
        if isinstance(test, Band) and test.up_to is not None and currency in (test.currencies or matrix.currencies):
            yield test.up_to


def _supplier(work: Work, supplier: Supplier) -> read.Supplier:
    status = "approved" if supplier.status == "approved" else "blocked" if supplier.status == "blocked" else "draft"
    return read.Supplier(
        name=supplier.name,
        tax_ids=supplier.tax_ids,
        ibans=tuple(account.identifier for account in supplier.accounts),
        holders=tuple(dict.fromkeys(account.holder for account in supplier.accounts)),
        new_ibans=supplier.unproven,
        since=_first_day(work, stream_id("supplier", supplier.code), SupplierApproved),
        status=status,
    )


def _first_day(work: Work, stream: UUID, kind: type[Event]) -> str | None:
    """The day on which an event of a kind first occurred to a document."""
    days = (f"{each.occurred_at:%Y-%m-%d}" for each in work.recorded(stream) if isinstance(each.event, kind))
    return next(days, None)
