"""Requests for quotation: issued, opened after the deadline, awarded with approval, ordered from line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, doubled_in, plus, refuse
from aggregates.parts import of_award
from aggregates.rfq_award import AWARDED, content_hash, lines_refusal, too_few
from contracts.approval import OpenApproval
from contracts.comparison import ComparisonPolicy, KnownPrice, Rate
from contracts.rfq import AmendRfq, AwardMatter, CancelRfq, ConcludeAward, IssuedLine, IssueRfq
from contracts.values import Ref, money
from events.rfq import (
    AwardedLine,
    RfqAmended,
    RfqAwardConcluded,
    RfqAwarded,
    RfqCancelled,
    RfqEvent,
    RfqGivenBack,
    RfqIssued,
    RfqOpened,
    RfqOrdered,
    RfqReminded,
)

Status = Literal["unknown", "quoting", "opened", "awarding", "awarded", "cancelled"]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Rfq:
    """An RFQ; `award` and `decided` (its approval) are the last, `taken`: (order id, award line) -> what the order takes."""

    ref: Ref | None = None
    buyer: str = ""
    title: str = ""
    currency: str = ""
    lines: tuple[IssuedLine, ...] = ()
    suppliers: tuple[str, ...] = ()
    deadline: datetime | None = None
    minimum: int = 0
    reminder_hours: int = 0
    remind_at: datetime | None = None
    reminders: int = 0
    status: Status = "unknown"
    quotations: tuple[Ref, ...] = ()
    award: RfqAwarded | None = None
    taken: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)
    orders: tuple[Ref, ...] = ()
    makers: tuple[str, ...] = ()
    """Who issued or amended it, or awarded it before."""
    decided: UUID | None = None

    @property
    def asked(self) -> OpenApproval | None:
        """What its last award asks approval for."""
        if (award := self.award) is None:
            return None
        return OpenApproval(
            subject=award.ref,
            title=award.title,
            amount=award.amount,
            requester=award.buyer,
            content_hash=award.content_hash,
            occurrence=award.round,
            matter=award.matter,
            parts=of_award(award),
            follows=self.decided,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "awarding"

    def line(self, number: int) -> IssuedLine | None:
        """A line by its number."""
        return next((line for line in self.lines if line.line == number), None)

    def awarded_line(self, number: int | None) -> AwardedLine | None:
        """A line of the award by its number."""
        lines = self.award.lines if self.award else ()
        return next((line for line in lines if line.award_line == number), None)

    @property
    def ordered(self) -> Mapping[int, Decimal]:
        """Award line -> quantity that orders take."""
        return plus({}, ((line, quantity) for (_, line), quantity in self.taken.items()))

    def left(self, line: AwardedLine) -> Decimal:
        """What of an award line is not ordered yet."""
        return line.quantity - self.ordered.get(line.award_line, ZERO)

    def takes(self, order: Ref) -> bool:
        """Whether an order still takes something of the award."""
        return any(quantity for (taker, _), quantity in self.taken.items() if taker == str(order.id))

    def late(self, now: datetime) -> bool:
        """The deadline is the first moment that is too late."""
        return self.deadline is not None and now >= self.deadline


@dataclass(frozen=True)
class Issue:
    """IssueRfq with its number, what is known of its lines, how many quotations are required, and when to remind."""

    command: IssueRfq
    ref: Ref
    lines: tuple[IssuedLine, ...]
    minimum: int
    reminder_hours: int = 0


@dataclass(frozen=True)
class Remind:
    """The invited suppliers that have not quoted yet."""

    missing: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """The quotations that came in time and could be read."""

    quotations: tuple[Ref, ...]


@dataclass(frozen=True)
class Award:
    """An award with the comparison it rests on; `offers` counts the suppliers that quoted a line of the RFQ."""

    lines: tuple[AwardedLine, ...]
    reason: str
    single_source_reason: str | None
    rates: tuple[Rate, ...]
    prices: tuple[KnownPrice, ...]
    policy: ComparisonPolicy
    offers: Mapping[int, int]


@dataclass(frozen=True)
class Order:
    """So much of an award line goes into an order."""

    order: Ref
    award_line: int
    quantity: Decimal


@dataclass(frozen=True)
class Keep:
    """An order was called off or became less: it takes no more than so much of an award line from now on."""

    order: Ref
    award_line: int
    quantity: Decimal


RfqCommand = Issue | AmendRfq | Remind | CancelRfq | Open | Award | ConcludeAward | Order | Keep


def decide(state: Rfq, command: RfqCommand, facts: Facts) -> Decision:
    """Decide on an RFQ."""
    if isinstance(command, Issue):
        return _issue(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="rfq")
    match command:
        case AmendRfq():
            return _amend(state, state.ref, command, facts)
        case Remind():
            return _remind(state, state.ref, command, facts)
        case CancelRfq():
            return _cancel(state, state.ref, command)
        case Open():
            return _open(state, state.ref, command, facts)
        case Award():
            return _award(state, state.ref, command, facts)
        case ConcludeAward():
            if state.status != "awarding":
                return ()
            return (RfqAwardConcluded(ref=state.ref, approval=command.approval, verdict=command.verdict),)
        case Order():
            return _order(state, state.ref, command)
        case Keep():
            free = state.taken.get((str(command.order.id), command.award_line), ZERO) - command.quantity
            given = RfqGivenBack(ref=state.ref, order=command.order, award_line=command.award_line, quantity=free)
            return (given,) if free > ZERO else ()
        case _:
            assert_never(command)


def _issue(state: Rfq, command: Issue, facts: Facts) -> Decision:
    asked = command.command
    if state.ref is not None:
        return refuse("already-registered", kind="rfq", key=state.ref)
    if doubled := doubled_in(line.line for line in asked.lines):
        return refuse("doubled-line", line=doubled)
    if asked.deadline <= facts.now:
        return refuse("deadline-not-ahead", deadline=asked.deadline.isoformat(), now=facts.now.isoformat())
    issued = RfqIssued(
        ref=command.ref,
        buyer=facts.actor.name,
        title=asked.title,
        currency=asked.currency,
        lines=command.lines,
        suppliers=tuple(dict.fromkeys(asked.suppliers)),
        deadline=asked.deadline,
        minimum=command.minimum,
        reminder_hours=command.reminder_hours,
        remind_at=_remind_at(command.reminder_hours, asked.deadline, facts.now),
    )
    return (issued,)


def _remind_at(hours: int, deadline: datetime, now: datetime) -> datetime | None:
    """Some hours before the deadline, but never before half of the time is over; None: never."""
    return max(deadline - timedelta(hours=hours), now + (deadline - now) / 2) if hours else None


def _remind(state: Rfq, ref: Ref, command: Remind, facts: Facts) -> Decision:
    due = state.remind_at is not None and facts.now >= state.remind_at
    if state.deadline is None or not due or state.status != "quoting" or state.late(facts.now):
        return ()
    about = {"ref": ref, "buyer": state.buyer, "title": state.title, "deadline": state.deadline}
    return (RfqReminded(**about, suppliers=command.missing),)


def _amend(state: Rfq, ref: Ref, command: AmendRfq, facts: Facts) -> Decision:
    if state.status != "quoting":
        return refuse("closed-document", number=ref, status=state.status)
    assert state.deadline is not None
    if state.late(facts.now):
        return refuse("deadline-passed", number=ref, deadline=state.deadline.isoformat())
    deadline = command.deadline or state.deadline
    if deadline < state.deadline:
        return refuse("deadline-shortened", number=ref, deadline=state.deadline.isoformat(), given=deadline.isoformat())
    suppliers = tuple(dict.fromkeys((*state.suppliers, *command.suppliers)))
    if (deadline, suppliers) == (state.deadline, state.suppliers):
        return ()
    again = _remind_at(state.reminder_hours, deadline, facts.now)
    about = {"ref": ref, "amended_by": facts.actor.name}
    return (RfqAmended(**about, deadline=deadline, suppliers=suppliers, remind_at=again),)


def _cancel(state: Rfq, ref: Ref, command: CancelRfq) -> Decision:
    if state.status == "cancelled":
        return ()
    if order := next((order for order in state.orders if state.takes(order)), None):
        return refuse("already-ordered", number=ref, order=order)
    return (RfqCancelled(ref=ref, why=command.why),)


def _open(state: Rfq, ref: Ref, command: Open, facts: Facts) -> Decision:
    if state.status != "quoting":
        return ()
    if not state.late(facts.now):
        return refuse("sealed-until-deadline", number=ref, deadline=_shown(state.deadline))
    return (RfqOpened(ref=ref, quotations=command.quotations, minimum=state.minimum),)


def _shown(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _award(state: Rfq, ref: Ref, command: Award, facts: Facts) -> Decision:
    if state.status == "quoting":
        return refuse("sealed-until-deadline", number=ref, deadline=_shown(state.deadline))
    if state.status != "opened":
        return refuse("closed-document", number=ref, status=state.status)
    if refusal := lines_refusal(state.lines, command.lines):
        return refusal
    few = too_few(ref, len(state.quotations), command.offers, command.lines, state.minimum)
    if few and not command.single_source_reason:
        return few
    matter: AwardMatter = "award" if all(line.cheapest for line in command.lines) else "award_not_cheapest"
    fields = {
        **{name: getattr(command, name) for name in AWARDED},
        "ref": ref,
        "buyer": facts.actor.name,
        "title": state.title,
        "matter": "single_source" if few else matter,
        "amount": money(sum((line.amount.amount for line in command.lines), ZERO), state.currency),
    }
    awarded = RfqAwarded.model_validate({**fields, "round": _round(state) + 1, "content_hash": ""})
    return (awarded.model_copy(update={"content_hash": content_hash(awarded)}),)


def _round(state: Rfq) -> int:
    return state.award.round if state.award else 0


def _order(state: Rfq, ref: Ref, command: Order) -> Decision:
    if state.status != "awarded":
        return refuse("not-approved", number=ref, status=state.status)
    line = state.awarded_line(command.award_line)
    if line is None:
        return refuse("unknown-line", number=ref, line=command.award_line)
    if command.quantity > state.left(line):
        return refuse("over-award-ordered", line=line.award_line, open=state.left(line), wanted=command.quantity)
    return (RfqOrdered(ref=ref, order=command.order, award_line=line.award_line, quantity=command.quantity),)


def evolve(state: Rfq, event: RfqEvent) -> Rfq:
    """Apply one event."""
    match event:
        case RfqIssued():
            fields = {name: getattr(event, name) for name in RfqIssued.model_fields}
            return Rfq(**fields, status="quoting", makers=(event.buyer,))
        case RfqAmended():
            makers = (*state.makers, event.amended_by)
            again = replace(state, deadline=event.deadline, suppliers=event.suppliers, makers=makers)
            return replace(again, remind_at=event.remind_at)
        case RfqReminded():
            return replace(state, remind_at=None, reminders=state.reminders + 1)
        case RfqCancelled():
            return replace(state, status="cancelled")
        case RfqOpened():
            return replace(state, status="opened", quotations=event.quotations)
        case RfqAwarded():
            return replace(state, status="awarding", award=event, makers=(*state.makers, event.buyer))
        case RfqAwardConcluded():
            ended = replace(state, decided=event.approval)
            return replace(ended, status="awarded" if event.verdict == "approved" else "opened")
        case RfqOrdered():
            taken = plus(state.taken, [((str(event.order.id), event.award_line), event.quantity)])
            return replace(state, taken=taken, orders=tuple(dict.fromkeys((*state.orders, event.order))))
        case RfqGivenBack():
            return replace(state, taken=plus(state.taken, [((str(event.order.id), event.award_line), -event.quantity)]))
        case _:
            assert_never(event)


RFQ = Aggregate("rfq", Rfq(), decide, evolve)
