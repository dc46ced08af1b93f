"""How an approval goes on by itself: the steps that open, copies, findings, who is passed over, and its end."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from aggregates._base import Facts
from aggregates.approval_fold import evolve
from aggregates.approval_state import Approval
from aggregates.approval_step import Waiting
from bots.working_time import UndefinedYearError, after_working_time, working_time_between
from contracts.route import Step, by_name
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEvent,
    ApproverPassedOver,
    ApproversAsked,
    Asked,
    StepOpened,
)
from events.approval_verbs import ApprovalFound

Ending = Literal["approved", "rejected", "returned", "withdrawn"]
ENDINGS: Mapping[str, Ending] = {"reject": "rejected", "return": "returned"}
BY_MATRIX = "matrix"
"""Who found what an automatic step notes."""


def about(state: Approval) -> dict[str, Any]:
    """What each event of an approval says first."""
    return {"ref": state.ref, "subject": state.subject}


def ended(state: Approval, result: Ending, why: str | None = None) -> ApprovalEnded:
    """The end of an approval."""
    return ApprovalEnded(**about(state), result=result, why=why)


def after(
    state: Approval, events: tuple[ApprovalEvent, ...], facts: Facts, why: str | None = None
) -> tuple[ApprovalEvent, ...]:
    """These events with all that follows from them: steps that open, the end (`why` it failed), and who is asked then."""
    now = state
    for event in events:
        now = evolve(now, event)
    more: list[ApprovalEvent] = []
    if now.result == "open":
        for event in _onward(now, facts, why):
            more.append(event)
            now = evolve(now, event)
    return (*events, *more, *_asked(now, facts))


def _onward(state: Approval, facts: Facts, why: str | None) -> Iterator[ApprovalEvent]:
    """A step that fails ends it; else every step opens before which all have passed, until people must decide."""
    if any(step.outcome() == "failed" for step in state.open.values()):
        yield ended(state, "rejected", why)
        return
    while due := _due(state):
        for event in _opening(state, due[0], facts):
            yield event
            state = evolve(state, event)
    if len(state.passed) == len(state.places):
        yield ended(state, "approved")


def _due(state: Approval) -> list[int]:
    begun = state.passed | state.open.keys()
    return [at for at, place in enumerate(state.places) if at not in begun and place.before <= state.passed]


def _opening(state: Approval, number: int, facts: Facts) -> Iterator[ApprovalEvent]:
    step = state.places[number].step
    match step.kind:
        case "copy":
            shown = {"title": state.title, "amount": state.amount}
            yield ApprovalCopied(**about(state), **shown, step=number, to=step.deciders)
        case "automatic":
            yield ApprovalFound(**about(state), step=number, by=BY_MATRIX, findings=(step.name,))
        case _:
            yield _opened(state, number, step, facts)
            yield from _passed_over(state, number, step)


def _opened(state: Approval, number: int, step: Step, facts: Facts) -> StepOpened:
    deciders = tuple(dict.fromkeys(state.in_place(number, one) for one in step.deciders))
    last = step.time_out_after_hours
    return StepOpened(
        **about(state),
        step=number,
        roles=deciders,
        opened_at=facts.now,
        remind_at=deadline(step, step.remind_after_hours, facts),
        escalate_at=deadline(step, step.escalate_after_hours, facts),
        time_out_at=deadline(step, last, facts) if last else None,
    )


def deadline(step: Step, hours: int, facts: Facts) -> datetime:
    """So many hours from now on; of working time where the step says so and the calendar knows the years."""
    time = timedelta(hours=hours)
    if step.hours == "working" and facts.years:
        try:
            return after_working_time(facts.years, facts.now, time)
        except UndefinedYearError:
            # Too early costs a reminder, or at worst a document that goes back; too late might never be.
            pass
    return facts.now + time


def worked_since(moment: datetime, facts: Facts) -> int | None:
    """The seconds of working time since a moment; None where the calendar does not know."""
    try:
        return int(working_time_between(facts.years, moment, facts.now).total_seconds()) if facts.years else None
    except UndefinedYearError:
        return None


def _passed_over(state: Approval, number: int, step: Step) -> Iterator[ApprovalEvent]:
    """Whoever is asked by name and approved the step before need not again, unless just that is wanted."""
    if number in state.again:
        return
    parked = state.parked.get(number)
    if parked is not None and parked.outcome() == "passed":
        return
    known = parked.persons() if parked else frozenset()
    approved = state.just_before(number) - known
    for person in step.persons:
        if person in approved and (number, by_name(person)) not in state.instead:
            yield ApproverPassedOver(**about(state), step=number, person=person)


def _asked(now: Approval, facts: Facts) -> Iterator[ApprovalEvent]:
    """Who is asked, where that has changed."""
    if now.result != "open":
        return
    since = {(each.step, each.decider): each.since for each in now.asked}
    asked = tuple(
        _one(number, step, decider, since.get((number, decider), facts.now))
        for number, step in sorted(now.open.items())
        for decider in dict.fromkeys(step.asked().values())
    )
    if asked != now.asked:
        shown = {"title": now.title, "amount": now.amount, "requester": now.requester}
        yield ApproversAsked(**about(now), **shown, asked=asked)


def _one(number: int, step: Waiting, decider: str, since: datetime) -> Asked:
    """Nobody stands in for an added approver."""
    escalates = step.escalated_to is None and step.step.escalate_to not in step.deciders and decider not in step.added
    return Asked(
        step=number,
        decider=decider,
        since=since,
        escalates_at=step.escalate_at if escalates else None,
        escalates_to=step.step.escalate_to if escalates else None,
        ends_at=step.time_out_at,
        ends_as=ENDINGS[step.step.on_time_out] if step.time_out_at else None,
    )
