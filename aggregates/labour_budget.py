"""The budget of day labour of a cost code: man-days and their rate."""

from dataclasses import dataclass

from aggregates._base import Aggregate, Decision, Facts
from contracts.labour_budget import SetLabourBudget
from events.labour_budget import LabourBudgetEvent, LabourBudgetSet


@dataclass(frozen=True)
class LabourBudget:
    """What is budgeted now; nothing before it was set."""

    now: LabourBudgetSet | None = None


def decide(state: LabourBudget, command: SetLabourBudget, facts: Facts) -> Decision:
    """Set it; the same again is ignored."""
    wanted = LabourBudgetSet(**dict(command))
    return () if state.now == wanted else (wanted,)


def evolve(state: LabourBudget, event: LabourBudgetEvent) -> LabourBudget:
    """Apply one event."""
    return LabourBudget(event)


LABOUR_BUDGET = Aggregate("labour_budget", LabourBudget(), decide, evolve)


def labour_budget_key(entity: str, project: str, cost_code: str) -> str:
    """The creation key of the labour budget of a cost code."""
    return f"{entity}/{project}/{cost_code}"
