"""How each event changes an approval."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from aggregates.approval_state import Approval
from aggregates.approval_step import Waiting
from aggregates.approval_undo import dropped, less, returned, taken_back
from contracts.route import by_name, places
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalEvent,
    ApprovalOpened,
    ApprovalReminded,
    ApproverPassedOver,
    ApproversAsked,
    StepOpened,
    Voted,
)
from events.approval_verbs import (
    ApprovalAdvised,
    ApprovalCommented,
    ApprovalDelegated,
    ApprovalFound,
    ApprovalMoved,
    ApprovalUrged,
    ApproverAdded,
    ApproverReassigned,
    ApproverRemoved,
    DecisionCarried,
    DelegationRecalled,
    VoteTakenBack,
)


def evolve(state: Approval, event: ApprovalEvent) -> Approval:
    """Apply one event; what is told of a step that does not wait changes nothing."""
    waits = getattr(event, "step", None) in state.open
    match event:
        case ApprovalOpened():
            return Approval(
                event.ref,
                event.subject,
                event.requester,
                event.amount,
                event.content_hash,
                event.route,
                "open",
                facts=event.facts,
                title=event.title,
                matter=event.matter,
                places=places(event.route.steps),
                parts=event.parts,
            )
        case DecisionCarried():
            step = state.parked.get(event.step) or _as_before(state, event)
            kept = step.with_carried(event.decider, event.person, event.on_behalf_of)
            return replace(state, parked={**state.parked, event.step: kept})
        case ApprovalMoved():
            known = replace(state, route=event.route, facts=event.facts, places=places(event.route.steps))
            return replace(
                known, open={}, settled={}, passed=frozenset(), parked={}, again=frozenset(), instead={}, asked=()
            )
        case StepOpened():
            return _step_opened(state, event)
        case Voted():
            return _voted(state, event) if waits else state
        case ApproverPassedOver():
            return _stands(state, event.step, state.open[event.step].passed_over(event.person)) if waits else state
        case ApprovalCopied():
            return replace(state, passed=state.passed | {event.step})
        case ApprovalFound():
            findings = (*state.findings, *event.findings)
            return replace(dropped(state, {event.step}), passed=state.passed | {event.step}, findings=findings)
        case ApproverReassigned():
            ahead = _reassigned_ahead(state, event) if _of_route(state, event) or not waits else state
            if not waits:
                return ahead
            return _stands(ahead, event.step, state.open[event.step].reassigned(event.decider, event.to))
        case VoteTakenBack():
            return taken_back(state, event)
        case ApprovalUrged():
            return replace(state, urged_at=event.urged_at)
        case ApprovalCommented():
            return state
        case ApproversAsked():
            return replace(state, asked=event.asked)
        case ApprovalEnded():
            return replace(state, result=event.result, asked=())
        case _:
            return _stands(state, event.step, _changed(state.open[event.step], event)) if waits else state


def _changed(
    step: Waiting,
    event: ApprovalReminded
    | ApprovalEscalated
    | ApprovalDelegated
    | ApprovalAdvised
    | DelegationRecalled
    | ApproverAdded
    | ApproverRemoved,
) -> Waiting:
    match event:
        case ApprovalReminded():
            return replace(step, reminded=True)
        case ApprovalEscalated():
            return replace(step, escalated_to=event.to)
        case ApprovalDelegated():
            return step.lent_to(event.decider, event.by, event.to)
        case ApprovalAdvised() | DelegationRecalled():
            return step.advised(event.decider)
        case ApproverAdded():
            return step.with_added(event.person, event.beside, event.where, event.by)
        case ApproverRemoved():
            return step.without_added(event.person)
        case _:
            assert_never(event)


def _step_opened(state: Approval, event: StepOpened) -> Approval:
    step, at = state.places[event.step].step, event.opened_at
    last = step.time_out_after_hours
    times = {
        "opened_at": at,
        "remind_at": event.remind_at or _hours_after(at, step.remind_after_hours),
        "escalate_at": event.escalate_at or _hours_after(at, step.escalate_after_hours),
        "time_out_at": event.time_out_at or (_hours_after(at, last) if last else None),
    }
    if event.step in state.parked:
        opened = replace(state.parked[event.step], **times, reminded=False, escalated_to=None)  # type: ignore[arg-type]
    else:
        opened = Waiting(step, event.roles, **times)  # type: ignore[arg-type]
    # Events of older versions do not tell when a step passes without a vote of its own.
    done = state.places[event.step].before
    known = replace(state, parked=less(state.parked, {event.step}), passed=state.passed | done)
    # Approvals that were carried over may be all it needs.
    return _stands(replace(known, open=less(state.open, done)), event.step, opened)


def _as_before(state: Approval, event: DecisionCarried) -> Waiting:
    """A step that has not opened yet, and will with what was decided before; its times are told when it opens."""
    step, at = state.places[event.step].step, event.asked_since
    return Waiting(step, step.deciders, at, at, at)


def _hours_after(at: datetime, hours: int) -> datetime:
    return at + timedelta(hours=hours)


def _voted(state: Approval, event: Voted) -> Approval:
    step = state.open[event.step]
    match event.verdict:
        case "approve":
            return _stands(state, event.step, step.approved(event.role, event.person, event.on_behalf_of))
        case "reject":
            return _stands(state, event.step, step.opposed(event.role, event.person, event.on_behalf_of))
        case "return":
            return state if event.to is None else returned(state, event, event.to)


def _stands(state: Approval, number: int, step: Waiting) -> Approval:
    """How a step stands now; one that passed is settled."""
    if step.outcome() != "passed":
        return replace(state, open={**state.open, number: step})
    settled, passed = {**state.settled, number: step}, state.passed | {number}
    return replace(state, open=less(state.open, {number}), settled=settled, passed=passed, again=state.again - {number})


def _of_route(state: Approval, event: ApproverReassigned) -> bool:
    """Whether the route asks the decider, or whom it asked first: who takes over is asked if the step is asked again."""
    deciders = state.places[event.step].step.deciders
    return event.decider in {name for one in deciders for name in (one, state.in_place(event.step, one))}


def _reassigned_ahead(state: Approval, event: ApproverReassigned) -> Approval:
    """A task of a step that does not wait now: for when it opens, or opens again."""
    known = (key for key, to in state.instead.items() if key[0] == event.step and by_name(to) == event.decider)
    key = next(known, (event.step, event.decider))
    parked = dict(state.parked)
    if event.step in parked:
        parked[event.step] = parked[event.step].reassigned(event.decider, event.to)
    return replace(state, instead={**state.instead, key: event.to}, parked=parked)
