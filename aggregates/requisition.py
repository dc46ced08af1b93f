"""Purchase requisitions: drafted, submitted, approved or sent back, ordered line by line, closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, Refusal, doubled_in, refuse
from aggregates.parts import of_requisition
from contracts.approval import OpenApproval
from contracts.requisition import (
    CloseRequisition,
    CloseRequisitionShort,
    ConcludeRequisition,
    CreateRequisition,
    ExpireRequisition,
    ParkRequisition,
    RequisitionLine,
    ReviseRequisition,
    WithdrawRequisition,
    line_amount,
)
from contracts.tax_code import CostTax
from contracts.values import LARGEST_AMOUNT, Money, Ref, money, rounded
from events.requisition import (
    OrderedQuantity,
    RequisitionClosed,
    RequisitionClosedShort,
    RequisitionConcluded,
    RequisitionCreated,
    RequisitionEvent,
    RequisitionExpired,
    RequisitionOrdered,
    RequisitionOrderReleased,
    RequisitionParked,
    RequisitionRevised,
    RequisitionSubmitted,
    RequisitionWithdrawn,
    TaxedLine,
)

Status = Literal["unknown", "draft", "submitted", "approved", "rejected", "returned", "withdrawn", "expired", "closed"]
ENDED: frozenset[Status] = frozenset({"rejected", "withdrawn", "expired", "closed"})


@dataclass(frozen=True)
class Requisition:
    """A requisition; `ordered` is line -> quantity already put into orders, `shares` their part of its amount.
    Lines that were taken out of an order again are ordered by hand from then on (`by_hand`).

    `round` counts its submissions, `parkings` how often it waited for help.
    """

    ref: Ref | None = None
    requester: str = ""
    title: str = ""
    currency: str = ""
    lines: tuple[RequisitionLine, ...] = ()
    status: Status = "unknown"
    round: int = 0
    content_hash: str = ""
    ordered: Mapping[int, Decimal] = field(default_factory=dict)
    shares: Mapping[int, Decimal] = field(default_factory=dict)
    orders: tuple[Ref, ...] = ()
    parked: RequisitionParked | None = None
    parkings: int = 0
    closed_short: bool = False
    submitted_on: date | None = None
    expires_after_days: int | None = None
    expires_at: datetime | None = None
    by_hand: frozenset[int] = frozenset()
    parts: Mapping[str, str] = field(default_factory=dict)
    decided: UUID | None = None
    """The approval that ended last."""
    taxes: Mapping[int, CostTax] = field(default_factory=dict)
    """Line -> its tax as it was submitted; without one, nothing is reserved beside its amount."""

    @property
    def total(self) -> Money:
        """The sum of the lines, each rounded on its own."""
        amounts = [line_amount(line, self.currency).amount for line in self.lines]
        return money(sum(amounts, Decimal(0)), self.currency)

    def hash_content(self) -> str:
        """SHA-256 of what is approved: entity, requester, currency and lines (without defaults, so that it stays the same).

        It is computed once, at the submission, and stored; from then on `content_hash` is what counts.
        """
        entity = self.ref.entity if self.ref else ""
        lines = (line.model_dump_json(exclude_defaults=True) for line in self.lines)
        parts = [entity, self.requester, self.currency, *lines]
        return sha256("\n".join(parts).encode()).hexdigest()

    @property
    def asked(self) -> OpenApproval | None:
        """What its last submission asks approval for; None while it is a first draft."""
        if self.ref is None or self.round == 0:
            return None
        return OpenApproval(
            subject=self.ref,
            title=self.title,
            amount=self.total,
            requester=self.requester,
            content_hash=self.content_hash,
            occurrence=self.round,
            parts=self.parts,
            follows=self.decided if self.parts else None,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "submitted"

    def line(self, number: int) -> RequisitionLine | None:
        """A line by its number."""
        return next((line for line in self.lines if line.line == number), None)

    def open_quantity(self, line: RequisitionLine) -> Decimal:
        """What of a line is not ordered yet."""
        return line.quantity.amount - self.ordered.get(line.line, Decimal(0))

    def share(self, line: RequisitionLine, quantity: Decimal) -> Decimal:
        """What of a line's amount goes with so much more of it: the line's parts add up to its amount, not a cent over.

        What is ordered of a line has, in all, the share that it is worth: that is how parts are drawn and taken back.
        """
        together = money((self.ordered.get(line.line, Decimal(0)) + quantity) * line.unit_price, self.currency)
        return together.amount - self.shares.get(line.line, Decimal(0))

    def tax_of(self, number: int, net: Decimal) -> Decimal:
        """What is reserved beside the first `net` of a line's amount: the tax of it that is not given back."""
        line, tax = self.line(number), self.taxes.get(number)
        return tax.part(net, line_amount(line, self.currency).amount) if line and tax else Decimal(0)

    @property
    def orderable(self) -> bool:
        """Whether more of it may be ordered."""
        return self.status == "approved" and not self.closed_short

    @property
    def fully_ordered(self) -> bool:
        """Every line is in orders to its whole quantity, or nothing more will be ordered."""
        return self.closed_short or all(self.open_quantity(line) <= 0 for line in self.lines)

    @property
    def may_expire(self) -> bool:
        """It waits for a decision or for an order."""
        return self.status == "submitted" or (self.status == "approved" and not self.fully_ordered)


@dataclass(frozen=True)
class Create:
    """CreateRequisition with the number it was given."""

    command: CreateRequisition
    ref: Ref


@dataclass(frozen=True)
class Submit:
    """SubmitRequisition with the policy of expiry in force, and the taxes of its lines on that day."""

    expires_after_days: int | None
    taxes: tuple[TaxedLine, ...] = ()


@dataclass(frozen=True)
class Order:
    """So much of a line of this requisition goes into an order."""

    order: Ref
    line: int
    quantity: Decimal


@dataclass(frozen=True)
class TakeBack:
    """So much of a line is taken out of an order again."""

    order: Ref
    line: int
    quantity: Decimal


RequisitionCommand = (
    Create
    | ReviseRequisition
    | Submit
    | WithdrawRequisition
    | ConcludeRequisition
    | Order
    | TakeBack
    | CloseRequisition
    | CloseRequisitionShort
    | ExpireRequisition
    | ParkRequisition
)


def decide(state: Requisition, command: RequisitionCommand, facts: Facts) -> Decision:
    """Decide on a requisition; its requester alone revises, submits and withdraws it."""
    if isinstance(command, Create):
        return _create(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="requisition")
    match command:
        case ReviseRequisition() | Submit() | WithdrawRequisition() | CloseRequisitionShort() if (
            facts.actor.name != state.requester
        ):
            return refuse("not-the-requester", requester=state.requester)
        case ReviseRequisition():
            return _revise(state, state.ref, command)
        case Submit():
            return _submit(state, state.ref, command, facts)
        case WithdrawRequisition():
            return _withdraw(state, state.ref, command)
        case ConcludeRequisition():
            if state.status != "submitted":
                return ()
            concluded = RequisitionConcluded(
                ref=state.ref,
                approval=command.approval,
                verdict=command.verdict,
                expires_at=_expiry(state.expires_after_days, facts) if command.verdict == "approved" else None,
            )
            return (concluded,)
        case Order():
            return _order(state, state.ref, command, facts)
        case ExpireRequisition():
            return _expire(state, state.ref, facts)
        case TakeBack():
            return _take_back(state, state.ref, command, facts)
        case CloseRequisitionShort():
            if state.status != "approved":
                return refuse("not-approved", number=state.ref, status=state.status)
            return () if state.closed_short else (RequisitionClosedShort(ref=state.ref, why=command.why),)
        case CloseRequisition():
            return (RequisitionClosed(ref=state.ref),) if state.status == "approved" else ()
        case ParkRequisition():
            return _park(state, state.ref, command)
        case _:
            assert_never(command)


def _create(state: Requisition, command: Create, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="requisition", key=state.ref)
    asked = command.command
    if refusal := _unfit(asked.lines, asked.currency):
        return refusal
    created = RequisitionCreated(
        ref=command.ref, requester=facts.actor.name, title=asked.title, currency=asked.currency, lines=asked.lines
    )
    return (created,)


def _unfit(lines: tuple[RequisitionLine, ...], currency: str) -> Refusal | None:
    """Lines are numbered once; no line is negative, so a total within the limit has no line above it."""
    if doubled := doubled_in(line.line for line in lines):
        return refuse("doubled-line", line=doubled)
    total = sum((rounded(line.quantity.amount * line.unit_price, currency) for line in lines), Decimal(0))
    return refuse("amount-too-large", amount=total, limit=LARGEST_AMOUNT) if total > LARGEST_AMOUNT else None


def _revise(state: Requisition, ref: Ref, command: ReviseRequisition) -> Decision:
    if state.status not in ("draft", "returned"):
        return refuse("closed-document", number=ref, status=state.status)
    if refusal := _unfit(command.lines, state.currency):
        return refusal
    return () if command.lines == state.lines else (RequisitionRevised(ref=ref, lines=command.lines),)


def _expiry(days: int | None, facts: Facts) -> datetime | None:
    return None if days is None else facts.now + timedelta(days=days)


def _submit(state: Requisition, ref: Ref, command: Submit, facts: Facts) -> Decision:
    if state.status == "submitted":
        return ()
    if state.status not in ("draft", "returned"):
        return refuse("closed-document", number=ref, status=state.status)
    if not state.lines:
        return refuse("empty-requisition", number=ref)
    submitted = RequisitionSubmitted(
        ref=ref,
        requester=state.requester,
        title=state.title,
        round=state.round + 1,
        total=state.total,
        content_hash=state.hash_content(),
        parts=of_requisition(ref.entity, state.requester, state.currency, state.lines),
        on=facts.today,
        expires_after_days=command.expires_after_days,
        expires_at=_expiry(command.expires_after_days, facts),
        taxes=command.taxes,
    )
    return (submitted,)


def _withdraw(state: Requisition, ref: Ref, command: WithdrawRequisition) -> Decision:
    if state.status == "withdrawn":
        return ()
    if state.status in ENDED:
        return refuse("closed-document", number=ref, status=state.status)
    if state.orders:
        return refuse("already-ordered", number=ref, order=state.orders[0])
    return (RequisitionWithdrawn(ref=ref, why=command.why),)


def _expire(state: Requisition, ref: Ref, facts: Facts) -> Decision:
    """Only what waits expires, and only when its time is over; what is ordered in part is closed short."""
    if not state.may_expire or state.expires_at is None or facts.now < state.expires_at:
        return ()
    if state.orders:
        return (RequisitionClosedShort(ref=ref, why="expired"),)
    return (RequisitionExpired(ref=ref, expired_at=state.expires_at),)


def _order(state: Requisition, ref: Ref, command: Order, facts: Facts) -> Decision:
    if state.status != "approved":
        return refuse("not-approved", number=ref, status=state.status)
    if state.closed_short:
        return refuse("closed-document", number=ref, status="closed short")
    line = state.line(command.line)
    if line is None:
        return refuse("unknown-line", number=ref, line=command.line)
    if command.quantity > state.open_quantity(line):
        return refuse("over-ordered", line=line.line, open=state.open_quantity(line), wanted=command.quantity)
    amount = Money(amount=state.share(line, command.quantity), currency=state.currency)
    taken = OrderedQuantity(line=line.line, quantity=command.quantity, amount=amount)
    expires_at = _expiry(state.expires_after_days, facts)
    return (RequisitionOrdered(ref=ref, order=command.order, lines=(taken,), expires_at=expires_at),)


def _take_back(state: Requisition, ref: Ref, command: TakeBack, facts: Facts) -> Decision:
    """The line keeps the share of what stays in orders; the rest of its amount is open again."""
    line = state.line(command.line) if command.line in state.ordered else None
    if line is None or not state.orderable:
        return ()
    kept = money((state.ordered[line.line] - command.quantity) * line.unit_price, state.currency)
    amount = Money(amount=state.shares[line.line], currency=state.currency) - kept
    part = OrderedQuantity(line=line.line, quantity=command.quantity, amount=amount)
    expires_at = _expiry(state.expires_after_days, facts)
    return (RequisitionOrderReleased(ref=ref, order=command.order, lines=(part,), expires_at=expires_at),)


def _park(state: Requisition, ref: Ref, command: ParkRequisition) -> Decision:
    parked = RequisitionParked(ref=ref, step=command.step, code=command.code, figures=command.figures)
    return () if state.parked == parked or state.status in ENDED else (parked,)


def evolve(state: Requisition, event: RequisitionEvent) -> Requisition:
    """Apply one event; anything but parking ends a parking."""
    match event:
        case RequisitionParked():
            return replace(state, parked=event, parkings=state.parkings + 1)
        case RequisitionCreated():
            return Requisition(event.ref, event.requester, event.title, event.currency, event.lines, "draft")
        case RequisitionRevised():
            return replace(state, lines=event.lines, parked=None)
        case RequisitionSubmitted():
            return replace(
                state,
                status="submitted",
                round=event.round,
                content_hash=event.content_hash,
                parts=event.parts,
                submitted_on=event.on,
                expires_after_days=event.expires_after_days,
                expires_at=event.expires_at,
                taxes={each.line: each.tax for each in event.taxes},
                parked=None,
            )
        case RequisitionConcluded():
            ended = {"status": event.verdict, "decided": event.approval, "expires_at": event.expires_at}
            return replace(state, **ended, parked=None)  # type: ignore[arg-type]
        case RequisitionOrdered():
            orders = state.orders if event.order in state.orders else (*state.orders, event.order)
            return replace(_counted(state, event.lines, 1), orders=orders, expires_at=event.expires_at, parked=None)
        case RequisitionOrderReleased():
            taken = frozenset(part.line for part in event.lines)
            return replace(
                _counted(state, event.lines, -1),
                by_hand=state.by_hand | taken,
                expires_at=event.expires_at,
                parked=None,
            )
        case RequisitionWithdrawn():
            return replace(state, status="withdrawn", parked=None)
        case RequisitionClosedShort():
            return replace(state, closed_short=True, parked=None)
        case RequisitionExpired():
            return replace(state, status="expired", parked=None)
        case RequisitionClosed():
            return replace(state, status="closed", parked=None)
        case _:
            assert_never(event)


def _counted(state: Requisition, lines: tuple[OrderedQuantity, ...], sign: int) -> Requisition:
    ordered, shares = {**state.ordered}, {**state.shares}
    for part in lines:
        ordered[part.line] = ordered.get(part.line, Decimal(0)) + sign * part.quantity
        shares[part.line] = shares.get(part.line, Decimal(0)) + sign * part.amount.amount
    return replace(state, ordered=ordered, shares=shares)


REQUISITION = Aggregate("requisition", Requisition(), decide, evolve)


def hold_key(document: UUID, line: int) -> str:
    """The key under which a document line holds funds on its budget line."""
    return f"{document}:{line}"
