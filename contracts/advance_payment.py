"""Advances (预付款): asked for under a signed contract, approved, paid, and given back by the bills that follow."""

from datetime import date
from typing import Literal
from uuid import UUID

from contracts._base import Command
from contracts.values import Code, NewMoney, Text


class RequestAdvance(Command):
    """Ask for an advance, or a part of it, that a signed contract agrees; the approval begins at once.

    `account` names one of the supplier's accounts where it has several; without `due_date` it is due when approved.
    `project` says whose money it is where neither the contract's lines nor its orders do.
    """

    contract = "advance_payment.request"
    permission = "advance_payment.request"
    agreement: UUID
    amount: NewMoney
    reason: Text
    account: Text | None = None
    due_date: date | None = None
    project: Code | None = None


class WithdrawAdvance(Command):
    """Take the request back before it is decided."""

    contract = "advance_payment.withdraw"
    permission = "advance_payment.request"
    advance: UUID
    why: Text


class ConcludeAdvance(Command):
    """Follow-up: carry the verdict over; an approved advance becomes payable with it."""

    contract = "advance_payment.conclude"
    permission = "system"
    by = "system"
    advance: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]
