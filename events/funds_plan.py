"""What happens to a funds plan: its versions are drafted, submitted, and approved or not."""

from datetime import date
from typing import Literal
from uuid import UUID

from contracts.values import Money, Ref, Value
from events._base import Event


class InflowLine(Value):
    """Money that is to come onto a fund account, when and from what."""

    account: Ref
    amount: Money
    on: date
    source: str


class OutflowLine(Value):
    """Money that may leave a fund account in the month, and what for."""

    account: Ref
    amount: Money
    purpose: str
    cost_code: str | None = None
    supplier_class: str | None = None


class AccountPlan(Value):
    """What a version plans for one fund account in all."""

    account: Ref
    inflow: Money
    outflow: Money


class FundsPlanDrafted(Event):
    """A version was drafted; a draft before it is no more. `content_hash` is what would be approved."""

    stored_as = "funds_plan.drafted.v1"
    ref: Ref
    version: int
    author: str
    project: str | None = None
    month: str
    currency: str
    inflows: tuple[InflowLine, ...] = ()
    outflows: tuple[OutflowLine, ...] = ()
    why: str
    content_hash: str


class FundsPlanSubmitted(Event):
    """Its author asked for approval of a version."""

    stored_as = "funds_plan.submitted.v1"
    ref: Ref
    version: int


class FundsPlanConcluded(Event):
    """The approval of a version ended; an approved one is in force from now on, with what it plans for each account."""

    stored_as = "funds_plan.concluded.v1"
    ref: Ref
    version: int
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]
    month: str
    accounts: tuple[AccountPlan, ...] = ()


class FundsPlanWithdrawn(Event):
    """Its author took a version back."""

    stored_as = "funds_plan.withdrawn.v1"
    ref: Ref
    version: int
    why: str


FundsPlanEvent = FundsPlanDrafted | FundsPlanSubmitted | FundsPlanConcluded | FundsPlanWithdrawn
