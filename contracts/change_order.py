"""Change orders (签证/变更): what alters a signed contract, and the budgets that pay for it."""

from datetime import date
from typing import Literal
from uuid import UUID

from contracts._base import Command
from contracts.contract import ContractLine, Milestone
from contracts.values import CostObject, Money, Sha256, Text, Value


class BudgetDelta(Value):
    """By how much the budget of a cost object rises (or, negative, falls)."""

    cost_object: CostObject
    amount: Money


class ChangeTerms(Value):
    """What changes: `amount` is added to the contract's (negative: taken off).

    Lines replace those of the same number or are new.
    """

    amount: Money
    lines: tuple[ContractLine, ...] = ()
    milestones: tuple[Milestone, ...] | None = None
    """The new payment plan; needed where the old one names amounts that no longer add up."""
    valid_to: date | None = None
    budget: tuple[BudgetDelta, ...] = ()
    """Given separately from the contract's amount: a change may cost the budget less, more, or nothing."""
    reason: Text
    attachments: tuple[Sha256, ...] = ()


class DraftChangeOrder(Command):
    """Draft a change of a signed contract."""

    contract = "change_order.draft"
    permission = "change_order.draft"
    agreement: UUID
    terms: ChangeTerms


class ReviseChangeOrder(Command):
    """Replace the terms of a drafted or returned change order."""

    contract = "change_order.revise"
    permission = "change_order.draft"
    change_order: UUID
    terms: ChangeTerms


class SubmitChangeOrder(Command):
    """Submit for approval; what contract or budgets would refuse is refused at once."""

    contract = "change_order.submit"
    permission = "change_order.draft"
    change_order: UUID


class WithdrawChangeOrder(Command):
    """Take a change order back before it is concluded."""

    contract = "change_order.withdraw"
    permission = "change_order.draft"
    change_order: UUID
    why: Text


class ConcludeChangeOrder(Command):
    """Follow-up: carry the verdict over; when approved, contract and budgets move in the same transaction."""

    contract = "change_order.conclude"
    permission = "system"
    by = "system"
    change_order: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class ParkChangeOrder(Command):
    """Follow-up: contract or budget refused the approved change; a person has to look."""

    contract = "change_order.park"
    permission = "system"
    by = "system"
    change_order: UUID
    step: str
    code: str
    figures: tuple[tuple[str, str], ...]
