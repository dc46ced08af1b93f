"""Work acceptances: what somebody says was done, accepted by another person."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.values import Ref
from contracts.work_acceptance import CancelWorkAcceptance, DraftWorkAcceptance, WorkLine
from events.work_acceptance import (
    AcceptedWork,
    WorkAcceptanceAccepted,
    WorkAcceptanceCancelled,
    WorkAcceptanceDrafted,
    WorkAcceptanceEvent,
)

Status = Literal["unknown", "draft", "accepted", "cancelled"]


@dataclass(frozen=True)
class WorkAcceptance:
    """Work on lines of an order; `accepted` are the quantities that count."""

    ref: Ref | None = None
    order: Ref | None = None
    drafted_by: str = ""
    lines: tuple[WorkLine, ...] = ()
    status: Status = "unknown"
    accepted: tuple[AcceptedWork, ...] = ()


@dataclass(frozen=True)
class Draft:
    """DraftWorkAcceptance with its number and its order."""

    command: DraftWorkAcceptance
    ref: Ref
    order: Ref


@dataclass(frozen=True)
class Accept:
    """The draft is accepted, in quantities of the order's lines."""

    lines: tuple[AcceptedWork, ...]


def decide(state: WorkAcceptance, command: Draft | Accept | CancelWorkAcceptance, facts: Facts) -> Decision:
    """Who drafted it does not accept it; the order decides how much may be accepted, and by whom else not."""
    if isinstance(command, Draft):
        return _draft(state, command, facts)
    if state.ref is None or state.order is None:
        return refuse("unknown-document", kind="work acceptance")
    about = {"ref": state.ref, "order": state.order}
    match command:
        case Accept():
            if state.status != "draft":
                return refuse("closed-document", number=state.ref, status=state.status)
            if refusal := apart("drafter-is-accepter", facts, (state.drafted_by,)):
                return refusal
            return (WorkAcceptanceAccepted(**about, accepted_by=facts.actor.name, lines=command.lines),)
        case CancelWorkAcceptance():
            cancelled = WorkAcceptanceCancelled(**about, cancelled_by=facts.actor.name, why=command.why)
            return () if state.status == "cancelled" else (cancelled,)
        case _:
            assert_never(command)


def _draft(state: WorkAcceptance, command: Draft, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="work acceptance", key=state.ref)
    asked = command.command
    drafted = WorkAcceptanceDrafted(
        ref=command.ref, order=command.order, drafted_by=facts.actor.name, title=asked.title, lines=asked.lines
    )
    return (drafted,)


def evolve(state: WorkAcceptance, event: WorkAcceptanceEvent) -> WorkAcceptance:
    """Apply one event."""
    match event:
        case WorkAcceptanceDrafted():
            return WorkAcceptance(event.ref, event.order, event.drafted_by, event.lines, "draft")
        case WorkAcceptanceAccepted():
            return replace(state, status="accepted", accepted=event.lines)
        case WorkAcceptanceCancelled():
            return replace(state, status="cancelled")
        case _:
            assert_never(event)


WORK_ACCEPTANCE = Aggregate("work_acceptance", WorkAcceptance(), decide, evolve)
