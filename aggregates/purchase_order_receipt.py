"""What comes for an order, is inspected, or goes back: by others than who raised it or accepted its invoices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from aggregates._base import Decision, Facts, Refusal, refuse
from aggregates.duties import apart
from aggregates.purchase_order_amounts import ZERO
from aggregates.purchase_order_evolve import evolve
from aggregates.purchase_order_state import PurchaseOrder, stopped
from contracts.goods_receipt import ReceiptLine
from contracts.values import Ref
from events.purchase_order import (
    InspectedLine,
    PurchaseOrderInspected,
    PurchaseOrderReceived,
    PurchaseOrderReturned,
    ReceivedLine,
    ReturnedLine,
)


@dataclass(frozen=True)
class Receive:
    """A goods receipt or work acceptance against lines of its kind.

    `tolerances` is order line -> allowed over-receipt in percent of the ordered quantity.
    """

    receipt: Ref
    lines: tuple[ReceiptLine, ...]
    tolerances: Mapping[int, Decimal]
    kind: Literal["goods", "service"] = "goods"


@dataclass(frozen=True)
class Return:
    """What a receipt had accepted goes back, or (`correction`) was never there."""

    receipt: Ref
    lines: tuple[ReturnedLine, ...]
    correction: bool = False


@dataclass(frozen=True)
class Inspect:
    """An inspection of what a receipt accepted."""

    receipt: Ref
    lines: tuple[InspectedLine, ...]


def receive(state: PurchaseOrder, ref: Ref, command: Receive, facts: Facts) -> Decision:
    """Count what came, each line within its tolerance."""
    if refusal := stopped(state, ref) or _receiver_refusal(state, facts):
        return refusal
    refusals = (_receipt_refusal(state, line, command) for line in command.lines)
    if refusal := next((refusal for refusal in refusals if refusal), None):
        return refusal
    received = PurchaseOrderReceived(
        ref=ref,
        receipt=command.receipt,
        received_by=facts.actor.name,
        lines=tuple(
            ReceivedLine(line=line.order_line, accepted=line.accepted, rejected=line.rejected) for line in command.lines
        ),
        requisitions=state.requisitions,
        invoices=state.waiting,
    )
    return (received,)


def _receiver_refusal(state: PurchaseOrder, facts: Facts) -> Refusal | None:
    """Who raised the order, or accepted an invoice of it, has no hand in what came (separation of duties)."""
    raiser = apart("raiser-is-receiver", facts, state.raisers)
    return raiser or apart("receiver-is-invoice-approver", facts, state.accepters)


def _receipt_refusal(state: PurchaseOrder, line: ReceiptLine, command: Receive) -> Refusal | None:
    ordered = state.line(line.order_line)
    if ordered is None:
        return refuse("unknown-line", number=state.ref, line=line.order_line)
    if ordered.kind != command.kind:
        return refuse("other-kind-of-line", line=line.order_line, kind=ordered.kind)
    if line.accepted + line.rejected == ZERO:
        return refuse("empty-receipt-line", line=line.order_line)
    same = sum((other.accepted for other in command.lines if other.order_line == line.order_line), ZERO)
    total = state.accepted.get(line.order_line, ZERO) + same
    allowed = ordered.quantity * (100 + command.tolerances.get(line.order_line, ZERO)) / 100
    if total > allowed:
        return refuse("over-received", line=line.order_line, allowed=f"{allowed.normalize():f}", received=total)
    return None


def send_back(state: PurchaseOrder, ref: Ref, command: Return, facts: Facts) -> Decision:
    """The receipt itself knows how much it still counts; a correction is refused once an invoice has used it."""
    if refusal := _receiver_refusal(state, facts):
        return refusal
    returned = PurchaseOrderReturned(
        ref=ref,
        receipt=command.receipt,
        returned_by=facts.actor.name,
        lines=tuple(_with_passed(state, command)),
        correction=command.correction,
        requisitions=state.requisitions,
    )
    if command.correction and (used := _used(state, command, evolve(state, returned))):
        return refuse("already-billed", number=command.receipt, line=used)
    return (returned,)


def _with_passed(state: PurchaseOrder, command: Return) -> Iterator[ReturnedLine]:
    """What failed the inspection, or was not inspected, goes back first; only what is left of it has passed."""
    delivery = next((one for one in state.receipts if one.receipt == command.receipt), None)
    accepted, passed = (dict(delivery.accepted), dict(delivery.passed)) if delivery else ({}, {})
    for line in command.lines:
        accepted[line.line] = accepted.get(line.line, ZERO) - line.quantity
        known = passed.get(line.line, ZERO)
        passed[line.line] = min(known, max(accepted[line.line], ZERO))
        yield line.model_copy(update={"passed": known - passed[line.line]})


def _used(state: PurchaseOrder, command: Return, after: PurchaseOrder) -> int | None:
    """A line that was billed beyond what would be left; of work that fed an invoice, whatever else was accepted, any."""
    fed = any(delivery.receipt == command.receipt and delivery.invoice for delivery in state.receipts)
    beyond = (
        line.line
        for line in command.lines
        if fed or state.billed.get(line.line, ZERO) > after.accepted.get(line.line, ZERO)
    )
    return next(beyond, None)


def inspect(state: PurchaseOrder, ref: Ref, command: Inspect, facts: Facts) -> Decision:
    """Count what passed; the receipt itself knows how much it still has to be inspected."""
    if refusal := _receiver_refusal(state, facts):
        return refusal
    inspected = PurchaseOrderInspected(
        ref=ref, receipt=command.receipt, inspected_by=facts.actor.name, lines=command.lines, invoices=state.waiting
    )
    return (inspected,)
