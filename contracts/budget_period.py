"""Closing the budget period of a legal entity, and opening it again."""

from collections.abc import Mapping
from decimal import Decimal

from contracts._base import Command
from contracts.values import Code, CostObject, MonthPeriod, Text, Value


class PeriodFinding(Value):
    """What the checklist of a period end found: so many documents, and the amounts where they have any."""

    code: str
    count: int
    amounts: tuple[tuple[str, Decimal], ...] = ()
    """Currency -> amount."""
    blocking: bool = False


class Standing(Value):
    """What stands at the end of a month: its budget lines, and how many documents are not done, by the code of a finding."""

    lines: tuple[CostObject, ...] = ()
    counted: Mapping[str, int] = {}


class CloseBudgetPeriod(Command):
    """Close a month of a legal entity: its budget lines take no new moves from then on.

    Refused while something blocks it; what is only listed must be `accepted` by its code.
    """

    contract = "budget_period.close"
    permission = "budget_period.close"
    by = "person"
    entity: Code
    period: MonthPeriod
    accepted: tuple[str, ...] = ()


class ReopenBudgetPeriod(Command):
    """Open a closed month again: by another person than who closed it, with a reason."""

    contract = "budget_period.reopen"
    permission = "budget_period.close"
    by = "person"
    entity: Code
    period: MonthPeriod
    why: Text
