"""Budget changes: a transfer between lines, or an exception for a line, asked for by one person and approved by others."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import model_validator

from contracts._base import Command
from contracts.values import Code, CostObject, NewMoney, Text, Value
from contracts.wrong import wrong


class BudgetChangeTerms(Value):
    """A transfer takes `amount` from the line of `cost_object` to that of `to`.

    An exception lets the line be overspent by `amount`: for one document, or by every one until a day (inclusive).
    """

    kind: Literal["transfer", "exception"]
    cost_object: CostObject
    to: CostObject | None = None
    amount: NewMoney
    document: UUID | None = None
    until: date | None = None
    reason: Text

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.amount.amount <= 0:
            raise wrong("field-amount-not-above-zero")
        given = (self.to is not None, self.document is not None, self.until is not None)
        wanted = ((True, False, False),) if self.kind == "transfer" else ((False, True, False), (False, False, True))
        if given not in wanted or self.to == self.cost_object:
            raise wrong("field-transfer-or-exception")
        return self


class AskBudgetChange(Command):
    """Ask for a change of budgets; it is submitted for approval at once."""

    contract = "budget_change.ask"
    permission = "budget_change.ask"
    by = "person"
    entity: Code
    terms: BudgetChangeTerms


class ReviseBudgetChange(Command):
    """Ask again, with other terms, for what was returned."""

    contract = "budget_change.revise"
    permission = "budget_change.ask"
    by = "person"
    budget_change: UUID
    terms: BudgetChangeTerms


class WithdrawBudgetChange(Command):
    """Take it back before it is concluded."""

    contract = "budget_change.withdraw"
    permission = "budget_change.ask"
    by = "person"
    budget_change: UUID
    why: Text


class ConcludeBudgetChange(Command):
    """Follow-up: carry the verdict over; when approved, the budgets change in the same transaction."""

    contract = "budget_change.conclude"
    permission = "system"
    by = "system"
    budget_change: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class ParkBudgetChange(Command):
    """Follow-up: a budget refused the approved change; a person has to look."""

    contract = "budget_change.park"
    permission = "system"
    by = "system"
    budget_change: UUID
    code: str
    figures: tuple[tuple[str, str], ...]
