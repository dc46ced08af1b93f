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
from contracts.approval import OpenApproval
from contracts.route import Route, leaves
from contracts.values import Ref
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
    subject = approval.subject if approval.result == "open" else None
    if subject is None:
        return
    others = made_by(work, subject) - {approval.requester}
    if subject.kind == "advance_payment":
        refusal = apart("supplier-maker-is-payment-approver", work.facts, others)
    else:
        refusal = apart("maker-is-voter", work.facts, others, number=subject)
    if refusal:
        raise Refused(refusal)


def made_by(work: Work, subject: Ref) -> frozenset[str]:
    """Who made a document that several people may make, or the supplier that an advance is for."""
    if subject.kind == "advance_payment":
        asked = work.load(ADVANCE_PAYMENT, subject.id).requested
        return frozenset(work.load_by_key(SUPPLIER, asked.supplier if asked else "").makers)
    if found := MAKERS.get(subject.kind):
        kind, makers = found
        return frozenset(makers(work.load(kind, subject.id)))
    return frozenset()


def refuse_asking_maker(work: Work, approval: Approval, person: str) -> None:
    """A task that is given to a maker could be neither decided nor given on. Raises Refused."""
    subject = approval.subject if approval.result == "open" else None
    if subject is not None and person != approval.requester and person in made_by(work, subject):
        raise work.refuse("maker-is-asked", person=person, number=subject)


def refuse_route_of_makers(work: Work, asked: OpenApproval, route: Route) -> None:
    """A step that cannot pass without a maker whom it asks by name would never pass. Raises Refused."""
    makers = made_by(work, asked.subject)
    for step in (each for each in leaves(route.steps) if each.kind == "decide"):
        barred = [person for person in step.persons if person in makers]
        if barred and len(step.deciders) - len(barred) < step.enough_of(len(step.deciders)):
            raise work.refuse("route-asks-maker", step=step.name, person=barred[0], number=asked.subject)
