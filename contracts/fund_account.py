"""Fund accounts (资金账户): what money of an entity is for, project by project, and the wage account (农民工工资专户)."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from contracts._base import Command
from contracts.values import Code, Currency, Money, NewMoney, Text
from contracts.wrong import wrong

Purpose = Literal["operating", "project", "wage", "retention", "other"]


def _something(value: Money) -> Money:
    if value.amount <= 0:
        raise wrong("field-not-above-zero")
    return value


def _not_negative(value: Money) -> Money:
    if value.amount < 0:
        raise wrong("field-below-zero")
    return value


Moved = Annotated[NewMoney, AfterValidator(_something)]
"""Money that moves: more than nothing."""


class OpenFundAccount(Command):
    """Open a fund account with what stands on it; an entity that has one pays from fund accounts alone."""

    contract = "fund_account.open"
    permission = "fund_account.administer"
    by = "person"
    entity: Code
    account: Code
    name: Text
    purpose: Purpose
    project: Code | None = None
    """Wages belong to a project; money of no project is the entity's, and an operating account of it can be allocated."""
    currency: Currency
    bank_account: Annotated[str, Field(pattern=r"^[0-9A-Z]{4,34}$")]
    """The entity's own account at the bank where the money stands."""
    opening: Annotated[NewMoney, AfterValidator(_not_negative)]


class ReceiveFunds(Command):
    """Record money that came in, as the bank names it; each reference counts once at an account of the bank."""

    contract = "fund_account.receive"
    permission = "fund_account.receive"
    entity: Code
    account: Code
    amount: Moved
    on: date
    bank_reference: Text
    payer: Text


class AllocateFunds(Command):
    """Give money of the entity's operating account, which belongs to no project, to another account."""

    contract = "fund_account.allocate"
    permission = "fund_account.allocate"
    by = "person"
    entity: Code
    source: Code
    target: Code
    amount: Moved
    why: Text


class ExceptWages(Command):
    """Let one payment run be released although this wage account is short of what is owed.

    Neither who proposed the run nor who releases it may.
    """

    contract = "fund_account.except_wages"
    permission = "fund_account.except_wages"
    by = "person"
    entity: Code
    account: Code
    run: UUID
    why: Text
