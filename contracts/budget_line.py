"""Budgets: one line per project, cost code and period."""

from typing import Literal

from contracts._base import Command
from contracts.values import Code, CostObject, Money, NewMoney

Control = Literal["stop", "warn"]


class OpenBudgetLine(Command):
    """Open a budget line with its amount; `control` says whether spending over it is stopped or only warned of."""

    contract = "budget_line.open"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    amount: NewMoney
    control: Control = "stop"


class ReviseBudgetLine(Command):
    """Set a new budget amount; refused below what is already committed or spent."""

    contract = "budget_line.revise"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    amount: Money
