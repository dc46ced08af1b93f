"""Notices of one approval: for each cause, who has been told, how often it was tried, and whether it is done or parked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts
from contracts.notice import Delivery, RecordNotice
from contracts.values import Ref
from events.notice import NoticeEvent, NoticeParked, NoticeTried

MOST_TRIES = 7
"""Then a person has to see it."""


@dataclass(frozen=True)
class Told:
    """How far a cause is: `settled` are the messages that need no other try, `tries` those that ended with some left."""

    settled: frozenset[tuple[str, str]] = frozenset()
    tries: int = 0
    tried_at: datetime | None = None
    closed: bool = False


@dataclass(frozen=True)
class Notice:
    """Cause (version of the approval's event) -> how far it is."""

    ref: Ref | None = None
    causes: Mapping[int, Told] = field(default_factory=dict)

    def told(self, cause: int) -> Told:
        """How far a cause is."""
        return self.causes.get(cause, Told())


@dataclass(frozen=True)
class Record:
    """RecordNotice with what it is about."""

    command: RecordNotice
    ref: Ref
    approval: Ref
    subject: Ref


def decide(state: Notice, command: Record, facts: Facts) -> Decision:
    """Keep what is new; the last try that leaves something parks it."""
    asked = command.command
    told = state.told(asked.cause)
    new = tuple(each for each in asked.deliveries if (each.to, each.channel) not in told.settled)
    if told.closed or (not new and asked.rest == "more"):
        return ()
    about = {"ref": command.ref, "approval": command.approval, "subject": command.subject}
    tried = NoticeTried(**about, cause=asked.cause, matter=asked.matter, deliveries=new, rest=asked.rest, at=facts.now)
    if asked.rest != "later" or told.tries + 1 < MOST_TRIES:
        return (tried,)
    left = tuple(each for each in new if each.outcome == "later")
    return (tried, NoticeParked(**about, cause=asked.cause, matter=asked.matter, undelivered=left))


def evolve(state: Notice, event: NoticeEvent) -> Notice:
    """Apply one event."""
    told = state.told(event.cause)
    match event:
        case NoticeTried():
            ended = event.rest != "more"
            told = Told(
                settled=told.settled | _settled(event.deliveries),
                tries=told.tries + (event.rest == "later"),
                tried_at=event.at if ended else told.tried_at,
                closed=event.rest == "done",
            )
        case NoticeParked():
            told = replace(told, closed=True)
        case _:
            assert_never(event)
    return Notice(event.ref, {**state.causes, event.cause: told})


def _settled(deliveries: tuple[Delivery, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((each.to, each.channel) for each in deliveries if each.outcome != "later")


NOTICE = Aggregate("notice", Notice(), decide, evolve)
