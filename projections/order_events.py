"""What happens to orders, in the rows of orders, their lines and their cases."""

from collections.abc import Iterable

from contracts.values import Ref
from events._base import Recorded
from events.purchase_order import (
    PurchaseOrderBilled,
    PurchaseOrderClosed,
    PurchaseOrderIssued,
    PurchaseOrderPaid,
    PurchaseOrderReceived,
)
from projections._base import Changes, add, change, upsert
from projections._columns import at_scale, listed, micros
from projections.cases import CASES, moved_on
from projections.orders import ACCEPT, DERIVE_ORDER, PAY, SUM_CASE, SUM_ORDER, bills, lines, orders


def _derived(order: Ref, requisitions: Iterable[Ref], at: Recorded) -> Changes:
    """Sum and derive again what follows from the lines, for the order and for each of its cases."""
    yield SUM_ORDER, {"order": str(order.id)}
    yield DERIVE_ORDER, {"order": str(order.id)}
    for requisition in dict.fromkeys(requisitions):
        yield SUM_CASE, {"case": str(requisition.id)}
        yield from moved_on(str(requisition.id), at)


@CASES.on(PurchaseOrderIssued)
def _issued(event: PurchaseOrderIssued, at: Recorded) -> Changes:
    ref = event.ref
    yield upsert(
        orders,
        {"id": str(ref.id)},
        number=ref.number,
        entity=ref.entity,
        supplier=event.supplier,
        supplier_name=event.supplier_name,
        raised_by=event.raised_by,
        currency=event.currency,
        total=event.total.minor,
        projects=listed(line.cost_object.project for line in event.lines),
        issued_at=micros(at.occurred_at),
        position=at.position,
    )
    for line in event.lines:
        yield upsert(
            lines,
            {"order_id": str(ref.id), "line": line.line},
            order_number=ref.number,
            entity=ref.entity,
            case_id=str(line.requisition.id),
            requisition=line.requisition.number,
            requisition_line=line.requisition_line,
            description=line.description,
            unit=line.unit,
            currency=event.currency,
            quantity=at_scale(line.quantity),
            unit_price=at_scale(line.unit_price),
            amount=line.amount.minor,
            **line.cost_object.model_dump(),
        )
    yield from _derived(ref, (line.requisition for line in event.lines), at)


@CASES.on(PurchaseOrderReceived)
def _on_receipt(event: PurchaseOrderReceived, at: Recorded) -> Changes:
    for line in event.lines:
        counted = {"more": at_scale(line.accepted), "not_accepted": at_scale(line.rejected)}
        yield ACCEPT, {"order": str(event.ref.id), "line_number": line.line, **counted}
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderBilled)
def _on_bill(event: PurchaseOrderBilled, at: Recorded) -> Changes:
    order = str(event.ref.id)
    for line in event.lines:
        more = {"billed_quantity": at_scale(line.quantity), "billed": line.amount.minor}
        yield change(lines, {"order_id": order, "line": line.line}, more)
        # What is taken back is taken off the original's part, so that what is paid of that is right.
        bill = {"order_id": order, "invoice_id": str((event.original or event.invoice).id), "line": line.line}
        yield add(bills, bill, amount=line.amount.minor)
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderPaid)
def _on_payment(event: PurchaseOrderPaid, at: Recorded) -> Changes:
    yield PAY, {"order": str(event.ref.id), "invoice": str(event.invoice.id)}
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderClosed)
def _on_close(event: PurchaseOrderClosed, at: Recorded) -> Changes:
    yield change(lines, {"order_id": str(event.ref.id)}, closed=1)
    yield change(orders, {"id": str(event.ref.id)}, closed=1, why=event.why)
    yield from _derived(event.ref, event.requisitions, at)
