"""Purchase orders: the stream owns ordered, accepted and billed quantities per line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, doubled_in, plus, refuse
from aggregates.purchase_order_amendment import content_hash, scope_hashes, total_of
from contracts.approval import OpenApproval
from contracts.goods_receipt import ReceiptLine
from contracts.purchase_order import (
    CancelPurchaseOrder,
    ClosePurchaseOrder,
    ConcludeAmendment,
    HoldPurchaseOrder,
    ParkAmendment,
    ReleasePurchaseOrder,
    Scope,
    WithdrawAmendment,
)
from contracts.values import Ref, money
from events.purchase_order import (
    Amendment,
    InspectedLine,
    OrderedLine,
    PostedLine,
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
    PurchaseOrderReceived,
    PurchaseOrderReturned,
    ReceivedLine,
    ReturnedLine,
)

ZERO = Decimal(0)
MILLIONTH = Decimal("0.000001")
Done = Mapping[int, Decimal]
Drafts = Mapping[Ref, tuple[PostedLine, ...]]
Status = Literal["cancelled", "closed", "completed", "on-hold", "to-bill", "to-receive", "to-receive-and-bill"]


@dataclass(frozen=True)
class Delivery:
    """What a goods receipt or work acceptance still counts: line -> accepted quantity, less what went back."""

    receipt: Ref
    accepted: Done
    invoice: Ref | None = None
    """The invoice that a work acceptance has fed: it feeds one at most."""


@dataclass(frozen=True)
class PurchaseOrder:
    """An order; `accepted`, `billed` and `inspected` are line -> total to date, `receipts` in the order of time.

    `raisers` issued or amended it; `approved` is scope -> hash of what was approved last, the issue by its requisitions.
    """

    ref: Ref | None = None
    supplier: str = ""
    raised_by: str = ""
    currency: str = ""
    lines: tuple[OrderedLine, ...] = ()
    supplier_name: str = ""
    payment_terms: str | None = None
    delivery_terms: str | None = None
    raisers: tuple[str, ...] = ()
    closed: bool = False
    cancelled: bool = False
    on_hold: bool = False
    approved: Mapping[Scope, str] = field(default_factory=dict)
    amendments: int = 0
    pending: Amendment | None = None
    parked: PurchaseOrderAmendmentParked | None = None
    parkings: int = 0
    receipts: tuple[Delivery, ...] = ()
    inspected: Done = field(default_factory=dict)
    accepted: Done = field(default_factory=dict)
    billed: Done = field(default_factory=dict)
    receivers: tuple[str, ...] = ()
    accepters: tuple[str, ...] = ()
    waiting: tuple[Ref, ...] = ()
    drafts: Drafts = field(default_factory=dict)
    """Waiting invoice -> the lines that it would bill, the oldest first."""
    bills: tuple[PostedLine, ...] = ()
    """All that was ever billed, in order; what was taken back is negative."""
    invoices: tuple[Ref, ...] = ()
    paid: tuple[Ref, ...] = ()

    @property
    def requisitions(self) -> tuple[Ref, ...]:
        """The requisitions it was drawn from, each once."""
        return tuple(dict.fromkeys(line.requisition for line in self.lines))

    @property
    def asked(self) -> OpenApproval | None:
        """What its pending amendment asks approval for."""
        if self.ref is None or self.pending is None:
            return None
        subject = amendment_ref(self.ref, self.pending.number)
        return OpenApproval(
            subject=subject,
            title=self.pending.why,
            amount=self.pending.total,
            requester=self.pending.proposed_by or self.raised_by,
            content_hash=content_hash(subject, self.pending),
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.pending is not None

    def as_amendment(self, number: int = 0, why: str = "", proposed_by: str | None = None) -> Amendment:
        """The order as it is now, in the form of an amendment."""
        return Amendment(
            number=number,
            why=why,
            proposed_by=proposed_by,
            supplier=self.supplier,
            supplier_name=self.supplier_name,
            payment_terms=self.payment_terms,
            delivery_terms=self.delivery_terms,
            lines=self.lines,
            total=total_of(self.lines, self.currency),
        )

    def line(self, number: int) -> OrderedLine | None:
        """A line by its number."""
        return next((line for line in self.lines if line.line == number), None)

    def worth(self, number: int, quantity: Decimal) -> Decimal:
        """What of a line's amount the first `quantity` of it stand for; all of it from the ordered quantity on.

        Every move of the line's funds is a difference of two such worths, so that its parts add up to the cent.
        """
        line = self.line(number)
        if line is None or quantity >= line.quantity:
            return line.amount.amount if line else ZERO
        return min(money(quantity * line.unit_price, self.currency).amount, line.amount.amount)

    def committed(self, number: int) -> Decimal:
        """What of a line's amount is not billed yet."""
        line = self.line(number)
        return line.amount.amount - self.worth(number, self.billed.get(number, ZERO)) if line else ZERO

    def accrued(self, number: int) -> Decimal:
        """What of a line is accepted and not billed yet, in the order's currency."""
        accepted, billed = self.accepted.get(number, ZERO), self.billed.get(number, ZERO)
        return max(self.worth(number, accepted) - self.worth(number, billed), ZERO)

    def billable(self, number: int) -> Decimal:
        """How much of a line invoices may bill in all: what was accepted; of work only what no invoice has used yet."""
        line, accepted = self.line(number), self.accepted.get(number, ZERO)
        if line is None or line.kind == "goods":
            return accepted
        unused = (delivery.accepted.get(number, ZERO) for delivery in self.receipts if delivery.invoice is None)
        return min(accepted, self.billed.get(number, ZERO) + sum(unused, ZERO))

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
    def status(self) -> Status:
        """Derived from received and billed quantities; see features 5."""
        received, billed = self.received, self.fully_billed
        if self.cancelled:
            return "cancelled"
        if received and billed:
            return "completed"
        if self.closed:
            return "closed"
        if self.on_hold:
            return "on-hold"
        return "to-bill" if received else "to-receive" if billed else "to-receive-and-bill"


def amendment_ref(order: Ref, number: int) -> Ref:
    """The n-th amendment of an order as the subject of an approval: each is asked for, and waited for, by itself."""
    return order.model_copy(update={"number": f"{order.number}/{number}"})


def percent_done(lines: Iterable[OrderedLine], done: Done) -> Decimal:
    """round(Σ min(|ordered|, |done|) / Σ |ordered| × 100, 6), half up: over-delivery on one line never hides a short one."""
    pairs = [(abs(line.quantity), abs(done.get(line.line, ZERO))) for line in lines]
    ordered = sum((quantity for quantity, _ in pairs), ZERO)
    if not ordered:
        return Decimal(100)
    return (sum((min(pair) for pair in pairs), ZERO) * 100 / ordered).quantize(MILLIONTH, ROUND_HALF_UP)


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
class Propose:
    """An amendment that needs the approval of its scopes."""

    amendment: Amendment


@dataclass(frozen=True)
class Apply:
    """The order becomes what the amendment says; its lines are counted anew from what was proposed."""

    amendment: Amendment


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
            return _amend(state, state.ref, command)
        case ConcludeAmendment() | WithdrawAmendment():
            return _end_amendment(state, state.ref, command)
        case ParkAmendment():
            return _park(state, state.ref, command)
        case HoldPurchaseOrder() | ReleasePurchaseOrder():
            return _hold(state, state.ref, command)
        case Receive():
            return _receive(state, state.ref, command, facts)
        case Return():
            return _return(state, state.ref, command, facts)
        case Inspect():
            return _inspect(state, state.ref, command, facts)
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
            closed = PurchaseOrderClosed(ref=state.ref, why=command.why, requisitions=state.requisitions)
            return (*_without_amendment(state, state.ref, command.why), closed)
        case CancelPurchaseOrder():
            return _cancel(state, state.ref, command)
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


def _amend(state: PurchaseOrder, ref: Ref, command: Propose | Apply) -> Decision:
    wanted = command.amendment
    if refusal := _amendment_refusal(state, ref, wanted):
        return refusal
    if state.as_amendment(wanted.number, wanted.why, wanted.proposed_by) == wanted.model_copy(update={"scopes": ()}):
        return ()
    subject = amendment_ref(ref, wanted.number)
    if isinstance(command, Propose):
        digest = content_hash(subject, wanted)
        return (PurchaseOrderAmendmentProposed(ref=ref, subject=subject, amendment=wanted, content_hash=digest),)
    cases = tuple(dict.fromkeys((*state.requisitions, *(line.requisition for line in wanted.lines))))
    amended = PurchaseOrderAmended(
        ref=ref, subject=subject, amendment=wanted, requisitions=cases, invoices=state.waiting
    )
    return (amended,)


def _amendment_refusal(state: PurchaseOrder, ref: Ref, wanted: Amendment) -> Refusal | None:
    if refusal := _stopped(state, ref):
        return refusal
    if state.pending and state.pending.number != wanted.number:
        return refuse("amendment-pending", number=amendment_ref(ref, state.pending.number))
    if not wanted.lines:
        return refuse("empty-order", number=ref)
    numbers = [line.line for line in wanted.lines]
    if doubled := doubled_in(numbers):
        return refuse("doubled-line", line=doubled)
    done = {number: _done(state, number) for number in {*numbers, *state.accepted, *state.billed}}
    if wanted.supplier != state.supplier and any(done.values()):
        return refuse("already-received", number=ref)
    left = {line.line: line.quantity for line in wanted.lines}
    below = next((number for number in sorted(done) if left.get(number, ZERO) < done[number]), None)
    if below is not None:
        return refuse("below-received", line=below, least=done[below], wanted=left.get(below, ZERO))
    return None


def _done(state: PurchaseOrder, number: int) -> Decimal:
    """What of a line cannot be taken back any more: it has come, or is billed; over-delivery binds nobody to order it."""
    line = state.line(number)
    done = max(state.accepted.get(number, ZERO), state.billed.get(number, ZERO))
    return min(done, line.quantity) if line else done


def _stopped(state: PurchaseOrder, ref: Ref) -> Refusal | None:
    """An order that is over, or on hold, takes nothing more."""
    if state.closed:
        return refuse("closed-document", number=ref, status="cancelled" if state.cancelled else "closed")
    return refuse("on-hold", number=ref) if state.on_hold else None


def _end_amendment(state: PurchaseOrder, ref: Ref, command: ConcludeAmendment | WithdrawAmendment) -> Decision:
    """Rejected, returned or withdrawn; an approved one is applied instead."""
    if state.pending is None:
        return ()
    if isinstance(command, WithdrawAmendment):
        return _without_amendment(state, ref, command.why)
    if command.verdict == "approved":
        return ()
    subject = amendment_ref(ref, state.pending.number)
    return (PurchaseOrderAmendmentEnded(ref=ref, subject=subject, verdict=command.verdict),)


def _without_amendment(state: PurchaseOrder, ref: Ref, why: str) -> tuple[PurchaseOrderAmendmentEnded, ...]:
    if state.pending is None:
        return ()
    subject = amendment_ref(ref, state.pending.number)
    return (PurchaseOrderAmendmentEnded(ref=ref, subject=subject, verdict="withdrawn", why=why),)


def _park(state: PurchaseOrder, ref: Ref, command: ParkAmendment) -> Decision:
    if state.pending is None:
        return ()
    subject = amendment_ref(ref, state.pending.number)
    parked = PurchaseOrderAmendmentParked(ref=ref, subject=subject, code=command.code, figures=command.figures)
    return () if state.parked == parked else (parked,)


def _hold(state: PurchaseOrder, ref: Ref, command: HoldPurchaseOrder | ReleasePurchaseOrder) -> Decision:
    if state.closed:
        return refuse("closed-document", number=ref, status=state.status)
    if isinstance(command, HoldPurchaseOrder):
        return () if state.on_hold else (PurchaseOrderHeld(ref=ref, why=command.why),)
    released = PurchaseOrderHoldReleased(ref=ref, why=command.why, invoices=state.waiting)
    return (released,) if state.on_hold else ()


def _cancel(state: PurchaseOrder, ref: Ref, command: CancelPurchaseOrder) -> Decision:
    """Only while nothing has come and nothing is billed; afterwards an order is closed short."""
    if state.cancelled:
        return ()
    if state.closed:
        return refuse("closed-document", number=ref, status=state.status)
    if any(state.accepted.values()) or any(state.billed.values()):
        return refuse("already-received", number=ref)
    cancelled = PurchaseOrderCancelled(ref=ref, why=command.why, requisitions=state.requisitions)
    return (*_without_amendment(state, ref, command.why), cancelled)


def _receiver_refusal(state: PurchaseOrder, facts: Facts) -> Refusal | None:
    """Who raised the order, or accepted an invoice of it, has no hand in what came (separation of duties)."""
    if facts.actor.name in state.raisers:
        return refuse("raiser-is-receiver", person=facts.actor.name)
    if facts.actor.name in state.accepters:
        return refuse("receiver-is-invoice-approver", person=facts.actor.name)
    return None


def _receive(state: PurchaseOrder, ref: Ref, command: Receive, facts: Facts) -> Decision:
    if refusal := _stopped(state, ref) or _receiver_refusal(state, facts):
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


def _return(state: PurchaseOrder, ref: Ref, command: Return, facts: Facts) -> Decision:
    """The receipt itself knows how much it still counts; a correction is refused once an invoice has used it."""
    if refusal := _receiver_refusal(state, facts):
        return refusal
    returned = PurchaseOrderReturned(
        ref=ref,
        receipt=command.receipt,
        returned_by=facts.actor.name,
        lines=command.lines,
        correction=command.correction,
        requisitions=state.requisitions,
    )
    after = evolve(state, returned)
    used = (line for line in command.lines if state.billed.get(line.line, ZERO) > after.accepted.get(line.line, ZERO))
    if command.correction and (line := next(used, None)):
        return refuse("already-billed", number=command.receipt, line=line.line)
    return (returned,)


def _inspect(state: PurchaseOrder, ref: Ref, command: Inspect, facts: Facts) -> Decision:
    if refusal := _receiver_refusal(state, facts):
        return refusal
    inspected = PurchaseOrderInspected(
        ref=ref, receipt=command.receipt, inspected_by=facts.actor.name, lines=command.lines, invoices=state.waiting
    )
    return (inspected,)


def evolve(state: PurchaseOrder, event: PurchaseOrderEvent) -> PurchaseOrder:
    """Apply one event."""
    match event:
        case PurchaseOrderIssued():
            issued = PurchaseOrder(event.ref, event.supplier, event.raised_by, event.currency, event.lines)
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
            inspected = plus(state.inspected, ((line.line, line.passed) for line in event.lines))
            receivers = tuple(dict.fromkeys((*state.receivers, event.inspected_by)))
            return replace(state, inspected=inspected, receivers=receivers)
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


def _returned(state: PurchaseOrder, event: PurchaseOrderReturned) -> PurchaseOrder:
    back = tuple((line.line, -line.quantity) for line in event.lines)
    receipts = tuple(
        replace(delivery, accepted=plus(delivery.accepted, back)) if delivery.receipt == event.receipt else delivery
        for delivery in state.receipts
    )
    receivers = tuple(dict.fromkeys((*state.receivers, event.returned_by)))
    return replace(state, accepted=plus(state.accepted, back), receipts=receipts, receivers=receivers)


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


PURCHASE_ORDER = Aggregate("purchase_order", PurchaseOrder(), decide, evolve)
