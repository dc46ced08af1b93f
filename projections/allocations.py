"""Requisition lines x order lines: what was requested, what of it each order line takes, and what is still open."""

from sqlalchemy import Index, bindparam, cast, func, select, update

from contracts.requisition import RequisitionLine
from contracts.values import Ref
from events._base import Recorded
from events.purchase_order import OrderedLine, PurchaseOrderAmended, PurchaseOrderCancelled, PurchaseOrderIssued
from events.requisition import RequisitionCreated, RequisitionRevised
from projections._base import Changes, Projection, remove, upsert
from projections._columns import at_scale, key, number_key, scaled, text

ALLOCATIONS = Projection("allocations")
requested = ALLOCATIONS.table(
    "requisition_lines",
    key("requisition_id"),
    number_key("line"),
    *(text(name) for name in ("requisition", "entity", "description", "unit", "item", "category", "supplier")),
    *(text(name) for name in ("project", "cost_code", "period", "needed_by", "tax_code")),
    *(scaled(name) for name in ("requested", "allocated", "left_open", "unit_price")),
)
allocations = ALLOCATIONS.table(
    "allocations",
    key("requisition_id"),
    number_key("requisition_line"),
    key("order_id"),
    number_key("order_line"),
    *(text(name) for name in ("requisition", "purchase_order", "entity", "supplier", "project", "unit")),
    *(scaled(name) for name in ("requested", "allocated", "left_open")),
)
Index("view_allocations_by_order", allocations.c.order_id)

_MORE = bindparam("more", type_=requested.c.allocated.type)
_TAKE = (
    update(requested)
    .where(requested.c.requisition_id == bindparam("of"), requested.c.line == bindparam("number"))
    .values(allocated=requested.c.allocated + _MORE, left_open=requested.c.left_open - _MORE)
)
_LINE = (requested.c.requisition_id == allocations.c.requisition_id, requested.c.line == allocations.c.requisition_line)
_SHARED = (
    update(allocations)
    .where(allocations.c.requisition_id == bindparam("of"), allocations.c.requisition_line == bindparam("number"))
    .values(
        requested=requested.select().with_only_columns(requested.c.requested).where(*_LINE).scalar_subquery(),
        left_open=requested.select().with_only_columns(requested.c.left_open).where(*_LINE).scalar_subquery(),
    )
)


def _requested(ref: Ref, lines: tuple[RequisitionLine, ...]) -> Changes:
    for line in lines:
        quantity = at_scale(line.quantity.amount)
        yield upsert(
            requested,
            {"requisition_id": str(ref.id), "line": line.line},
            requisition=ref.number,
            entity=ref.entity,
            description=line.description,
            unit=line.quantity.unit,
            item=line.item,
            category=line.category,
            supplier=line.supplier,
            needed_by=line.needed_by.isoformat(),
            tax_code=line.tax_code,
            requested=quantity,
            left_open=quantity,
            unit_price=at_scale(line.unit_price),
            **line.cost_object.model_dump(),
        )


@ALLOCATIONS.on(RequisitionCreated)
def _created(event: RequisitionCreated, _: Recorded) -> Changes:
    yield from _requested(event.ref, event.lines)


@ALLOCATIONS.on(RequisitionRevised)
def _revised(event: RequisitionRevised, _: Recorded) -> Changes:
    """Only what is not ordered is revised, so its lines begin again."""
    yield remove(requested, {"requisition_id": str(event.ref.id)})
    yield from _requested(event.ref, event.lines)


_TAKEN = (
    select(cast(func.coalesce(func.sum(allocations.c.allocated), 0), requested.c.allocated.type))
    .where(allocations.c.order_id == bindparam("order"), *_LINE)
    .scalar_subquery()
)
_GIVE_BACK = (
    update(requested)
    .where(requested.c.requisition_id == bindparam("of"))
    .values(allocated=requested.c.allocated - _TAKEN, left_open=requested.c.left_open + _TAKEN)
)
_OPEN_AGAIN = (
    update(allocations)
    .where(allocations.c.requisition_id == bindparam("of"))
    .values(left_open=select(requested.c.left_open).where(*_LINE).scalar_subquery())
)


@ALLOCATIONS.on(PurchaseOrderIssued)
def _ordered(event: PurchaseOrderIssued, _: Recorded) -> Changes:
    for line in event.lines:
        yield from _allocated(event.ref, event.supplier, line)


@ALLOCATIONS.on(PurchaseOrderAmended)
def _amended(event: PurchaseOrderAmended, _: Recorded) -> Changes:
    yield from _released(event.ref, event.requisitions)
    for line in event.amendment.lines:
        yield from _allocated(event.ref, event.amendment.supplier, line)


@ALLOCATIONS.on(PurchaseOrderCancelled)
def _cancelled(event: PurchaseOrderCancelled, _: Recorded) -> Changes:
    yield from _released(event.ref, event.requisitions)


def _released(order: Ref, requisitions: tuple[Ref, ...]) -> Changes:
    """What the order took of its requisitions is open again."""
    for requisition in requisitions:
        yield _GIVE_BACK, {"order": str(order.id), "of": str(requisition.id)}
    yield remove(allocations, {"order_id": str(order.id)})
    for requisition in requisitions:
        yield _OPEN_AGAIN, {"of": str(requisition.id)}


def _allocated(order: Ref, supplier: str, line: OrderedLine) -> Changes:
    quantity, requisition = at_scale(line.quantity), str(line.requisition.id)
    source = {"requisition_id": requisition, "requisition_line": line.requisition_line}
    yield upsert(
        allocations,
        {**source, "order_id": str(order.id), "order_line": line.line},
        requisition=line.requisition.number,
        purchase_order=order.number,
        entity=order.entity,
        supplier=supplier,
        project=line.cost_object.project,
        unit=line.unit,
        allocated=quantity,
    )
    where = {"of": requisition, "number": line.requisition_line}
    yield _TAKE, {**where, "more": quantity}
    yield _SHARED, where
