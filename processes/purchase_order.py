"""The amendment of an order: approved, rejected or sent back; nothing waits while there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregates._base import Refusal
from aggregates.approval_state import Approval
from aggregates.purchase_order import PurchaseOrder
from contracts.purchase_order import ConcludeAmendment, ParkAmendment
from processes._base import DAY, DONE, Concluded, FollowUp, Next, approving


@dataclass(frozen=True)
class Amended:
    """An order with the approval of its pending amendment."""

    order: PurchaseOrder
    approval: Approval


def amendment(case: Amended, now: datetime) -> Next:
    """Open the approval of the pending amendment, keep its time, and carry its verdict over."""
    asked = case.order.asked
    if asked is None:
        return DONE

    def conclude(verdict: Concluded) -> ConcludeAmendment:
        return ConcludeAmendment(order=asked.subject.id, approval=asked.approval, verdict=verdict)

    step = approving(asked, case.approval, now, conclude, str(case.order.amendments))
    return replace(step, deadline=step.deadline or now + DAY)


STAGES: Mapping[str, Callable[[Amended, datetime], Next]] = {"amendment": amendment}


def on_refusal(case: Amended, stage: str, refusal: Refusal) -> FollowUp:
    """An approved amendment that the budget or a receipt refuses waits for a person; it is tried again."""
    order = case.order
    assert order.ref is not None
    park = ParkAmendment(order=order.ref.id, code=refusal.code, figures=tuple(sorted(refusal.figures.items())))
    return FollowUp("park", f"{stage}:{order.parkings}", park)
