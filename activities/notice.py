"""What became of notices is recorded beside the approval, never in it: telling people holds no decision up."""

from activities._registry import handles
from activities.approval_matrix import unguarded
from activities.policies import Policies
from aggregates.approval import APPROVAL
from aggregates.invoice import INVOICE
from aggregates.notice import NOTICE, Record
from contracts.notice import RecordNotice, notice_stream
from contracts.values import Ref
from store.work import Work


@handles(RecordNotice)
def record(work: Work, command: RecordNotice, _policies: Policies) -> Ref:
    """Record what became of messages. What they tell of is read unguarded: only its names are of interest here."""
    load = unguarded(work)
    approval, invoice = load(APPROVAL, command.approval), load(INVOICE, command.approval)
    about, subject = (approval.ref, approval.subject) if approval.ref else (invoice.ref, invoice.ref)
    if about is None:
        raise work.refuse("unknown-document", kind="approval", id=command.approval)
    work.permit(about.entity)
    ref = Ref(
        kind="notice",
        id=notice_stream(command.approval),
        number=about.number,
        entity=about.entity,
    )
    work.act(NOTICE, ref.id, Record(command, ref, about, subject))
    return ref
