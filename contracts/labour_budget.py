"""What day labour of a cost code is budgeted at: the figures that its variance is measured by."""

from typing import Annotated

from pydantic import AfterValidator, Field

from contracts._base import Command
from contracts.values import Code, Money, NewMoney, Scaled
from contracts.wrong import wrong


def _something(value: Money) -> Money:
    if value.amount <= 0:
        raise wrong("field-not-above-zero")
    return value


class SetLabourBudget(Command):
    """Budget man-days of a cost code at a rate, for the first time or anew; days × percentage done are earned days."""

    contract = "labour_budget.set"
    permission = "labour_budget.administer"
    entity: Code
    project: Code
    cost_code: Code
    rate: Annotated[NewMoney, AfterValidator(_something)]
    days: Annotated[Scaled, Field(gt=0)]
