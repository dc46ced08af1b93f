"""What happens to the budget period of a legal entity."""

from contracts.budget_period import PeriodFinding
from events._base import Event


class BudgetPeriodClosed(Event):
    """The month is closed; `findings` is what its checklist said, and was accepted."""

    stored_as = "budget_period.closed.v1"
    entity: str
    period: str
    closed_by: str
    findings: tuple[PeriodFinding, ...]


class BudgetPeriodReopened(Event):
    """The month takes moves again."""

    stored_as = "budget_period.reopened.v1"
    entity: str
    period: str
    reopened_by: str
    why: str


BudgetPeriodEvent = BudgetPeriodClosed | BudgetPeriodReopened
