"""Who is told of what happens to an approval, and of exceptions of invoices: the causes, derived from the events, and when
each is tried again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aggregates._base import Aggregate
from aggregates.approval import APPROVAL
from aggregates.approval_state import Approval
from aggregates.invoice import INVOICE, Invoice
from aggregates.notice import Notice
from contracts.notice import Matter
from contracts.process import Effect
from contracts.route import by_name
from events._base import Event, Recorded
from events.approval import ApprovalCopied, ApprovalEnded, ApprovalEscalated, ApprovalReminded, ApproversAsked
from events.approval_verbs import ApprovalUrged
from events.invoice import InvoiceEscalated, InvoiceHeld
from processes._base import DAY, DONE, Next

SEND_NOTICES = "notice.send"
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480))
"""How long after each failed try the next one is made."""
LOOK_AGAIN = timedelta(minutes=15)
"""After which a sending whose own retries ended is begun anew."""
TASKS: frozenset[Matter] = frozenset({"asked", "reminded", "urged", "escalated", "held", "overdue"})
"""What asks somebody to do something: pointless once he need not."""


Seat = tuple[int, str]
"""A step, counted from 0, and who is asked there: a role, or a person as "@CODE". An exception of an invoice is one step."""
Subject = Approval | Invoice


@dataclass(frozen=True)
class Cause:
    """An event that somebody is told of: its version in its stream, when, and to whom."""

    number: int
    at: datetime
    matter: Matter
    to: tuple[Seat, ...]
    by: str = ""
    """Who caused it: he need not be told."""


@dataclass(frozen=True)
class Telling:
    """An approval or invoice as it stands, the causes that its events give, and what has been told."""

    about: Subject
    causes: tuple[Cause, ...]
    notice: Notice

    def wanted(self, cause: Cause) -> tuple[Seat, ...]:
        """Whom a cause still concerns: of a task, those who are still asked."""
        if cause.matter not in TASKS:
            return cause.to
        if cause.matter == "overdue":
            return cause.to if asked(self.about) else ()
        return tuple(seat for seat in cause.to if seat in asked(self.about))

    def open(self, now: datetime) -> Iterator[tuple[datetime, Cause]]:
        """What is not told yet, with the moment of its next try. Never what is older than a day: a store that was restored
        or healed does not tell old stories, and a mail server that comes back after days has nothing to catch up with."""
        for cause in self.causes:
            told = self.notice.told(cause.number)
            if told.closed or now - cause.at > DAY:
                continue
            again = RETRY_AFTER[told.tries - 1] if told.tries and told.tried_at else timedelta()
            yield (told.tried_at or cause.at) + again, cause

    def due(self, now: datetime) -> tuple[Cause, ...]:
        """What is to be sent now."""
        return tuple(cause for at, cause in self.open(now) if at <= now)


def causes_of(events: Sequence[Recorded]) -> tuple[Subject, tuple[Cause, ...]]:
    """An approval or invoice, and the causes that its events give, each derived from what had happened by then."""
    invoice = bool(events) and events[0].event.stored_as.startswith(f"{INVOICE.kind}.")
    kind: Aggregate[Any] = INVOICE if invoice else APPROVAL
    state, causes = kind.initial, list[Cause]()
    for recorded in events:
        if not recorded.event.stored_as.startswith(f"{kind.kind}."):
            continue  # an id of another kind of document is an unknown document here
        before, state = state, kind.evolve(state, recorded.event)
        matter, to = (_told_of_exception if invoice else _told_of)(recorded.event, before, state)
        if to:
            # The moment when it was stored: what is restored or imported later is no older for that.
            at, by = recorded.recorded_at, recorded.meta.actor.name
            causes.append(Cause(recorded.originator_version, at, matter, to, by))
    return state, tuple(causes)


def asked(state: Subject) -> tuple[Seat, ...]:
    """Who is asked: of an exception its owner, or the person whose own it is."""
    if isinstance(state, Invoice):
        held = state.held if state.status == "held" else None
        owner = held and (by_name(held.person) if held.person else held.owner)
        return ((0, owner),) if owner else ()
    return tuple((each.step, each.decider) for each in state.asked)


def _told_of(event: Event, before: Approval, now: Approval) -> tuple[Matter, tuple[Seat, ...]]:
    """What an event is a notice of, and to whom."""
    match event:
        case ApproversAsked():
            new = tuple(seat for seat in asked(now) if seat not in asked(before))
            return "asked", tuple((at, one) for at, one in new if now.open[at].escalated_to != one)
        case ApprovalEscalated():
            return "escalated", ((event.step, event.to),)
        case ApprovalReminded():
            return "reminded", tuple(seat for seat in asked(now) if seat[0] == event.step)
        case ApprovalUrged():
            return "urged", asked(now)
        case ApprovalCopied():
            return "copied", tuple((event.step, one) for one in event.to)
        case ApprovalEnded():
            return "ended", ((now.index, by_name(now.requester)),)
        case _:
            return "asked", ()


def _told_of_exception(event: Event, before: Invoice, now: Invoice) -> tuple[Matter, tuple[Seat, ...]]:
    """A new exception is its owner's; one that is found to be another's is theirs from then on."""
    match event:
        case InvoiceHeld():
            return "held", tuple(seat for seat in asked(now) if seat not in asked(before))
        case InvoiceEscalated():
            return "overdue", ((0, event.to),)
        case _:
            return "held", ()


def telling(case: Telling, now: datetime) -> Next:
    """Send what is due; wait for the next try; done when nothing is left: the next event begins anew."""
    if case.about.ref is None:
        return DONE
    if case.due(now):
        return Next(effects=(send_notices(case.about.ref.id),), deadline=now + LOOK_AGAIN)
    later = min((at for at, _ in case.open(now)), default=None)
    return Next(deadline=later) if later else DONE


def send_notices(about: UUID) -> Effect:
    """The side effect: on a queue of its own, so that a mail server that hangs holds nothing else."""
    return Effect(activity=SEND_NOTICES, queue="notices", document=about)


STAGES: Mapping[str, Callable[[Telling, datetime], Next]] = {"telling": telling}
