"""For which periods a cost code has a budget: what cumulative control adds up."""

from events._base import Event


class BudgetPeriodAdded(Event):
    """The cost code has a budget in another period."""

    stored_as = "budget_series.period_added.v1"
    entity: str
    project: str
    cost_code: str
    period: str


BudgetSeriesEvent = BudgetPeriodAdded
