"""An order held, released, closed short or called off."""

from aggregates._base import Decision, refuse
from aggregates.purchase_order_change import without_amendment
from aggregates.purchase_order_state import PurchaseOrder
from contracts.purchase_order import CancelPurchaseOrder, ClosePurchaseOrder, HoldPurchaseOrder, ReleasePurchaseOrder
from contracts.values import Ref
from events.purchase_order import (
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderHeld,
    PurchaseOrderHoldReleased,
)


def hold(state: PurchaseOrder, ref: Ref, command: HoldPurchaseOrder | ReleasePurchaseOrder) -> Decision:
    """Hold it, or let it go on: the invoices that wait for it are judged again."""
    if state.closed:
        return refuse("closed-document", number=ref, status=state.status)
    if isinstance(command, HoldPurchaseOrder):
        return () if state.on_hold else (PurchaseOrderHeld(ref=ref, why=command.why),)
    released = PurchaseOrderHoldReleased(ref=ref, why=command.why, invoices=state.waiting)
    return (released,) if state.on_hold else ()


def close(state: PurchaseOrder, ref: Ref, command: ClosePurchaseOrder) -> Decision:
    """Close short; a pending amendment ends with it."""
    if state.closed:
        return ()
    closed = PurchaseOrderClosed(ref=ref, why=command.why, requisitions=state.requisitions)
    return (*without_amendment(state, ref, command.why), closed)


def cancel(state: PurchaseOrder, ref: Ref, command: CancelPurchaseOrder) -> Decision:
    """Only while nothing has come and nothing is billed; afterwards an order is closed short."""
    if state.cancelled:
        return ()
    if state.closed:
        return refuse("closed-document", number=ref, status=state.status)
    if any(state.accepted.values()) or any(state.billed.values()):
        return refuse("already-received", number=ref)
    cancelled = PurchaseOrderCancelled(ref=ref, why=command.why, requisitions=state.requisitions)
    return (*without_amendment(state, ref, command.why), cancelled)
