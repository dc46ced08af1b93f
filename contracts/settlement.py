"""The settlement (结算) of a contract: fines and deductions, final acceptance, defects, milestones, retention released."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import Money, Text
from contracts.wrong import wrong

EntryNumber = Annotated[int, Field(ge=1, le=9999)]


class ProposeDeduction(Command):
    """Propose to take something off the next bills under a contract: an amount, or the agreed fine for days late.

    `delivery` is the worth of what came late, where the fine is in percent of that.
    """

    contract = "settlement.propose_deduction"
    permission = "settlement.propose"
    agreement: UUID
    kind: Literal["fine", "deduction"]
    amount: Money | None = None
    days_late: Annotated[int, Field(ge=0, le=36_500)] | None = None
    delivery: Money | None = None
    reason: Text

    @model_validator(mode="after")
    def _amount_or_days(self) -> Self:
        if (self.kind == "deduction") != (self.amount is not None) or (self.kind == "fine") != (
            self.days_late is not None
        ):
            raise wrong("field-deduction-or-fine")
        return self


class ApproveDeduction(Command):
    """Approve it: from then on bills are reduced by it. By another person than who proposed it."""

    contract = "settlement.approve_deduction"
    permission = "settlement.approve"
    by = "person"
    agreement: UUID
    number: EntryNumber


class DropDeduction(Command):
    """Give up what is left of it."""

    contract = "settlement.drop_deduction"
    permission = "settlement.approve"
    by = "person"
    agreement: UUID
    number: EntryNumber
    why: Text


class AcceptCompletion(Command):
    """Accept the whole work finally: the warranty begins on that day."""

    contract = "settlement.accept_completion"
    permission = "settlement.approve"
    by = "person"
    agreement: UUID
    completed_on: date


class ClaimDefect(Command):
    """Claim a defect: while it is open the retention is not released."""

    contract = "settlement.claim_defect"
    permission = "settlement.propose"
    agreement: UUID
    why: Text


class ClearDefect(Command):
    """The defect is mended or given up, says another person than who claimed it."""

    contract = "settlement.clear_defect"
    permission = "settlement.approve"
    by = "person"
    agreement: UUID
    number: EntryNumber
    why: Text


class ConfirmMilestone(Command):
    """The condition of a milestone (the n-th of the contract's) is met, says another person than who drafted the contract."""

    contract = "settlement.confirm_milestone"
    permission = "settlement.approve"
    by = "person"
    agreement: UUID
    milestone: EntryNumber
    why: Text


class ReachMilestone(Command):
    """Follow-up: the day of a milestone has come."""

    contract = "settlement.reach_milestone"
    permission = "system"
    by = "system"
    agreement: UUID
    milestone: EntryNumber


class ReleaseRetention(Command):
    """Follow-up: the retention is due."""

    contract = "settlement.release_retention"
    permission = "system"
    by = "system"
    agreement: UUID
