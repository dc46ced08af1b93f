"""What became of notices is recorded beside the approval, never in it: telling people holds no decision up."""

from activities._registry import handles
from activities.approval_matrix import unguarded
from activities.policies import Policies
from aggregates.approval import APPROVAL
from aggregates.notice import NOTICE, Record
from contracts.notice import RecordNotice, notice_stream
from contracts.values import Ref
from store.work import Work


@handles(RecordNotice)
def record(work: Work, command: RecordNotice, _policies: Policies) -> Ref:
    """Record what became of messages. The approval is read unguarded: only its names are of interest here."""
    approval = unguarded(work)(APPROVAL, command.approval)
    if approval.ref is None:
        raise work.refuse("unknown-document", kind="approval", id=command.approval)
    work.permit(approval.ref.entity)
    ref = Ref(
        kind="notice",
        id=notice_stream(command.approval),
        number=approval.ref.number,
        entity=approval.ref.entity,
    )
    work.act(NOTICE, ref.id, Record(command, ref, approval.ref, approval.subject))
    return ref
