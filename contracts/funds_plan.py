"""Funds plans (资金计划): what is to come in and to go out of a project's fund accounts in a month, version by version."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.fund_account import Moved
from contracts.values import MOST_LINES, Code, Currency, Money, MonthPeriod, Ref, Text, Value, money


class PlannedInflow(Value):
    """Money that is to come onto a fund account on a day of the month, and from what (an owner's progress payment)."""

    account: Code
    amount: Moved
    on: date
    source: Text


class PlannedOutflow(Value):
    """Money that may leave a fund account in the month, and what for."""

    account: Code
    amount: Moved
    purpose: Text
    cost_code: Code | None = None
    supplier_class: Code | None = None


class BeyondPlan(Value):
    """By how much a payment run goes beyond the plan of its fund account in a month.

    `planned` is what the plan in force lets leave the account in the month (None: none is in force), `used` what has left
    it or is reserved already, `wanted` the run.
    """

    account: Ref
    month: MonthPeriod
    planned: Money | None = None
    used: Money
    wanted: Money

    @property
    def over(self) -> Money:
        """What goes beyond it: of the run itself, not of what was beyond it before."""
        left = self.planned.amount - self.used.amount if self.planned else Decimal(0)
        return money(self.wanted.amount - max(left, Decimal(0)), self.wanted.currency)


class DraftFundsPlan(Command):
    """Draft a version of the plan of a project (none: of the entity) for a month; it replaces a draft of before.

    It plans the fund accounts of that project (of no project) in one currency. What is in force stays so until another
    version is approved.
    """

    contract = "funds_plan.draft"
    permission = "funds_plan.draft"
    by = "person"
    entity: Code
    project: Code | None = None
    month: MonthPeriod
    currency: Currency
    inflows: Annotated[tuple[PlannedInflow, ...], Field(max_length=MOST_LINES)] = ()
    outflows: Annotated[tuple[PlannedOutflow, ...], Field(max_length=MOST_LINES)] = ()
    why: Text


class SubmitFundsPlan(Command):
    """Its author asks for approval of the draft."""

    contract = "funds_plan.submit"
    permission = "funds_plan.draft"
    by = "person"
    plan: UUID


class WithdrawFundsPlan(Command):
    """Its author takes a version back that is not decided, or was sent back; the version in force stays."""

    contract = "funds_plan.withdraw"
    permission = "funds_plan.draft"
    by = "person"
    plan: UUID
    why: Text
