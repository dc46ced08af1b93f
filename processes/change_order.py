"""A change order: approved by others than its author, then contract and budgets move at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates._base import Refusal
from aggregates.approval_state import Approval
from aggregates.change_order import DRAFTS, ChangeOrder
from contracts.change_order import ConcludeChangeOrder, ParkChangeOrder
from processes._base import DAY, DONE, Concluded, FollowUp, Next, approving


@dataclass(frozen=True)
class Change:
    """A change order with the approval of its current submission."""

    order: ChangeOrder
    approval: Approval


def approval(case: Change, now: datetime) -> Next:
    """Open the approval and carry its verdict over; what contract or budget refuses is tried again once a day."""
    asked = case.order.asked
    if case.order.status in DRAFTS:
        return Next(deadline=now + 7 * DAY)
    if asked is None or not case.order.asks:
        return DONE

    def conclude(verdict: Concluded) -> ConcludeChangeOrder:
        return ConcludeChangeOrder(change_order=asked.subject.id, approval=asked.approval, verdict=verdict)

    step = approving(asked, case.approval, now, conclude)
    return step if step.deadline else Next(commands=step.commands, deadline=now + DAY)


STAGES: Mapping[str, Callable[[Change, datetime], Next]] = {"approval": approval}


def on_refusal(case: Change, stage: str, refusal: Refusal) -> FollowUp:
    """A refused conclusion is shown to a person, who sees why; nothing of it is done meanwhile."""
    order = case.order
    assert order.ref is not None
    figures = tuple(sorted(refusal.figures.items()))
    park = ParkChangeOrder(change_order=order.ref.id, step=stage, code=refusal.code, figures=figures)
    return FollowUp("park", f"{stage}:{order.parkings}", park)
