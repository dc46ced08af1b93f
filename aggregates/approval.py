"""Approvals: the interpreter of a frozen route. A vote and what it opens or ends are decided together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.approval_state import Approval, evolve
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, TimeOutApproval, Vote, WithdrawApproval
from contracts.route import Route, Step, by_name, leaves
from contracts.values import Ref
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalEvent,
    ApprovalOpened,
    ApprovalReminded,
    ApproverPassedOver,
    StepOpened,
    Voted,
)

Ending = Literal["approved", "rejected", "returned", "withdrawn"]
ENDINGS: Mapping[str, Ending] = {"reject": "rejected", "return": "returned"}
TIME_OUT = "time-out 超时"
"""Why an approval ended that nobody decided in time."""


@dataclass(frozen=True)
class Open:
    """OpenApproval with its number, the route that the policy in force gives, and the facts that chose it."""

    command: OpenApproval
    ref: Ref
    route: Route
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Overtake:
    """A fact made pointless what is asked, whoever recorded it: nobody need decide any more."""

    why: str


ApprovalCommand = Open | Vote | WithdrawApproval | Overtake | RemindApproval | EscalateApproval | TimeOutApproval


def decide(state: Approval, command: ApprovalCommand, facts: Facts) -> Decision:
    """Decide on an approval."""
    if isinstance(command, Open):
        return _open(state, command, facts)
    if state.ref is None or state.subject is None:
        return refuse("unknown-document", kind="approval")
    match command:
        case Vote():
            return _vote(state, state.ref, state.subject, command, facts)
        case WithdrawApproval():
            if state.result != "open":
                return ()
            if facts.actor.kind != "system" and facts.actor.name != state.requester:
                return refuse("not-the-requester", requester=state.requester)
            return (_ended(state, "withdrawn", command.why),)
        case Overtake():
            return (_ended(state, "withdrawn", command.why),) if state.result == "open" else ()
        case RemindApproval():
            if state.step is None or command.step != state.index or state.reminded:
                return ()
            return (ApprovalReminded(ref=state.ref, subject=state.subject, step=state.index),)
        case TimeOutApproval():
            if state.step is None or command.step != state.index or state.step.time_out_after_hours is None:
                return ()
            return (_ended(state, ENDINGS[state.step.on_time_out], TIME_OUT),)
        case EscalateApproval():
            if state.step is None or command.step != state.index or state.escalated_to:
                return ()
            to = state.step.escalate_to
            return (ApprovalEscalated(ref=state.ref, subject=state.subject, step=state.index, to=to),)
        case _:
            assert_never(command)


def _open(state: Approval, command: Open, facts: Facts) -> Decision:
    if state.ref is not None:
        return ()
    asked = command.command
    opened = ApprovalOpened(
        ref=command.ref,
        subject=asked.subject,
        title=asked.title,
        amount=asked.amount,
        requester=asked.requester,
        content_hash=asked.content_hash,
        route=command.route,
        facts=command.facts,
        matter=asked.matter,
    )
    return (opened, *_onward(evolve(state, opened), 0, facts))


def _onward(state: Approval, index: int, facts: Facts) -> Iterator[ApprovalEvent]:
    """What follows from the step at `index` on, until one waits or the route ends: copies, and steps that nobody need decide
    because whoever they ask by name approved the step before."""
    assert state.ref is not None
    assert state.subject is not None
    assert state.route is not None
    for number, step in enumerate(tuple(leaves(state.route.steps))[index:], index):
        if step.kind == "copy":
            yield _copied(state, number, step)
            continue
        opened = StepOpened(ref=state.ref, subject=state.subject, step=number, roles=step.deciders, opened_at=facts.now)
        yield opened
        state = evolve(state, opened)
        for person in (person for person in step.persons if person in state.before):
            over = ApproverPassedOver(ref=opened.ref, subject=opened.subject, step=number, person=person)
            yield over
            state = evolve(state, over)
        if state.outcome() != "passed":
            return
    yield _ended(state, "approved")


def _copied(state: Approval, number: int, step: Step) -> ApprovalCopied:
    assert state.ref is not None
    assert state.subject is not None
    assert state.amount is not None
    about = {"ref": state.ref, "subject": state.subject, "title": state.title, "amount": state.amount}
    return ApprovalCopied(**about, step=number, to=step.deciders)


def _ended(state: Approval, result: Ending, why: str | None = None) -> ApprovalEnded:
    assert state.ref is not None
    assert state.subject is not None
    return ApprovalEnded(ref=state.ref, subject=state.subject, result=result, why=why)


def _vote(state: Approval, ref: Ref, subject: Ref, command: Vote, facts: Facts) -> Decision:
    decider = _decider(state, ref, command, facts)
    if isinstance(decider, Refusal):
        return decider
    voted = Voted(
        ref=ref,
        subject=subject,
        step=state.index,
        person=facts.actor.name,
        role=decider,
        verdict=command.verdict,
        content_hash=state.content_hash,
        comment=command.comment,
    )
    after = evolve(state, voted)
    if command.verdict == "return":
        return (voted, _ended(state, "returned", command.comment))
    match after.outcome():
        case "open":
            return (voted,)
        case "failed":
            return (voted, _ended(state, "rejected", command.comment))
        case "passed":
            return (voted, *_onward(after, after.index + 1, facts))


def _decider(state: Approval, ref: Ref, command: Vote, facts: Facts) -> str | Refusal:
    """As whom the actor may vote: himself where he is asked by name, else for a role. Never the requester (separation of
    duties), nobody twice in a step, and in two steps only who is asked by name."""
    name, own = facts.actor.name, by_name(facts.actor.name)
    if state.result != "open":
        return refuse("approval-closed", number=ref, result=state.result)
    if name == state.requester:
        return refuse("requester-is-approver", person=name)
    if command.content_hash not in (None, state.content_hash):
        return refuse("content-changed", number=ref)
    if command.step not in (None, state.index + 1):
        return refuse("step-passed", number=ref, step=command.step, waiting=state.index + 1)
    waiting = state.waiting()
    if name in (*state.votes.values(), *state.against.values()) or (name in state.approvers and own not in waiting):
        return refuse("already-voted", person=name, step=state.index + 1)
    decider = next((one for one in (own, *waiting) if one in waiting and (one == own or one in facts.duties)), None)
    return decider or refuse("not-your-turn", person=name, waiting=", ".join(waiting))


APPROVAL = Aggregate("approval", Approval(), decide, evolve)
