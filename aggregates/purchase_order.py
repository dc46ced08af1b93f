"""Purchase orders: the stream owns ordered, accepted and billed quantities per line."""

from dataclasses import dataclass
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, doubled_in, refuse
from aggregates.purchase_order_amendment import total_of
from aggregates.purchase_order_amounts import ZERO
from aggregates.purchase_order_change import Apply, Propose, amend, end_amendment, park
from aggregates.purchase_order_end import cancel, close, hold
from aggregates.purchase_order_evolve import evolve
from aggregates.purchase_order_receipt import Inspect, Receive, Return, inspect, receive, send_back
from aggregates.purchase_order_state import PurchaseOrder, amendment_ref
from contracts.purchase_order import (
    CancelPurchaseOrder,
    ClosePurchaseOrder,
    ConcludeAmendment,
    HoldPurchaseOrder,
    ParkAmendment,
    ReleasePurchaseOrder,
    WithdrawAmendment,
)
from contracts.values import Ref
from events.purchase_order import (
    OrderedLine,
    PostedLine,
    PurchaseOrderAwaited,
    PurchaseOrderBilled,
    PurchaseOrderIssued,
    PurchaseOrderLeft,
    PurchaseOrderPaid,
    PurchaseOrderPaymentReturned,
)

__all__ = [
    "PURCHASE_ORDER",
    "ZERO",
    "Apply",
    "Inspect",
    "Propose",
    "PurchaseOrder",
    "Receive",
    "Return",
    "amendment_ref",
]


@dataclass(frozen=True)
class Issue:
    """An order to one supplier, its lines drawn from approved requisitions."""

    ref: Ref
    supplier: str
    supplier_name: str
    currency: str
    lines: tuple[OrderedLine, ...]
    payment_terms: str | None = None
    delivery_terms: str | None = None
    invoices: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Await:
    """An invoice waits for this order's receipts; `lines` are what it would bill, if that is all it waits for."""

    invoice: Ref
    lines: tuple[PostedLine, ...] = ()


@dataclass(frozen=True)
class Leave:
    """An invoice waits for this order no more."""

    invoice: Ref


@dataclass(frozen=True)
class Bill:
    """An invoice is posted against lines of the order; or a bill of `original` is taken back, see PurchaseOrderBilled."""

    invoice: Ref
    lines: tuple[PostedLine, ...]
    accepted_by: str | None = None
    original: Ref | None = None
    ends: bool = False


@dataclass(frozen=True)
class Settle:
    """An invoice of the order was paid."""

    invoice: Ref


@dataclass(frozen=True)
class TakeBack:
    """The payment of an invoice of the order came back."""

    invoice: Ref


OrderCommand = (
    Issue
    | Propose
    | Apply
    | Receive
    | Return
    | Inspect
    | Await
    | Leave
    | Bill
    | Settle
    | TakeBack
    | ConcludeAmendment
    | WithdrawAmendment
    | ParkAmendment
    | HoldPurchaseOrder
    | ReleasePurchaseOrder
    | ClosePurchaseOrder
    | CancelPurchaseOrder
)


def decide(state: PurchaseOrder, command: OrderCommand, facts: Facts) -> Decision:
    """Decide on an order."""
    if isinstance(command, Issue):
        return _issue(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="purchase order")
    match command:
        case Propose() | Apply():
            return amend(state, state.ref, command)
        case ConcludeAmendment() | WithdrawAmendment():
            return end_amendment(state, state.ref, command)
        case ParkAmendment():
            return park(state, state.ref, command)
        case HoldPurchaseOrder() | ReleasePurchaseOrder():
            return hold(state, state.ref, command)
        case Receive():
            return receive(state, state.ref, command, facts)
        case Return():
            return send_back(state, state.ref, command, facts)
        case Inspect():
            return inspect(state, state.ref, command, facts)
        case Await():
            return _await(state, state.ref, command)
        case Leave():
            left = PurchaseOrderLeft(ref=state.ref, invoice=command.invoice)
            return (left,) if command.invoice in state.waiting else ()
        case Bill():
            billed = PurchaseOrderBilled(
                ref=state.ref,
                invoice=command.invoice,
                lines=command.lines,
                requisitions=state.requisitions,
                accepted_by=command.accepted_by,
                original=command.original,
                ends=command.ends,
            )
            return (billed,)
        case Settle():
            if command.invoice in state.paid:
                return ()
            return (PurchaseOrderPaid(ref=state.ref, invoice=command.invoice, requisitions=state.requisitions),)
        case TakeBack():
            back = PurchaseOrderPaymentReturned(ref=state.ref, invoice=command.invoice, requisitions=state.requisitions)
            return (back,) if command.invoice in state.paid else ()
        case ClosePurchaseOrder():
            return close(state, state.ref, command)
        case CancelPurchaseOrder():
            return cancel(state, state.ref, command)
        case _:
            assert_never(command)


def _await(state: PurchaseOrder, ref: Ref, command: Await) -> Decision:
    if command.invoice in state.waiting and state.drafts.get(command.invoice, ()) == command.lines:
        return ()
    awaited = PurchaseOrderAwaited(
        ref=ref, invoice=command.invoice, requisitions=state.requisitions, lines=command.lines
    )
    return (awaited,)


def _issue(state: PurchaseOrder, command: Issue, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="purchase order", key=state.ref)
    if doubled := doubled_in(line.line for line in command.lines):
        return refuse("doubled-line", line=doubled)
    issued = PurchaseOrderIssued(
        ref=command.ref,
        supplier=command.supplier,
        supplier_name=command.supplier_name,
        raised_by=facts.actor.name,
        currency=command.currency,
        total=total_of(command.lines, command.currency),
        lines=command.lines,
        payment_terms=command.payment_terms,
        delivery_terms=command.delivery_terms,
        invoices=command.invoices,
    )
    return (issued,)


PURCHASE_ORDER = Aggregate("purchase_order", PurchaseOrder(), decide, evolve)
