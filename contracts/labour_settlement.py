"""Settlements of day labour (点工结算): what is outstanding to workers up to a day, paid from the wage account."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.values import Code, Text


class ProposeLabourSettlement(Command):
    """Propose to pay workers what is outstanding up to a day: earned − advances; who is owed nothing is left out."""

    contract = "labour_settlement.propose"
    permission = "labour_settlement.propose"
    entity: Code
    until: date
    workers: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]


class ApproveLabourSettlement(Command):
    """Approve a settlement: what was accrued for its days is actual cost from now on."""

    contract = "labour_settlement.approve"
    permission = "labour_settlement.approve"
    by = "person"
    settlement: UUID


class PayLabourSettlement(Command):
    """Record that the wage account paid an approved settlement, as the bank names it."""

    contract = "labour_settlement.pay"
    permission = "labour_settlement.pay"
    by = "person"
    settlement: UUID
    bank_reference: Text


class WithdrawLabourSettlement(Command):
    """Drop a settlement that is not paid; its wages and advances are open again."""

    contract = "labour_settlement.withdraw"
    permission = "labour_settlement.propose"
    settlement: UUID
    why: Text
