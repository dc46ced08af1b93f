"""Votes: as whom somebody decides at which step, and what his vote does."""

from collections.abc import Iterator

from aggregates._base import Decision, Facts, Refusal, refuse
from aggregates.approval_state import Approval
from aggregates.approval_walk import about, after, ended, worked_since
from contracts.approval import Vote
from contracts.route import by_name
from events.approval import ApprovalEvent, Voted
from events.approval_verbs import ApprovalAdvised

Seat = tuple[int, str]
"""A step and a decider there."""


def decide_vote(state: Approval, command: Vote, facts: Facts) -> Decision:
    """A vote; of whose judgement was only asked, his answer, and the step waits for the decider again."""
    found = seat_of(state, command.step, facts, command.content_hash)
    if isinstance(found, Refusal):
        return found
    number, decider = found
    if decider in state.open[number].lent:
        advised = {"step": number, "decider": decider, "person": facts.actor.name}
        answer = ApprovalAdvised(**about(state), **advised, verdict=command.verdict, comment=command.comment)
        return after(state, (answer,), facts)
    if command.bulk and not state.open[number].step.bulk:
        return refuse("bulk-not-allowed", number=state.ref, step=state.open[number].step.name)
    if command.to is not None and not _earlier(state, number, command.to - 1):
        return refuse("not-an-earlier-step", number=state.ref, step=command.to, waiting=number + 1)
    voted = _voted(state, command, number, decider, facts)
    events: tuple[ApprovalEvent, ...] = (voted,)
    if command.verdict == "return" and command.to is None:
        events = (voted, ended(state, "returned", command.comment))
    return after(state, events, facts, command.comment)


def _earlier(state: Approval, number: int, to: int) -> bool:
    return to in state.places[number].before and state.places[to].step.kind == "decide"


def _voted(state: Approval, command: Vote, number: int, decider: str, facts: Facts) -> Voted:
    since = next((each.since for each in state.asked if (each.step, each.decider) == (number, decider)), None)
    return Voted(
        **about(state),
        step=number,
        person=facts.actor.name,
        role=decider,
        verdict=command.verdict,
        content_hash=state.content_hash,
        comment=command.comment,
        to=None if command.to is None else command.to - 1,
        then=command.then,
        on_behalf_of=facts.behalf,
        asked_at=since,
        working_seconds=None if since is None else worked_since(since, facts),
        bulk=command.bulk,
        parts={part: state.parts[part] for part in state.places[number].step.parts if part in state.parts},
    )


def seat_of(
    state: Approval, step: int | None, facts: Facts, content_hash: str | None = None, giving: bool = False
) -> Seat | Refusal:
    """Where the actor may decide on what he saw: as himself where he is asked by name, else for a role of his; in both cases
    for the one whose substitute he is, where he says so.

    Never the requester (separation of duties), nobody twice in a step, and in two steps only whom the route asks by name.
    Who cannot decide where he is asked by name may still give the task away (`giving`); a judgement is no vote.
    """
    if state.result != "open":
        return refuse("approval-closed", number=state.ref, result=state.result)
    if state.requester in (facts.actor.name, *facts.behalf):
        return refuse("requester-is-approver", person=facts.actor.name)
    if content_hash not in (None, state.content_hash):
        return refuse("content-changed", number=state.ref)
    numbers = sorted(state.open) if step is None else [step - 1]
    if not all(number in state.open for number in numbers):
        waiting = ", ".join(str(number + 1) for number in sorted(state.open))
        return refuse("step-passed", number=state.ref, step=step, waiting=waiting)
    seats = [seat for number in numbers for seat in _seats(state, number, facts)]
    free = [seat for seat in seats if _takes(state, seat, _chain(facts), giving)]
    if len({number for number, _ in free}) > 1:
        return refuse("step-not-named", number=state.ref, steps=", ".join(str(number + 1) for number, _ in free))
    if free:
        return free[0]
    if decided := [number for number in numbers if again(state, number, _chain(facts))]:
        return refuse("already-voted", person=facts.actor.name, step=decided[0] + 1)
    return refuse("not-your-turn", person=facts.actor.name, waiting=", ".join(state.waiting()))


def _seats(state: Approval, number: int, facts: Facts) -> Iterator[Seat]:
    """Where he is asked at a step: by name first."""
    own = by_name((*facts.behalf, facts.actor.name)[0])
    asked = state.open[number].asked()
    yield from ((number, decider) for decider, one in asked.items() if one == own)
    yield from ((number, decider) for decider, one in asked.items() if one in facts.duties and one != own)


def may_act(state: Approval, number: int, asked: str, chain: tuple[str, ...]) -> bool:
    """Whether the last of a chain can do anything with what its first is asked at a step (`asked`: by name or for a role):
    decide or judge in his place, or give his own task away."""
    step = state.open.get(number)
    deciders = [decider for decider, one in step.asked().items() if one == asked] if step else []
    return state.requester not in chain and any(_takes(state, (number, one), chain, giving=True) for one in deciders)


def _takes(state: Approval, seat: Seat, chain: tuple[str, ...], giving: bool) -> bool:
    number, decider = seat
    needed = decider in state.open[number].lent or (giving and decider == by_name(chain[-1]))
    return needed or not again(state, number, chain)


def _chain(facts: Facts) -> tuple[str, ...]:
    return (*facts.behalf, facts.actor.name)


def again(state: Approval, number: int, chain: tuple[str, ...]) -> bool:
    """Whether somebody, or for whom he acts, has decided this step that waits, or another one and the route does not ask
    him by name. Of a chain the first is whose task it is, the last who acts."""
    own, *deputies = chain
    step = state.open[number]
    # Who took a task over is not whom the route asks: he would be two of those who must decide.
    named = by_name(own) in state.places[number].step.deciders and by_name(own) in step.asked().values()
    before = state.deputies if named else state.deputies | state.principals
    decided = {own, *deputies} & step.persons() or {*deputies} & (state.deputies | state.principals)
    return bool(decided) or own in before
