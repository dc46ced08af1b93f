"""The periods for which a cost code has a budget; only opening a line adds to it, so no move ever waits for it."""

from dataclasses import dataclass

from aggregates._base import Aggregate, Decision, Facts
from contracts.values import CostObject
from events.budget_series import BudgetPeriodAdded, BudgetSeriesEvent


@dataclass(frozen=True)
class BudgetSeries:
    """The periods, in order."""

    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddPeriod:
    """A line was opened (or its control set) for a period of the cost code."""

    entity: str
    cost_object: CostObject


def decide(state: BudgetSeries, command: AddPeriod, _facts: Facts) -> Decision:
    """Each period once."""
    if command.cost_object.period in state.periods:
        return ()
    return (BudgetPeriodAdded(entity=command.entity, **command.cost_object.model_dump()),)


def evolve(state: BudgetSeries, event: BudgetSeriesEvent) -> BudgetSeries:
    """Apply one event."""
    return BudgetSeries(tuple(sorted({*state.periods, event.period})))


BUDGET_SERIES = Aggregate("budget_series", BudgetSeries(), decide, evolve)


def series_key(entity: str, cost_object: CostObject) -> str:
    """The creation key of a cost code's series."""
    return f"{entity}/{cost_object.project}/{cost_object.cost_code}"
