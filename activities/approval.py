"""Commands on approvals: the route is frozen when it opens; votes are decided by the route's interpreter."""

from activities._registry import document, handles
from activities.policies import Policies
from aggregates.approval import APPROVAL, Open, approval_key
from aggregates.requisition import REQUISITION
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, Vote, WithdrawApproval
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work

OWN_KINDS = frozenset(
    {"requisition", "purchase_order", "goods_receipt", "invoice", "payable", "payment_run", "supplier", "budget_line"}
)


@handles(OpenApproval)
def open_approval(work: Work, command: OpenApproval, policies: Policies) -> Ref:
    """Open the approval of a document's content, along the route that the policies give it."""
    work.permit(command.subject.entity)
    _refuse_forgery(work, command)
    key = approval_key(command.subject, command.content_hash, command.occurrence)
    known = work.load(APPROVAL, stream_id("approval", key))
    if known.ref is not None:
        return known.ref
    route = policies.route(command.subject.kind, command.amount)
    if route is None:
        raise work.refuse("no-route", kind=command.subject.kind, amount=command.amount)
    ref = work.new_ref("approval", "AP", command.subject.entity, key)
    work.act(APPROVAL, ref.id, Open(command, ref, route))
    return ref


def _refuse_forgery(work: Work, command: OpenApproval) -> None:
    """Documents of ours are opened for approval by their own process; of others, by their requester himself.

    Otherwise somebody could have a content approved at an amount or for a requester of his own choosing.
    """
    if work.actor.kind == "system":
        _refuse_outdated(work, command)
        return
    if command.subject.kind in OWN_KINDS:
        raise work.refuse("subject-has-own-process", kind=command.subject.kind, number=command.subject)
    if work.actor.kind == "person" and command.requester != work.actor.id:
        raise work.refuse("not-the-requester", requester=command.requester)


def _refuse_outdated(work: Work, command: OpenApproval) -> None:
    """A requisition may have been withdrawn since its process looked; reading it here guards it at the commit."""
    if command.subject.kind != "requisition":
        return
    state = work.load(REQUISITION, command.subject.id)
    if (state.status, state.round, state.content_hash) != ("submitted", command.occurrence, command.content_hash):
        raise work.refuse("content-changed", number=command.subject)


@handles(Vote)
@handles(WithdrawApproval)
@handles(RemindApproval)
@handles(EscalateApproval)
def on_approval(
    work: Work, command: Vote | WithdrawApproval | RemindApproval | EscalateApproval, _policies: Policies
) -> Ref:
    """Vote, withdraw, remind, escalate: the approval alone decides."""
    _, ref = document(work, APPROVAL, command.approval)
    work.act(APPROVAL, ref.id, command)
    return ref
