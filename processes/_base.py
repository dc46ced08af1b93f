"""What every process has in common: the answer of a stage, and the time component of approvals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from aggregates._base import Refusal, refuse
from aggregates.approval import Timed
from aggregates.approval_state import Approval
from aggregates.approval_step import Waiting
from contracts._base import Command
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, TimeOutApproval
from contracts.process import Effect

DAY = timedelta(days=1)


@dataclass(frozen=True)
class FollowUp:
    """A command that follows. `step` and `occurrence` name it within its process, from stored facts alone."""

    step: str
    occurrence: str
    command: Command


@dataclass(frozen=True)
class Next:
    """What comes next in a stage. Commands are committed whole or refused whole, then the stage is asked again."""

    commands: tuple[FollowUp, ...] = ()
    effects: tuple[Effect, ...] = ()
    deadline: datetime | None = None
    done: bool = False
    aside: Refusal | None = None
    """Why no step of the process leads on from here: a person has to see it."""


DONE = Next(done=True)


def follow(step: str, occurrence: object, command: Command) -> Next:
    """One follow-up command."""
    return Next(commands=(FollowUp(step, str(occurrence), command),))


Concluded = Literal["approved", "rejected", "returned"]
"""The verdicts that a document takes over from its approval."""


def approving(
    asked: OpenApproval, found: Approval, now: datetime, conclude: Callable[[Concluded], Command], name: str = ""
) -> Next:
    """Open the approval that a document asks for, keep its time, and carry its verdict over to the document.

    `name` tells several approvals of one process apart.
    """
    occurrence = f"{name}:{asked.occurrence}" if name else str(asked.occurrence)
    if found.ref is None:
        return follow("open-approval", occurrence, asked)
    if found.result in ("approved", "rejected", "returned"):
        return follow("conclude", occurrence, conclude(found.result))
    if found.result == "withdrawn":
        return Next(aside=refuse("approval-does-not-cover", number=asked.subject, result=found.result))
    return waiting(found, now)


def waiting(approval: Approval, now: datetime) -> Next:
    """The time component of every open approval: each step that waits is ended by time, else reminded of, then escalated;
    late ones at once."""
    assert approval.ref is not None
    pending = [each for number, step in sorted(approval.open.items()) for each in _times(approval.ref.id, number, step)]
    for at, name, command in pending:
        if now >= at:
            return follow(
                name, f"{approval.ref.id}:{command.step}:{approval.open[command.step].opened_at.isoformat()}", command
            )
    return Next(deadline=min((at for at, _, _ in pending), default=now + 7 * DAY))


def _times(stream: UUID, number: int, step: Waiting) -> Iterator[tuple[datetime, str, Timed]]:
    """What the time of a step still brings, and when."""
    if step.time_out_at:
        yield step.time_out_at, "time-out", TimeOutApproval(approval=stream, step=number)
    if not step.reminded:
        yield step.remind_at, "remind", RemindApproval(approval=stream, step=number)
    if not step.escalated_to and step.step.kind == "decide":
        yield step.escalate_at, "escalate", EscalateApproval(approval=stream, step=number)
