"""How each event changes an order."""

from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from aggregates._base import plus
from aggregates.purchase_order_amendment import scope_hashes
from aggregates.purchase_order_amounts import ZERO, Delivery
from aggregates.purchase_order_state import PurchaseOrder
from contracts.values import Ref
from events.purchase_order import (
    Amendment,
    PurchaseOrderAmended,
    PurchaseOrderAmendmentEnded,
    PurchaseOrderAmendmentParked,
    PurchaseOrderAmendmentProposed,
    PurchaseOrderAwaited,
    PurchaseOrderBilled,
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderEvent,
    PurchaseOrderHeld,
    PurchaseOrderHoldReleased,
    PurchaseOrderInspected,
    PurchaseOrderIssued,
    PurchaseOrderLeft,
    PurchaseOrderPaid,
    PurchaseOrderPaymentReturned,
    PurchaseOrderReceived,
    PurchaseOrderReturned,
)

Counts = tuple[tuple[int, Decimal], ...]


def evolve(state: PurchaseOrder, event: PurchaseOrderEvent) -> PurchaseOrder:
    """Apply one event."""
    match event:
        case PurchaseOrderIssued():
            issued = PurchaseOrder(ref=event.ref, raised_by=event.raised_by, currency=event.currency)
            return _as(replace(issued, raisers=(event.raised_by,)), event)
        case PurchaseOrderAmendmentProposed():
            return replace(state, pending=event.amendment, amendments=event.amendment.number)
        case PurchaseOrderAmended():
            return _amended(state, event.amendment)
        case PurchaseOrderAmendmentEnded():
            return replace(state, pending=None, parked=None)
        case PurchaseOrderAmendmentParked():
            return replace(state, parked=event, parkings=state.parkings + 1)
        case PurchaseOrderHeld() | PurchaseOrderHoldReleased():
            return replace(state, on_hold=isinstance(event, PurchaseOrderHeld))
        case PurchaseOrderReceived():
            counted = tuple((line.line, line.accepted) for line in event.lines)
            accepted, delivery = plus(state.accepted, counted), Delivery(event.receipt, plus({}, counted))
            receivers = tuple(dict.fromkeys((*state.receivers, event.received_by)))
            return replace(state, accepted=accepted, receivers=receivers, receipts=(*state.receipts, delivery))
        case PurchaseOrderReturned():
            return _returned(state, event)
        case PurchaseOrderInspected():
            return _inspected(state, event)
        case PurchaseOrderAwaited():
            waiting = tuple(dict.fromkeys((*state.waiting, event.invoice)))
            return replace(state, waiting=waiting, drafts={**state.drafts, event.invoice: event.lines})
        case PurchaseOrderLeft():
            return _left(state, event.invoice)
        case PurchaseOrderBilled():
            return _billed(_left(state, event.invoice), event)
        case PurchaseOrderPaid():
            return replace(state, paid=(*state.paid, event.invoice))
        case PurchaseOrderPaymentReturned():
            return replace(state, paid=tuple(invoice for invoice in state.paid if invoice != event.invoice))
        case PurchaseOrderClosed():
            return replace(state, closed=True)
        case PurchaseOrderCancelled():
            return replace(state, closed=True, cancelled=True)
        case _:
            assert_never(event)


def _as(state: PurchaseOrder, now: PurchaseOrderIssued | Amendment) -> PurchaseOrder:
    """Lines, supplier and terms as they are now."""
    after = replace(
        state,
        lines=now.lines,
        supplier=now.supplier,
        supplier_name=now.supplier_name,
        payment_terms=now.payment_terms,
        delivery_terms=now.delivery_terms,
    )
    return after if state.approved else replace(after, approved=scope_hashes(after.as_amendment()))


def _amended(state: PurchaseOrder, now: Amendment) -> PurchaseOrder:
    """Who amends an order raises it as well; only the touched scopes have another approval from now on."""
    hashes = scope_hashes(now)
    return replace(
        _as(state, now),
        approved={**state.approved, **{scope: hashes[scope] for scope in now.scopes}},
        raisers=tuple(dict.fromkeys((*state.raisers, *((now.proposed_by,) if now.proposed_by else ())))),
        amendments=now.number,
        pending=None,
        parked=None,
    )


def _inspected(state: PurchaseOrder, event: PurchaseOrderInspected) -> PurchaseOrder:
    passed = tuple((line.line, line.passed) for line in event.lines)
    receivers = tuple(dict.fromkeys((*state.receivers, event.inspected_by)))
    receipts = _counted(state, event.receipt, passed=passed)
    return replace(state, inspected=plus(state.inspected, passed), receipts=receipts, receivers=receivers)


def _returned(state: PurchaseOrder, event: PurchaseOrderReturned) -> PurchaseOrder:
    back = tuple((line.line, -line.quantity) for line in event.lines)
    passed = tuple((line.line, -line.passed) for line in event.lines if line.passed)
    receivers = tuple(dict.fromkeys((*state.receivers, event.returned_by)))
    return replace(
        state,
        accepted=plus(state.accepted, back),
        sent_back=plus(state.sent_back, ((line.line, line.quantity) for line in event.lines)),
        inspected=plus(state.inspected, passed),
        receipts=_counted(state, event.receipt, back, passed),
        receivers=receivers,
    )


def _counted(state: PurchaseOrder, receipt: Ref, accepted: Counts = (), passed: Counts = ()) -> tuple[Delivery, ...]:
    """The deliveries with more, or less, counted of one of them."""
    return tuple(
        replace(one, accepted=plus(one.accepted, accepted), passed=plus(one.passed, passed))
        if one.receipt == receipt
        else one
        for one in state.receipts
    )


def _fed(state: PurchaseOrder, event: PurchaseOrderBilled) -> tuple[Delivery, ...]:
    """The oldest unused work acceptances of a line feed the invoice, until it has its quantity; taken back, they are free."""
    if event.ends:
        return tuple(replace(one, invoice=None) if one.invoice == event.original else one for one in state.receipts)
    receipts = list(state.receipts)
    for line in event.lines:
        left = line.quantity
        for index, delivery in enumerate(receipts):
            work = delivery.receipt.kind == "work_acceptance" and delivery.accepted.get(line.line, ZERO)
            if work and left > ZERO and delivery.invoice in (None, event.invoice):
                receipts[index] = replace(delivery, invoice=event.invoice)
                left -= work
    return tuple(receipts)


def _left(state: PurchaseOrder, invoice: Ref) -> PurchaseOrder:
    waiting = tuple(one for one in state.waiting if one != invoice)
    return replace(state, waiting=waiting, drafts={one: state.drafts[one] for one in waiting if one in state.drafts})


def _billed(state: PurchaseOrder, event: PurchaseOrderBilled) -> PurchaseOrder:
    billed = plus(state.billed, ((line.line, line.quantity) for line in event.lines))
    accepters = (*state.accepters, event.accepted_by) if event.accepted_by else state.accepters
    invoices = state.invoices if event.original else (*state.invoices, event.invoice)
    if event.ends:
        invoices = tuple(invoice for invoice in invoices if invoice != event.original)
    bills = (*state.bills, *event.lines)
    receipts = _fed(state, event)
    return replace(state, billed=billed, invoices=invoices, accepters=accepters, bills=bills, receipts=receipts)
