"""Purchase orders: the stream owns ordered, accepted and billed quantities per line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from contracts.goods_receipt import ReceiptLine
from contracts.purchase_order import ClosePurchaseOrder
from contracts.values import Money, Ref, money
from events.purchase_order import (
    OrderedLine,
    PostedLine,
    PurchaseOrderAwaited,
    PurchaseOrderBilled,
    PurchaseOrderClosed,
    PurchaseOrderEvent,
    PurchaseOrderIssued,
    PurchaseOrderLeft,
    PurchaseOrderPaid,
    PurchaseOrderReceived,
    ReceivedLine,
)

ZERO = Decimal(0)
Done = Mapping[int, Decimal]
Drafts = Mapping[Ref, tuple[PostedLine, ...]]


@dataclass(frozen=True)
class PurchaseOrder:
    """An order; `accepted`, `billed` and `billed_amount` are line -> total to date."""

    ref: Ref | None = None
    supplier: str = ""
    raised_by: str = ""
    currency: str = ""
    lines: tuple[OrderedLine, ...] = ()
    closed: bool = False
    accepted: Done = field(default_factory=dict)
    billed: Done = field(default_factory=dict)
    receivers: tuple[str, ...] = ()
    accepters: tuple[str, ...] = ()
    waiting: tuple[Ref, ...] = ()
    drafts: Drafts = field(default_factory=dict)
    """Waiting invoice -> the lines that it would bill, the oldest first."""
    receipts: tuple[tuple[Ref, Done], ...] = ()
    """The receipts in order, each with what was accepted per line."""
    bills: tuple[PostedLine, ...] = ()
    """All that was ever billed, in order; what was taken back is negative."""
    invoices: tuple[Ref, ...] = ()
    paid: tuple[Ref, ...] = ()

    @property
    def requisitions(self) -> tuple[Ref, ...]:
        """The requisitions it was drawn from, each once."""
        return tuple(dict.fromkeys(line.requisition for line in self.lines))

    def line(self, number: int) -> OrderedLine | None:
        """A line by its number."""
        return next((line for line in self.lines if line.line == number), None)

    @property
    def received(self) -> bool:
        """Every line is accepted to its whole quantity (exactly: a percentage is rounded)."""
        return all(self.accepted.get(line.line, ZERO) >= line.quantity for line in self.lines)

    @property
    def fully_billed(self) -> bool:
        """Every line is billed to its whole quantity."""
        return all(self.billed.get(line.line, ZERO) >= line.quantity for line in self.lines)

    @property
    def received_percent(self) -> Decimal:
        """How much of the order was accepted, in percent."""
        return percent_done(self.lines, self.accepted)

    @property
    def billed_percent(self) -> Decimal:
        """How much of the order was billed, in percent."""
        return percent_done(self.lines, self.billed)

    @property
    def status(self) -> Literal["closed", "completed", "to-bill", "to-receive", "to-receive-and-bill"]:
        """Derived from received and billed quantities; see features 5."""
        received, billed = self.received, self.fully_billed
        if received and billed:
            return "completed"
        if self.closed:
            return "closed"
        return "to-bill" if received else "to-receive" if billed else "to-receive-and-bill"


def percent_done(lines: Iterable[OrderedLine], done: Done) -> Decimal:
    """round(Σ min(|ordered|, |done|) / Σ |ordered| × 100, 6): over-delivery on one line never hides a short one."""
    pairs = [(abs(line.quantity), abs(done.get(line.line, ZERO))) for line in lines]
    ordered = sum((quantity for quantity, _ in pairs), ZERO)
    return round(sum((min(pair) for pair in pairs), ZERO) / ordered * 100, 6) if ordered else Decimal(100)


@dataclass(frozen=True)
class Issue:
    """An order to one supplier, its lines drawn from approved requisitions."""

    ref: Ref
    supplier: str
    supplier_name: str
    currency: str
    lines: tuple[OrderedLine, ...]
    invoices: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Receive:
    """A receipt against the order.

    `tolerances` is order line -> allowed over-receipt in percent of the ordered quantity.
    """

    receipt: Ref
    lines: tuple[ReceiptLine, ...]
    tolerances: Mapping[int, Decimal]


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


OrderCommand = Issue | Receive | Await | Leave | Bill | Settle | ClosePurchaseOrder


def decide(state: PurchaseOrder, command: OrderCommand, facts: Facts) -> Decision:
    """Decide on an order."""
    if isinstance(command, Issue):
        return _issue(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="purchase order")
    match command:
        case Receive():
            return _receive(state, state.ref, command, facts)
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
        case ClosePurchaseOrder():
            if state.closed:
                return ()
            return (PurchaseOrderClosed(ref=state.ref, why=command.why, requisitions=state.requisitions),)
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
    numbers = [line.line for line in command.lines]
    if doubled := next((number for number in numbers if numbers.count(number) > 1), None):
        return refuse("doubled-line", line=doubled)
    issued = PurchaseOrderIssued(
        ref=command.ref,
        supplier=command.supplier,
        supplier_name=command.supplier_name,
        raised_by=facts.actor.name,
        currency=command.currency,
        total=_total(command.lines, command.currency),
        lines=command.lines,
        invoices=command.invoices,
    )
    return (issued,)


def _total(lines: tuple[OrderedLine, ...], currency: str) -> Money:
    return money(sum((line.amount.amount for line in lines), ZERO), currency)


def _receive(state: PurchaseOrder, ref: Ref, command: Receive, facts: Facts) -> Decision:
    if state.closed:
        return refuse("closed-document", number=ref, status="closed")
    if facts.actor.name == state.raised_by:
        return refuse("raiser-is-receiver", person=facts.actor.name)
    if facts.actor.name in state.accepters:
        return refuse("receiver-is-invoice-approver", person=facts.actor.name)
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


def _receipt_refusal(state: PurchaseOrder, line: ReceiptLine, command: Receive) -> Refusal | None:
    ordered = state.line(line.order_line)
    if ordered is None:
        return refuse("unknown-line", number=state.ref, line=line.order_line)
    if line.accepted + line.rejected == ZERO:
        return refuse("empty-receipt-line", line=line.order_line)
    same = sum((other.accepted for other in command.lines if other.order_line == line.order_line), ZERO)
    total = state.accepted.get(line.order_line, ZERO) + same
    allowed = ordered.quantity * (100 + command.tolerances.get(line.order_line, ZERO)) / 100
    if total > allowed:
        return refuse("over-received", line=line.order_line, allowed=f"{allowed.normalize():f}", received=total)
    return None


def evolve(state: PurchaseOrder, event: PurchaseOrderEvent) -> PurchaseOrder:
    """Apply one event."""
    match event:
        case PurchaseOrderIssued():
            return PurchaseOrder(event.ref, event.supplier, event.raised_by, event.currency, event.lines)
        case PurchaseOrderReceived():
            accepted = _added(state.accepted, ((line.line, line.accepted) for line in event.lines))
            receivers = tuple(dict.fromkeys((*state.receivers, event.received_by)))
            receipt = (event.receipt, _added({}, ((line.line, line.accepted) for line in event.lines)))
            return replace(state, accepted=accepted, receivers=receivers, receipts=(*state.receipts, receipt))
        case PurchaseOrderAwaited():
            waiting = tuple(dict.fromkeys((*state.waiting, event.invoice)))
            return replace(state, waiting=waiting, drafts={**state.drafts, event.invoice: event.lines})
        case PurchaseOrderLeft():
            return _left(state, event.invoice)
        case PurchaseOrderBilled():
            return _billed(_left(state, event.invoice), event)
        case PurchaseOrderPaid():
            return replace(state, paid=(*state.paid, event.invoice))
        case PurchaseOrderClosed():
            return replace(state, closed=True)
        case _:
            assert_never(event)


def _left(state: PurchaseOrder, invoice: Ref) -> PurchaseOrder:
    waiting = tuple(one for one in state.waiting if one != invoice)
    return replace(state, waiting=waiting, drafts={one: state.drafts[one] for one in waiting if one in state.drafts})


def _billed(state: PurchaseOrder, event: PurchaseOrderBilled) -> PurchaseOrder:
    billed = _added(state.billed, ((line.line, line.quantity) for line in event.lines))
    accepters = (*state.accepters, event.accepted_by) if event.accepted_by else state.accepters
    invoices = state.invoices if event.original else (*state.invoices, event.invoice)
    if event.ends:
        invoices = tuple(invoice for invoice in invoices if invoice != event.original)
    bills = (*state.bills, *event.lines)
    return replace(state, billed=billed, invoices=invoices, accepters=accepters, bills=bills)


def _added(done: Done, more: Iterable[tuple[int, Decimal]]) -> Done:
    total = dict(done)
    for line, quantity in more:
        total[line] = total.get(line, ZERO) + quantity
    return total


PURCHASE_ORDER = Aggregate("purchase_order", PurchaseOrder(), decide, evolve)
