"""Commands on approvals: the route is frozen when it opens; votes are decided by the route's interpreter."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from activities._registry import document, handles
from activities.approval_duties import made_by, refuse_makers, refuse_route_of_makers
from activities.approval_facts import Given
from activities.approval_matrix import routed_now, unguarded
from activities.approval_subjects import OWN_KINDS, SUBJECTS
from activities.candidates import NOBODY, Candidates
from activities.master_data import known_entity, known_person, newly_named
from activities.policies import Policies
from activities.price_outlier import Prices
from activities.substitute import stand_in
from activities.working_calendar import years_of
from aggregates._base import Aggregate, Conclude, Refusal, Verdict
from aggregates.approval import APPROVAL, Open, Overtake
from aggregates.approval_state import Approval
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, TimeOutApproval, Vote, WithdrawApproval
from contracts.route import Route
from contracts.values import Ref
from store.work import Refused, Work

FOLLOWERS: dict[str, Callable[[Work, Approval], None]] = {}
"""Kind of document -> what follows in the same transaction when its approval ends; such a document has no process, since
nothing can come between the last vote and what it decides."""


@handles(OpenApproval, nominated=True)
def open_approval(work: Work, command: OpenApproval, policies: Policies, candidates: Candidates) -> Ref:
    """Open the approval of a document's content, along the route that the policies give it."""
    work.permit(command.subject.entity)
    _refuse_forgery(work, command)
    known = work.load(APPROVAL, command.approval)
    if known.ref and not (known.covers(command) and known.matter == command.matter):
        raise work.refuse("approval-does-not-cover", number=command.subject, result=known.result)
    return known.ref or _opened(work, policies, command, candidates)


def _opened(work: Work, policies: Policies, asked: OpenApproval, candidates: Candidates = NOBODY) -> Ref:
    route, facts = route_now(work, policies, asked, candidates)
    ref = work.new_ref("approval", "AP", asked.subject.entity, asked.creation_key)
    work.years = years_of(work, asked.subject.entity)
    before = work.load(APPROVAL, asked.follows) if asked.follows else Approval()
    work.act(APPROVAL, ref.id, Open(asked, ref, route, facts, before, made_by(work, asked.subject)))
    return ref


def need_route(work: Work, policies: Policies, asked: OpenApproval | None, candidates: Candidates = NOBODY) -> None:
    """Check that what is asked, where anything is, has a route by the facts of now. Raises Refused."""
    if asked is not None:
        route_now(work, policies, asked, candidates)


def route_now(
    work: Work, policies: Policies, asked: OpenApproval, candidates: Candidates = NOBODY
) -> tuple[Route, Given]:
    """The route that the policies give what is asked, with the facts that chose it. Raises Refused.

    `candidates` tell what the lines of a document are compared with, where they have prices.
    """
    kind = SUBJECTS.get(asked.subject.kind)
    document = work.load(kind, asked.subject.id) if kind else None
    prices = Prices(candidates, work.recorded, policies.comparison, work.now.date())
    found = routed_now(unguarded(work), policies, asked, document, prices)
    if isinstance(found, Refusal):
        if found.code != "no-route":
            raise Refused(found)
        raise work.refuse(
            "no-route", kind=(asked.matter or asked.subject.kind).replace("_", " "), amount=asked.amount or "-"
        )
    refuse_route_of_makers(work, asked, found[0])
    return found


def _refuse_forgery(work: Work, command: OpenApproval) -> None:
    """Documents of ours are opened for approval by their own process; of others, by their requester himself
    or a service that names him, a person who works here: nobody decides on what he asks, so somebody must be named.

    Otherwise somebody could have a content approved at an amount or for a requester of his own choosing.
    """
    if work.actor.kind == "system":
        _refuse_outdated(work, command)
        return
    _refuse_own_kind(work, command.subject)
    if command.matter or command.parts or command.follows:
        raise work.refuse("subject-has-own-process", kind=command.subject.kind, number=command.subject)
    known_entity(work, command.subject.entity)
    if work.actor.kind == "person" and command.requester != work.actor.name:
        raise work.refuse("not-the-requester", requester=command.requester)
    newly_named(work, known_person(work, command.requester), None)


def _refuse_own_kind(work: Work, subject: Ref | None) -> None:
    if subject is not None and subject.kind in OWN_KINDS:
        raise work.refuse("subject-has-own-process", kind=subject.kind.replace("_", " "), number=subject)


def _refuse_outdated(work: Work, command: OpenApproval) -> None:
    """A document may have been withdrawn since its process looked; reading it here guards it at the commit."""
    kind = SUBJECTS.get(command.subject.kind)
    state = work.load(kind, command.subject.id) if kind else None
    if state is not None and not (state.asks and state.asked == command):
        raise work.refuse("content-changed", number=command.subject)


def take_over(work: Work, asked: OpenApproval | None, approval: UUID, verdict: str) -> None:
    """Check that an approval with this verdict exists for exactly what a document asks. Raises Refused."""
    found = work.load(APPROVAL, approval)
    if asked is None or approval != asked.approval or not found.covers(asked) or found.result != verdict:
        raise work.refuse("approval-does-not-cover", number=asked.subject if asked else "", result=found.result)


def call_off(work: Work, asked: OpenApproval | None, why: str) -> None:
    """Nobody need decide any more: withdraw the approval that a document asks for, where it is open already."""
    if asked is not None and work.load(APPROVAL, asked.approval).ref:
        work.act(APPROVAL, asked.approval, WithdrawApproval(approval=asked.approval, why=why))


def overtaken(work: Work, asked: OpenApproval | None, why: str) -> None:
    """The same, where a fact did it: whoever records that need not have asked for the approval."""
    if asked is not None and work.load(APPROVAL, asked.approval).ref:
        work.act(APPROVAL, asked.approval, Overtake(why))


@handles(Vote)
def vote(work: Work, command: Vote, _policies: Policies) -> Ref:
    """Decide at a step, for oneself or for the one whose substitute one is."""
    state, ref = document(work, APPROVAL, command.approval)
    if command.on_behalf_of:
        stand_in(work, command.on_behalf_of, ref.entity)
    refuse_makers(work, state)
    return acted(work, state, ref, command)


@handles(WithdrawApproval)
@handles(RemindApproval)
@handles(EscalateApproval)
@handles(TimeOutApproval)
def on_approval(
    work: Work, command: WithdrawApproval | RemindApproval | EscalateApproval | TimeOutApproval, _policies: Policies
) -> Ref:
    """Withdraw, remind, escalate, time out: the approval alone decides, but a document of ours withdraws it by itself."""
    state, ref = document(work, APPROVAL, command.approval)
    if isinstance(command, WithdrawApproval) and work.actor.kind != "system":
        _refuse_own_kind(work, state.subject)
    return acted(work, state, ref, command)


def acted(work: Work, before: Approval, ref: Ref, command: object) -> Ref:
    """Let an approval decide; what follows when it ends joins in the same transaction."""
    work.years = years_of(work, ref.entity)
    after = work.act(APPROVAL, ref.id, command)
    if after.subject and after.result not in ("open", before.result):
        FOLLOWERS.get(after.subject.kind, _nothing_follows)(work, after)
    return ref


def conclude_at_once(work: Work, kind: Aggregate[Any], approval: Approval) -> Any:
    """Let a document follow its approval that ended: the document as it was; None where it asked for none. Raises Refused."""
    assert approval.subject is not None
    assert approval.ref is not None
    before = work.load(kind, approval.subject.id)
    if not before.asks:
        return None
    take_over(work, before.asked, approval.ref.id, approval.result)
    work.act(kind, approval.subject.id, Conclude(approval.ref.id, cast(Verdict, approval.result)))
    return before


def _nothing_follows(_work: Work, _approval: Approval) -> None:
    """The document's own process learns it."""


def ask_at_once(work: Work, policies: Policies, asked: OpenApproval) -> None:
    """Open the approval of a document without a process of its own, in the transaction that submits it."""
    _opened(work, policies, asked)
