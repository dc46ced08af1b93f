"""What happens to orders, in the rows of orders, their lines and their cases."""

from collections.abc import Iterable

from contracts.values import Ref
from events._base import Recorded
from events.purchase_order import (
    OrderedLine,
    PurchaseOrderAmended,
    PurchaseOrderAmendmentEnded,
    PurchaseOrderAmendmentProposed,
    PurchaseOrderBilled,
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderHeld,
    PurchaseOrderHoldReleased,
    PurchaseOrderInspected,
    PurchaseOrderIssued,
    PurchaseOrderPaid,
    PurchaseOrderPaymentReturned,
    PurchaseOrderReceived,
    PurchaseOrderReturned,
)
from projections._base import Changes, add, change, remove, upsert
from projections._columns import at_scale, listed, micros
from projections.cases import CASES, moved_on
from projections.orders import (
    ACCEPT,
    DERIVE_ORDER,
    PAY,
    SUM_CASE,
    SUM_ORDER,
    UNPAY,
    VALUE_RECEIVED,
    bills,
    lines,
    orders,
)


def _derived(order: Ref, requisitions: Iterable[Ref], at: Recorded) -> Changes:
    """Sum and derive again what follows from the lines, for the order and for each of its cases."""
    yield VALUE_RECEIVED, {"order": str(order.id)}
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
    yield change(orders, {"id": str(ref.id)}, payment_terms=event.payment_terms, delivery_terms=event.delivery_terms)
    for line in event.lines:
        yield from _line(ref, line)
    yield from _derived(ref, (line.requisition for line in event.lines), at)


def _line(order: Ref, line: OrderedLine) -> Changes:
    yield upsert(
        lines,
        {"order_id": str(order.id), "line": line.line},
        order_number=order.number,
        entity=order.entity,
        case_id=str(line.requisition.id),
        requisition=line.requisition.number,
        requisition_line=line.requisition_line,
        description=line.description,
        unit=line.unit,
        currency=line.amount.currency,
        kind=line.kind,
        needed_by=line.needed_by.isoformat() if line.needed_by else None,
        quantity=at_scale(line.quantity),
        unit_price=at_scale(line.unit_price),
        amount=line.amount.minor,
        booked_currency=line.booked.currency,
        booked_amount=line.booked.minor,
        gone=0,
        **line.cost_object.model_dump(),
    )


@CASES.on(PurchaseOrderAmendmentProposed)
def _proposed(event: PurchaseOrderAmendmentProposed, _: Recorded) -> Changes:
    pending = {"pending_amendment": event.subject.number, "pending_scopes": listed(event.amendment.scopes)}
    yield change(orders, {"id": str(event.ref.id)}, **pending)


_NOTHING_PENDING: dict[str, object] = {"pending_amendment": None, "pending_scopes": None}


@CASES.on(PurchaseOrderAmendmentEnded)
def _amendment_ended(event: PurchaseOrderAmendmentEnded, _: Recorded) -> Changes:
    yield change(orders, {"id": str(event.ref.id)}, **_NOTHING_PENDING)


@CASES.on(PurchaseOrderAmended)
def _amended(event: PurchaseOrderAmended, at: Recorded) -> Changes:
    now, order = event.amendment, {"order_id": str(event.ref.id)}
    yield change(
        orders,
        {"id": str(event.ref.id)},
        supplier=now.supplier,
        supplier_name=now.supplier_name,
        payment_terms=now.payment_terms,
        delivery_terms=now.delivery_terms,
        total=now.total.minor,
        projects=listed(line.cost_object.project for line in now.lines),
        amendments=now.number,
        **_NOTHING_PENDING,
    )
    yield change(lines, order, gone=1)
    for line in now.lines:
        yield from _line(event.ref, line)
    yield remove(lines, {**order, "gone": 1})
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderHeld, PurchaseOrderHoldReleased)
def _held(event: PurchaseOrderHeld | PurchaseOrderHoldReleased, at: Recorded) -> Changes:
    yield change(orders, {"id": str(event.ref.id)}, on_hold=int(isinstance(event, PurchaseOrderHeld)), why=event.why)
    yield from _derived(event.ref, (), at)


@CASES.on(PurchaseOrderReceived)
def _on_receipt(event: PurchaseOrderReceived, at: Recorded) -> Changes:
    for line in event.lines:
        counted = {"more": at_scale(line.accepted), "not_accepted": at_scale(line.rejected), "back": 0}
        yield ACCEPT, {"order": str(event.ref.id), "line_number": line.line, **counted}
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderReturned)
def _on_return(event: PurchaseOrderReturned, at: Recorded) -> Changes:
    for line in event.lines:
        counted = {"more": -at_scale(line.quantity), "not_accepted": 0, "back": at_scale(line.quantity)}
        yield ACCEPT, {"order": str(event.ref.id), "line_number": line.line, **counted}
        if line.passed:
            yield change(
                lines, {"order_id": str(event.ref.id), "line": line.line}, {"inspected": -at_scale(line.passed)}
            )
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderInspected)
def _on_inspection(event: PurchaseOrderInspected, _: Recorded) -> Changes:
    for line in event.lines:
        where = {"order_id": str(event.ref.id), "line": line.line}
        yield change(lines, where, {"inspected": at_scale(line.passed)})


@CASES.on(PurchaseOrderBilled)
def _on_bill(event: PurchaseOrderBilled, at: Recorded) -> Changes:
    order = str(event.ref.id)
    for line in event.lines:
        billed = {"billed": line.amount.minor, "booked_billed": line.booked.minor}
        more = {"billed_quantity": at_scale(line.quantity), **billed}
        yield change(lines, {"order_id": order, "line": line.line}, more)
        # What is taken back is taken off the original's part, so that what is paid of that is right.
        bill = {"order_id": order, "invoice_id": str((event.original or event.invoice).id), "line": line.line}
        yield add(bills, bill, amount=line.amount.minor, booked=line.booked.minor)
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderPaid)
def _on_payment(event: PurchaseOrderPaid, at: Recorded) -> Changes:
    yield PAY, {"order": str(event.ref.id), "invoice": str(event.invoice.id)}
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderPaymentReturned)
def _on_return_of_payment(event: PurchaseOrderPaymentReturned, at: Recorded) -> Changes:
    yield UNPAY, {"order": str(event.ref.id), "invoice": str(event.invoice.id)}
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderClosed)
def _on_close(event: PurchaseOrderClosed, at: Recorded) -> Changes:
    yield change(lines, {"order_id": str(event.ref.id)}, closed=1)
    yield change(orders, {"id": str(event.ref.id)}, closed=1, why=event.why)
    yield from _derived(event.ref, event.requisitions, at)


@CASES.on(PurchaseOrderCancelled)
def _on_cancel(event: PurchaseOrderCancelled, at: Recorded) -> Changes:
    yield change(lines, {"order_id": str(event.ref.id)}, closed=1, cancelled=1)
    yield change(orders, {"id": str(event.ref.id)}, closed=1, cancelled=1, why=event.why)
    yield from _derived(event.ref, event.requisitions, at)
