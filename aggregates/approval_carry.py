"""Decisions that a document keeps when it is submitted again: of steps that approve parts of it, where those are the same."""

from collections.abc import Iterator

from aggregates.approval_state import Approval
from aggregates.approval_step import Waiting
from contracts.route import Step
from events.approval_verbs import DecisionCarried


def carried(state: Approval, before: Approval, makers: frozenset[str] = frozenset()) -> Iterator[DecisionCarried]:
    """What of the approval before still counts in one that opens.

    Only approvals that counted to its end, of whom a step of the route asks, at the very same step: the same deciders, mode
    and parts. Who was passed over, stood in or was added is asked anew where the route asks him; what somebody approved who
    has become one of the `makers` since, or who stood between, another one decides.
    """
    same = (before.subject, before.requester) == (state.subject, state.requester)
    if not same or before.result not in ("returned", "approved"):
        return
    decided = {**before.settled, **before.parked, **before.open}
    for number, place in enumerate(state.places):
        if _unchanged(place.step, state, before):
            at = next((at for at in sorted(decided) if decided[at].step == place.step), None)
            yield from () if at is None else _kept(state, before, number, decided.pop(at), makers)


def _unchanged(step: Step, state: Approval, before: Approval) -> bool:
    """Whether all that a step approves is known and as it was; what approves the whole is asked each time."""
    return bool(step.parts) and all(state.parts.get(part, "") == before.parts.get(part) for part in step.parts)


def _kept(
    state: Approval, before: Approval, number: int, decided: Waiting, makers: frozenset[str]
) -> Iterator[DecisionCarried]:
    for decider, person in decided.votes.items():
        made = makers & {person, *decided.behalf.get(decider, ())}
        if decider in decided.step.deciders and decider not in decided.over and not made:
            yield DecisionCarried.model_validate(
                {
                    "ref": state.ref,
                    "subject": state.subject,
                    "step": number,
                    "decider": decider,
                    "person": person,
                    "on_behalf_of": decided.behalf.get(decider, ()),
                    "earlier": before.ref,
                    "asked_since": decided.opened_at,
                    "parts": {part: state.parts[part] for part in decided.step.parts},
                }
            )
