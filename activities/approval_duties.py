"""Who, beside the requester, may not vote on a document: whoever made what is asked, or who would be paid by it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aggregates._base import Aggregate
from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.approval_state import Approval
from aggregates.duties import apart
from aggregates.funds_plan import FUNDS_PLAN
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.rfq import RFQ
from aggregates.supplier import SUPPLIER
from store.work import Refused, Work

MAKERS: Mapping[str, tuple[Aggregate[Any], Callable[[Any], Iterable[str]]]] = {
    "rfq": (RFQ, lambda state: state.makers),
    "purchase_order": (PURCHASE_ORDER, lambda state: state.raisers),
    "funds_plan": (FUNDS_PLAN, lambda state: state.authors),
}
"""Documents that several people may draft, one after the other. All others let only their requester revise and submit."""


def refuse_makers(work: Work, approval: Approval) -> None:
    """Nobody who made a document, or the supplier that an advance is for, votes on it; judged as they are now. Raises Refused.

    Nor does he choose who does. The requester is the approval's own to refuse, and so is what has ended.
    """
    subject, refusal = approval.subject if approval.result == "open" else None, None
    if subject is not None and (found := MAKERS.get(subject.kind)):
        kind, makers = found
        others = set(makers(work.load(kind, subject.id))) - {approval.requester}
        refusal = apart("maker-is-voter", work.facts, others, number=subject)
    if subject is not None and subject.kind == "advance_payment":
        asked = work.load(ADVANCE_PAYMENT, subject.id).requested
        makers_of = set(work.load_by_key(SUPPLIER, asked.supplier if asked else "").makers) - {approval.requester}
        refusal = apart("supplier-maker-is-payment-approver", work.facts, makers_of)
    if refusal:
        raise Refused(refusal)
