"""Budgets: one line per project, cost code and period."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import MOST_LINES, Code, CostObject, Money, MonthPeriod, NewMoney, Text, Value
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
    by = "person"
    entity: Code
    cost_object: CostObject
    controls: BudgetControl


class OpeningCommitment(Value):
    """What an order or contract of an earlier system still commits on a line, by its number there."""

    reference: Text
    amount: Decimal


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
    commitments: Annotated[tuple[OpeningCommitment, ...], Field(max_length=MOST_LINES)] = ()
    """Which orders and contracts are part of `encumbered`; each is relieved by its number."""

    @model_validator(mode="after")
    def _commitments(self) -> Self:
        amounts = [Money(amount=each.amount, currency=self.currency).amount for each in self.commitments]
        if any(amount <= 0 for amount in amounts) or sum(amounts, Decimal(0)) > self.encumbered:
            raise wrong("field-commitments-not-encumbered")
        if len({each.reference for each in self.commitments}) < len(self.commitments):
            raise wrong("field-commitment-named-twice")
        return self

    @model_validator(mode="after")
    def _amounts(self) -> Self:
        for amount in (self.pre_encumbered, self.encumbered, self.accrued, self.actual, self.paid):
            if Money(amount=amount, currency=self.currency).amount < 0:
                raise wrong("field-below-zero")
        return self


class RelieveOpening(Command):
    """An opening commitment ends in whole or part: `invoice` billed it, or it returns to the budget.

    An invoice relieves a commitment once. Without an amount all that is left of it ends.
    """

    contract = "budget_line.relieve_opening"
    permission = "budget_line.administer"
    by = "person"
    entity: Code
    cost_object: CostObject
    reference: Text | None = None
    """The order or contract; none: what was recorded without one."""
    amount: NewMoney | None = None
    invoice: Text | None = None
    why: Text


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
