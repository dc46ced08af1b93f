"""Transfers (调拨) between fund accounts: asked for by one person, approved by others along a route."""

from uuid import UUID

from contracts._base import Command
from contracts.fund_account import Moved
from contracts.values import Code, Text


class ProposeFundTransfer(Command):
    """Ask to move money to another fund account; it is reserved meanwhile, and moves when the last vote approves."""

    contract = "fund_transfer.propose"
    permission = "fund_transfer.propose"
    by = "person"
    entity: Code
    source: Code
    target: Code
    amount: Moved
    why: Text


class WithdrawFundTransfer(Command):
    """Take a transfer back that waits for approval; what it reserved is free again."""

    contract = "fund_transfer.withdraw"
    permission = "fund_transfer.propose"
    transfer: UUID
    why: Text
