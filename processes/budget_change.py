"""A budget change: approved by others than who asked, then the budgets change at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates._base import Refusal
from aggregates.approval_state import Approval
from aggregates.budget_change import BudgetChange
from contracts.budget_change import ConcludeBudgetChange, ParkBudgetChange
from processes._base import DAY, DONE, Concluded, FollowUp, Next, approving


@dataclass(frozen=True)
class Change:
    """A budget change with the approval of its current round."""

    change: BudgetChange
    approval: Approval


def approval(case: Change, now: datetime) -> Next:
    """Open the approval and carry its verdict over; what a budget refuses is tried again once a day."""
    asked = case.change.asked
    if case.change.status == "returned":
        return Next(deadline=now + 7 * DAY)
    if asked is None or not case.change.asks:
        return DONE

    def conclude(verdict: Concluded) -> ConcludeBudgetChange:
        return ConcludeBudgetChange(budget_change=asked.subject.id, approval=asked.approval, verdict=verdict)

    step = approving(asked, case.approval, now, conclude)
    return step if step.deadline else Next(commands=step.commands, deadline=now + DAY)


STAGES: Mapping[str, Callable[[Change, datetime], Next]] = {"approval": approval}


def on_refusal(case: Change, stage: str, refusal: Refusal) -> FollowUp:
    """A refused conclusion is shown to a person, who sees why; nothing of it is done meanwhile."""
    change = case.change
    assert change.ref is not None
    park = ParkBudgetChange(
        budget_change=change.ref.id, code=refusal.code, figures=tuple(sorted(refusal.figures.items()))
    )
    return FollowUp("park", f"{stage}:{change.parkings}", park)
