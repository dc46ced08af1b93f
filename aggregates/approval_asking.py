"""Whom an approval may ask besides those of its route, and what of a person who leaves goes to another one."""

from collections.abc import Iterator
from dataclasses import dataclass

from aggregates._base import Decision, Facts, Refusal, refuse
from aggregates.approval_state import Approval
from aggregates.approval_walk import about, after
from contracts.route import by_name
from events.approval import ApprovalEvent
from events.approval_verbs import ApprovalDelegated, ApproverReassigned


@dataclass(frozen=True)
class HandOver:
    """All tasks of a person in this approval go to another one."""

    person: str
    to: str
    why: str


def unaskable(state: Approval, number: int, person: str, judges: bool = False) -> Refusal | None:
    """Why a person cannot be asked at a step: the requester, who is asked there anyway, or elsewhere (but to
    judge), and who has decided."""
    elsewhere = () if judges else (at for at in range(len(state.places)) if at != number)
    asked = next((at for at in (number, *elsewhere) if by_name(person) in state.seats(at, passed=at == number)), None)
    if person == state.requester:
        return refuse("requester-is-approver", person=person)
    if asked is not None:
        return refuse("already-asked", person=person, step=asked + 1)
    known = {**state.settled, **state.open, **state.parked}
    if person in state.principals | state.deputies or any(person in step.persons() for step in known.values()):
        return refuse("already-voted", person=person, step=number + 1)
    return None


def hand_over(state: Approval, command: HandOver, facts: Facts) -> Decision:
    """Where he is asked by name, now, later or again, and where his judgement is awaited. Whoever asks does not choose who
    answers."""
    events: list[ApprovalEvent] = []
    for number in range(len(state.places)):
        given = tuple(_given(state, number, command, facts))
        refused = unaskable(state, number, command.to) if given else None
        if refused and number not in state.settled:
            return refused
        events += () if refused else given
    if events and facts.actor.name == state.requester:
        return refuse("requester-is-approver", person=facts.actor.name)
    return after(state, tuple(events), facts) if events else ()


def _given(state: Approval, number: int, command: HandOver, facts: Facts) -> Iterator[ApprovalEvent]:
    one, step = by_name(command.person), state.begun(number)
    place = state.places[number].step
    known = {"step": number, "to": command.to}
    route = [state.in_place(number, each) for each in place.deciders] if place.kind == "decide" else []
    if one in (route if step is None else _unanswered(state, number)):
        yield ApproverReassigned(**about(state), **known, decider=one, by=facts.actor.name, why=command.why)
    for decider in (each for each, person in step.lent.items() if person == command.person) if step else ():
        lent = {"decider": decider, "by": decider[1:], "comment": command.why}
        yield ApprovalDelegated(**about(state), **known, **lent)


def _unanswered(state: Approval, number: int) -> list[str]:
    step = state.begun(number)
    seats = (*step.deciders, *step.added, step.escalated_to) if step else ()
    return [one for one in seats if step and one and one not in step.votes and one not in step.against]
