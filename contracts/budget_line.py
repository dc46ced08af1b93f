"""Budgets: one line per project, cost code and period."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from contracts._base import Command
from contracts.values import Code, CostObject, Money, MonthPeriod, NewMoney, Value
from contracts.wrong import wrong

Control = Literal["stop", "warn"]
Treatment = Literal["stop", "warn", "allow"]
"""What becomes of a document that takes more than there is: refused, let pass and recorded, or let pass."""
Asking = Literal["requisitions", "orders", "invoices", "wages"]


class Treatments(Value):
    """How each kind of document is treated that takes from a budget."""

    requisitions: Treatment = "stop"
    orders: Treatment = "stop"
    invoices: Treatment = "stop"
    wages: Treatment = "stop"


class BudgetControl(Value):
    """Control against the period's own budget, and against the sum of all periods up to it (none: not looked at)."""

    period: Treatments = Treatments()
    cumulative: Treatments | None = None


class OpenBudgetLine(Command):
    """Open a budget line with its amount; `control` says whether spending over it is stopped or only warned of."""

    contract = "budget_line.open"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    amount: NewMoney
    control: Control = "stop"
    controls: BudgetControl | None = None
    """More than `control` says: by kind of document, and cumulatively."""


class ReviseBudgetLine(Command):
    """Set a new budget amount; refused below what is already committed or spent."""

    contract = "budget_line.revise"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    amount: Money


class ControlBudgetLine(Command):
    """Set how spending over a budget line is controlled from now on."""

    contract = "budget_line.control"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    controls: BudgetControl


class RecordOpeningBalances(Command):
    """What stood on a budget line already at the day of cut-over; refused once the line has moved."""

    contract = "budget_line.record_opening"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    as_of: date
    currency: str
    pre_encumbered: Decimal = Decimal(0)
    encumbered: Decimal = Decimal(0)
    accrued: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @model_validator(mode="after")
    def _amounts(self) -> Self:
        for amount in (self.pre_encumbered, self.encumbered, self.accrued, self.actual, self.paid):
            if Money(amount=amount, currency=self.currency).amount < 0:
                raise wrong("field-below-zero")
        return self


class CarryForward(Command):
    """Carry what is still reserved, ordered or accrued on a line into another period, with the budget that pays for it.

    `surplus`: what is left of the budget goes along.
    """

    contract = "budget_line.carry_forward"
    permission = "budget_line.administer"
    entity: Code
    cost_object: CostObject
    to_period: MonthPeriod
    surplus: bool = False
