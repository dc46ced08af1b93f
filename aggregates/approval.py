"""Approvals: the interpreter of a frozen route. A vote and what it opens or ends are decided together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.approval_state import Approval, evolve
from contracts.approval import (
    EscalateApproval,
    OpenApproval,
    RemindApproval,
    Route,
    Vote,
    WithdrawApproval,
)
from contracts.values import Ref
from events.approval import (
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalOpened,
    ApprovalReminded,
    StepOpened,
    Voted,
)

ENDINGS: Mapping[str, Literal["rejected", "returned"]] = {"reject": "rejected", "return": "returned"}


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


ApprovalCommand = Open | Vote | WithdrawApproval | Overtake | RemindApproval | EscalateApproval


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
            return (_ended(state.ref, state.subject, "withdrawn", command.why),)
        case Overtake():
            return (_ended(state.ref, state.subject, "withdrawn", command.why),) if state.result == "open" else ()
        case RemindApproval():
            if state.step is None or command.step != state.index or state.reminded:
                return ()
            return (ApprovalReminded(ref=state.ref, subject=state.subject, step=state.index),)
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
    return (opened, _step(command.ref, asked.subject, command.route, 0, facts))


def _step(ref: Ref, subject: Ref, route: Route, index: int, facts: Facts) -> StepOpened:
    roles = route.steps[index].roles
    return StepOpened(ref=ref, subject=subject, step=index, roles=roles, opened_at=facts.now)


def _ended(
    ref: Ref, subject: Ref, result: Literal["approved", "rejected", "returned", "withdrawn"], why: str | None = None
) -> ApprovalEnded:
    return ApprovalEnded(ref=ref, subject=subject, result=result, why=why)


def _vote(state: Approval, ref: Ref, subject: Ref, command: Vote, facts: Facts) -> Decision:
    role = _voting_role(state, ref, command, facts)
    if isinstance(role, Refusal):
        return role
    voted = Voted(
        ref=ref,
        subject=subject,
        step=state.index,
        person=facts.actor.name,
        role=role,
        verdict=command.verdict,
        content_hash=state.content_hash,
        comment=command.comment,
    )
    if command.verdict != "approve":
        return (voted, _ended(ref, subject, ENDINGS[command.verdict], command.comment))
    after = evolve(state, voted)
    if not _step_complete(after) or after.route is None:
        return (voted,)
    if after.index + 1 < len(after.route.steps):
        return (voted, _step(ref, subject, after.route, after.index + 1, facts))
    return (voted, _ended(ref, subject, "approved"))


def _voting_role(state: Approval, ref: Ref, command: Vote, facts: Facts) -> str | Refusal:
    """The waiting role for which the actor may vote. Requesters never approve their own (separation of duties)."""
    if state.result != "open":
        return refuse("approval-closed", number=ref, result=state.result)
    if facts.actor.name == state.requester:
        return refuse("requester-is-approver", person=facts.actor.name)
    if command.content_hash not in (None, state.content_hash):
        return refuse("content-changed", number=ref)
    if command.step not in (None, state.index + 1):
        return refuse("step-passed", number=ref, step=command.step, waiting=state.index + 1)
    if facts.actor.name in state.approvers:
        return refuse("already-voted", person=facts.actor.name, step=state.index + 1)
    waiting = state.waiting_roles()
    role = next((role for role in waiting if role in facts.duties), None)
    return role or refuse("not-your-turn", person=facts.actor.name, waiting=", ".join(waiting))


def _step_complete(state: Approval) -> bool:
    """ "any" needs one vote, "all" one for each role; the escalation role stands in for one that is missing."""
    step = state.step
    if step is None:
        return False
    missing = [role for role in step.roles if role not in state.votes]
    stand_in = any(role not in step.roles for role in state.votes)
    return len(missing) <= stand_in if step.mode == "all" else bool(state.votes)


APPROVAL = Aggregate("approval", Approval(), decide, evolve)
