"""What happens to labour budgets."""

from contracts.values import Money, Scaled
from events._base import Event


class LabourBudgetSet(Event):
    """Day labour of a cost code is budgeted at so many days of this rate."""

    stored_as = "labour_budget.set.v1"
    entity: str
    project: str
    cost_code: str
    rate: Money
    days: Scaled


LabourBudgetEvent = LabourBudgetSet
