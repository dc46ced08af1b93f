"""What returning to a step and taking a vote back undo: votes that count no longer, and steps that are asked again."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from aggregates.approval_state import Approval
from aggregates.approval_step import Waiting
from events.approval import Voted
from events.approval_verbs import VoteTakenBack


def returned(state: Approval, event: Voted, to: int) -> Approval:
    """The step is asked again, and either all after it or, once it has passed, whoever returned it."""
    if event.then == "continue":
        known = dropped(state, {to, *state.later_than(to)})
    else:
        known = dropped(state, {to, event.step})
        waits = replace(state.open[event.step], acted=True)
        known = _overruled(replace(known, parked={**known.parked, event.step: waits}), to)
    return replace(known, again=state.again | {to})


def _overruled(state: Approval, to: int) -> Approval:
    """Nobody stays passed over because of a step that is asked again."""
    later = state.later_than(to)
    over = {at: step for at, step in state.settled.items() if at in later and step.over}
    known = replace(state, settled=less(state.settled, over), passed=state.passed - over.keys())
    return replace(known, open=_afresh(state.open, later), parked=_afresh({**state.parked, **over}, later))


def _afresh(steps: Mapping[int, Waiting], later: frozenset[int]) -> Mapping[int, Waiting]:
    return {at: step.without_passing_over() if at in later else step for at, step in steps.items()}


def taken_back(state: Approval, event: VoteTakenBack) -> Approval:
    """The step comes back without the vote, nothing that followed from it stays."""
    found = {**state.settled, **state.open}.get(event.step)
    if found is None:
        return state
    step = found.without_vote(event.decider)
    known = dropped(state, {event.step, *state.later_than(event.step)})
    return replace(known, parked={**known.parked, event.step: step}, again=state.again | {event.step})


def dropped(state: Approval, numbers: Iterable[int]) -> Approval:
    """As if these steps had never been opened."""
    gone = frozenset(numbers)
    kept = {name: less(getattr(state, name), gone) for name in ("open", "settled", "parked")}
    return replace(state, passed=state.passed - gone, **kept)  # type: ignore[arg-type]


def less(steps: Mapping[int, Waiting], gone: Container[int]) -> Mapping[int, Waiting]:
    """These steps without some of them."""
    return {number: step for number, step in steps.items() if number not in gone}
