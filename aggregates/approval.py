"""Approvals: the interpreter of a frozen route. What somebody does and what it opens or ends are decided together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.approval_ballot import decide_vote
from aggregates.approval_carry import carried
from aggregates.approval_fold import evolve
from aggregates.approval_state import Approval
from aggregates.approval_verbs import Verb, decide_verb
from aggregates.approval_walk import ENDINGS, about, after, ended
from contracts.approval import (
    EscalateApproval,
    OpenApproval,
    RemindApproval,
    TimeOutApproval,
    Vote,
    WithdrawApproval,
)
from contracts.route import Route
from contracts.values import Ref
from events.approval import ApprovalEscalated, ApprovalOpened, ApprovalReminded
from events.approval_verbs import ApprovalMoved

TIME_OUT = "time-out 超时"
"""Why an approval ended that nobody decided in time."""


@dataclass(frozen=True)
class Open:
    """OpenApproval with its number, the route that the policy in force gives, the facts that chose it, the approval of
    what was submitted before, and who made the document as it is now."""

    command: OpenApproval
    ref: Ref
    route: Route
    facts: Mapping[str, str] = field(default_factory=dict)
    before: Approval = Approval()  # noqa: RUF009 - a frozen value
    makers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Move:
    """MoveApproval with the route that the matrix gives now, and the facts that chose it."""

    route: Route
    facts: Mapping[str, str]
    why: str


@dataclass(frozen=True)
class Overtake:
    """A fact made pointless what is asked, whoever recorded it: nobody need decide any more."""

    why: str


Timed = RemindApproval | EscalateApproval | TimeOutApproval
ApprovalCommand = Open | Move | Vote | Verb | WithdrawApproval | Overtake | Timed


def decide(state: Approval, command: ApprovalCommand, facts: Facts) -> Decision:
    """Decide on an approval."""
    if isinstance(command, Open):
        return _open(state, command, facts)
    if state.ref is None or state.subject is None:
        return refuse("unknown-document", kind="approval")
    match command:
        case Vote():
            return decide_vote(state, command, facts)
        case WithdrawApproval():
            if state.result != "open":
                return ()
            if facts.actor.kind != "system" and facts.actor.name != state.requester:
                return refuse("not-the-requester", requester=state.requester)
            return (ended(state, "withdrawn", command.why),)
        case Overtake():
            return (ended(state, "withdrawn", command.why),) if state.result == "open" else ()
        case RemindApproval() | EscalateApproval() | TimeOutApproval():
            return _timed(state, command, facts)
        case Move():
            return _move(state, state.ref, command, facts)
        case _:
            return decide_verb(state, state.ref, command, facts)


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
        parts=asked.parts,
    )
    return after(state, (opened, *carried(evolve(state, opened), command.before, command.makers)), facts)


def _timed(state: Approval, command: Timed, facts: Facts) -> Decision:
    """What the time of a step brings; of one that does not wait, or was opened anew meanwhile, nothing, and each thing once."""
    step = state.open.get(command.step)
    if step is None or state.result != "open":
        return ()
    match command:
        case RemindApproval():
            early = step.reminded or facts.now < step.remind_at
            return () if early else (ApprovalReminded(**about(state), step=command.step),)
        case EscalateApproval():
            escalated = ApprovalEscalated(**about(state), step=command.step, to=step.step.escalate_to)
            early = bool(step.escalated_to) or step.step.kind == "bot" or facts.now < step.escalate_at
            return () if early else after(state, (escalated,), facts)
        case TimeOutApproval():
            early = step.time_out_at is None or facts.now < step.time_out_at
            return () if early else (ended(state, ENDINGS[step.step.on_time_out], TIME_OUT),)
        case _:
            assert_never(command)


def _move(state: Approval, ref: Ref, command: Move, facts: Facts) -> Decision | Refusal:
    """Whoever asks does not choose who answers. The same route is no move."""
    if state.result != "open":
        return refuse("approval-closed", number=ref, result=state.result)
    if facts.actor.name == state.requester:
        return refuse("requester-is-approver", person=facts.actor.name)
    if state.route and command.route.steps == state.route.steps:
        return ()
    moved = {"route": command.route, "facts": command.facts, "by": facts.actor.name, "why": command.why}
    return after(state, (ApprovalMoved(**about(state), **moved),), facts)


APPROVAL = Aggregate("approval", Approval(), decide, evolve)
