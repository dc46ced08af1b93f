"""What people do with an approval besides voting: reassign, delegate, add, remove, take back, urge, comment, report."""

from datetime import timedelta
from typing import assert_never

from aggregates._base import Decision, Facts, Refusal, refuse
from aggregates.approval_asking import HandOver, hand_over, unaskable
from aggregates.approval_ballot import seat_of
from aggregates.approval_state import Approval
from aggregates.approval_walk import about, after
from contracts.approval_verbs import (
    AddApprover,
    CommentApproval,
    DelegateApproval,
    ReassignApproval,
    RecallDelegation,
    RemoveApprover,
    ReportFindings,
    TakeBackVote,
    UrgeApproval,
)
from contracts.route import by_name
from contracts.values import Ref
from events.approval import ApprovalEvent
from events.approval_verbs import (
    ApprovalCommented,
    ApprovalDelegated,
    ApprovalFound,
    ApprovalUrged,
    ApproverAdded,
    ApproverReassigned,
    ApproverRemoved,
    DelegationRecalled,
    VoteTakenBack,
)

URGE_EVERY = timedelta(hours=1)
"""Whoever asks may remind those who are asked so often."""


Asking = ReassignApproval | DelegateApproval | AddApprover
Undoing = RemoveApprover | RecallDelegation | TakeBackVote
Verb = Asking | Undoing | UrgeApproval | CommentApproval | ReportFindings | HandOver


def decide_verb(state: Approval, ref: Ref, command: Verb, facts: Facts) -> Decision:
    """Each of them needs an approval that is open; handing over ends with it."""
    if state.result != "open":
        return () if isinstance(command, HandOver) else refuse("approval-closed", number=ref, result=state.result)
    match command:
        case ReassignApproval() | DelegateApproval() | AddApprover():
            return _ask_another(state, command, facts)
        case RemoveApprover():
            return _remove(state, command, facts)
        case RecallDelegation():
            return _recall(state, command, facts)
        case TakeBackVote():
            return _take_back(state, command, facts)
        case UrgeApproval():
            return _urge(state, command, facts)
        case CommentApproval():
            return _comment(state, command, facts)
        case ReportFindings():
            return _report(state, command, facts)
        case HandOver():
            return hand_over(state, command, facts)
        case _:
            assert_never(command)


def _ask_another(state: Approval, command: Asking, facts: Facts) -> Decision:
    """Only at one's own turn, and somebody who may still decide there."""
    found = seat_of(state, command.step, facts, giving=isinstance(command, ReassignApproval))
    if isinstance(found, Refusal):
        return found
    number, decider = found
    person = command.person if isinstance(command, AddApprover) else command.to
    if decider in state.open[number].lent:
        return refuse("judgement-awaited", number=state.ref, person=facts.actor.name)
    delegates, own = isinstance(command, DelegateApproval), by_name(facts.actor.name)
    if person == facts.actor.name or (delegates and decider != own and own in state.seats(number)):
        # His role's task would become his own, who has one there: two deciders would be one.
        return refuse("already-asked", person=facts.actor.name, step=number + 1)
    if refused := unaskable(state, number, person, judges=delegates):
        return refused
    by = {"step": number, "by": facts.actor.name}
    match command:
        case ReassignApproval():
            event: ApprovalEvent = ApproverReassigned(
                **about(state), **by, decider=decider, to=command.to, why=command.why
            )
        case DelegateApproval():
            event = ApprovalDelegated(**about(state), **by, decider=decider, to=command.to, comment=command.comment)
        case AddApprover():
            added = {"person": person, "beside": decider, "where": command.where, "why": command.why}
            event = ApproverAdded(**about(state), **by, **added)
    return after(state, (event,), facts)


def _remove(state: Approval, command: RemoveApprover, facts: Facts) -> Decision:
    """Only whom one has added oneself: whom the route asks, it asks."""
    step, one = state.open.get(command.step - 1), by_name(command.person)
    if step is None or one not in step.added:
        return refuse("approver-not-added", number=state.ref, person=command.person, step=command.step)
    if step.added[one] != facts.actor.name:
        return refuse("added-by-another", person=command.person, by=step.added[one])
    if one in step.votes:
        return refuse("already-voted", person=command.person, step=command.step)
    removed = {"step": command.step - 1, "person": command.person, "by": facts.actor.name, "why": command.why}
    return after(state, (ApproverRemoved(**about(state), **removed),), facts)


def _recall(state: Approval, command: RecallDelegation, facts: Facts) -> Decision:
    """Only who has asked for a judgement, as long as it has not come."""
    number, by = command.step - 1, facts.actor.name
    judge = state.open[number].lent.get(by_name(by)) if number in state.open else None
    if judge is None:
        return refuse("no-judgement-awaited", number=state.ref, person=by, step=command.step)
    recalled = {"step": number, "decider": by_name(by), "person": judge, "by": by, "why": command.why}
    return after(state, (DelegationRecalled(**about(state), **recalled),), facts)


def _take_back(state: Approval, command: TakeBackVote, facts: Facts) -> Decision:
    """Until anybody has acted on it: at a later step, or as the next one of this."""
    number, name = command.step - 1, facts.actor.name
    step = {**state.settled, **state.open}.get(number)
    votes = {**step.votes, **step.against} if step else {}
    decider = next((one for one, person in votes.items() if person == name and step and one not in step.over), None)
    if step is None or decider is None:
        return refuse("no-vote-to-take-back", number=state.ref, person=name, step=command.step)
    later = state.later_than(number)
    followed = {**state.settled, **state.parked, **state.open}
    bots = any(at in state.passed and state.places[at].step.kind == "bot" for at in later)
    if bots or step.votes_after(decider) or any(followed[at].acted for at in later if at in followed):
        return refuse("acted-on-already", number=state.ref, step=command.step)
    back = {"step": number, "decider": decider, "person": name, "why": command.why}
    return after(state, (VoteTakenBack(**about(state), **back),), facts)


def _urge(state: Approval, command: UrgeApproval, facts: Facts) -> Decision:
    if facts.actor.name != state.requester:
        return refuse("not-the-requester", requester=state.requester)
    if state.urged_at and facts.now < state.urged_at + URGE_EVERY:
        return refuse("urged-lately", number=state.ref, at=state.urged_at.isoformat())
    return (ApprovalUrged(**about(state), by=facts.actor.name, urged_at=facts.now, comment=command.comment),)


def _comment(state: Approval, command: CommentApproval, facts: Facts) -> Decision:
    """The requester, and whoever is, was or will be asked."""
    name = facts.actor.name
    asked = {one for place in state.places for one in place.step.deciders} | set(state.waiting())
    acted = {person for step in (*state.settled.values(), *state.open.values()) for person in step.persons()}
    if name != state.requester and name not in acted and not asked & {by_name(name), *facts.duties}:
        return refuse("not-concerned", number=state.ref, person=name)
    return (ApprovalCommented(**about(state), person=name, comment=command.comment),)


def _report(state: Approval, command: ReportFindings, facts: Facts) -> Decision:
    """Only the service that the step waits for, or a person where it does not answer."""
    number = command.step - 1
    step = state.open.get(number)
    if facts.actor.name == state.requester:
        return refuse("requester-is-approver", person=facts.actor.name)
    if step is None or step.step.kind != "bot":
        return refuse("no-bot-awaited", number=state.ref, step=command.step)
    if facts.actor.kind == "service" and facts.actor.name != f"service:{step.step.bot}":
        return refuse("another-bot-awaited", number=state.ref, bot=step.step.bot)
    found = {"step": number, "by": facts.actor.name, "findings": command.findings}
    return after(state, (ApprovalFound(**about(state), **found),), facts)
