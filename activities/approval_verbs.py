"""Commands of people on a running approval besides votes: the approval decides; here it is asked whom it may ask."""

from activities._registry import document, handles
from activities.approval import acted, route_now
from activities.approval_duties import refuse_asking_maker, refuse_makers
from activities.candidates import Candidates
from activities.policies import Policies
from aggregates.approval import APPROVAL, Move
from aggregates.approval_asking import HandOver
from aggregates.person import PERSON
from contracts.approval import OpenApproval, Vote
from contracts.approval_verbs import (
    AddApprover,
    CommentApproval,
    DelegateApproval,
    HandOverApprovals,
    MoveApproval,
    ReassignApproval,
    RecallDelegation,
    RemoveApprover,
    ReportFindings,
    TakeBackVote,
    UrgeApproval,
)
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work


@handles(RemoveApprover)
@handles(RecallDelegation)
@handles(TakeBackVote)
@handles(UrgeApproval)
@handles(CommentApproval)
@handles(ReportFindings)
def on_running(
    work: Work,
    command: RemoveApprover | RecallDelegation | TakeBackVote | UrgeApproval | CommentApproval | ReportFindings,
    _policies: Policies,
) -> Ref:
    """Recall, take back, urge, comment, report: the approval alone decides."""
    state, ref = document(work, APPROVAL, command.approval)
    return acted(work, state, ref, command)


@handles(ReassignApproval)
@handles(DelegateApproval)
@handles(AddApprover)
def ask_another(work: Work, command: ReassignApproval | DelegateApproval | AddApprover, _policies: Policies) -> Ref:
    """Ask another person, who must be one that decides in that legal entity."""
    state, ref = document(work, APPROVAL, command.approval)
    person = command.person if isinstance(command, AddApprover) else command.to
    _may_decide(work, person, ref.entity)
    refuse_makers(work, state)
    refuse_asking_maker(work, state, person)
    return acted(work, state, ref, command)


def _may_decide(work: Work, code: str, entity: str) -> None:
    person = work.load_by_key(PERSON, code)
    if not person.code:
        raise work.refuse("unknown-person", person=code)
    if not work.may(person, Vote.permission, entity):
        raise work.refuse("cannot-be-asked", person=code, entity=entity)


@handles(MoveApproval, nominated=True)
def move(work: Work, command: MoveApproval, policies: Policies, candidates: Candidates) -> Ref:
    """Begin anew along the route that the matrix gives now, for the document as it was asked for."""
    state, ref = document(work, APPROVAL, command.approval)
    assert state.subject is not None
    refuse_makers(work, state)
    asked = OpenApproval(
        subject=state.subject,
        title=state.title,
        amount=state.amount,
        requester=state.requester,
        content_hash=state.content_hash,
        matter=state.matter,
    )
    route, facts = route_now(work, policies, asked, candidates)
    return acted(work, state, ref, Move(route, facts, command.why))


@handles(HandOverApprovals, nominated=True)
def hand_over(work: Work, command: HandOverApprovals, _policies: Policies, candidates: Candidates) -> Ref:
    """Give every open task of a person to another one, in one transaction; each approval is asked itself."""
    work.permit("*")
    leaving = work.load_by_key(PERSON, command.person)
    if not leaving.code:
        raise work.refuse("unknown-person", person=command.person)
    for approval in candidates.asked_of(command.person):
        state = work.load(APPROVAL, approval)
        if state.ref:
            _may_decide(work, command.to, state.ref.entity)
            refuse_makers(work, state)
            refuse_asking_maker(work, state, command.to)
            acted(work, state, state.ref, HandOver(command.person, command.to, command.why))
    return Ref(kind="person", id=stream_id("person", command.person), number=command.person)
