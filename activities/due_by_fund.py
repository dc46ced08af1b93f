"""Which fund account pays which of the due payables: that of their project, else the general one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from activities.run_funds import projects_of
from aggregates._base import Aggregate
from aggregates.payable import PAYABLE
from projections.due import due_payables, paying_funds
from projections.views import Views


@dataclass(frozen=True)
class Due:
    """What is due in one currency: a read model's suggestion, decided by the command."""

    currency: str
    payables: tuple[UUID, ...]


@dataclass(frozen=True)
class PayingFund:
    """A fund account that runs may pay from, as a read model has it; without one, only the account at the bank."""

    account: str | None
    project: str | None
    bank_account: str


def by_fund(
    state: Callable[[Aggregate[Any], UUID], Any], funds: Sequence[PayingFund], bank: str, payables: Sequence[UUID]
) -> Mapping[PayingFund, Sequence[UUID]]:
    """The payables of each fund account, in their order. Of several accounts of a project the one at `bank` pays, else
    the first; what belongs to no such project, or to several, falls to the general one."""
    ranked = sorted(funds, key=lambda fund: fund.bank_account != bank)
    general = next((fund for fund in ranked if fund.project is None), PayingFund(None, None, bank))
    found: dict[PayingFund, list[UUID]] = {}
    for stream in payables:
        invoice = state(PAYABLE, stream).invoice
        projects = projects_of(state, invoice) if funds and invoice else set()
        own = next((fund for fund in ranked if projects == {fund.project}), general)
        found.setdefault(own, []).append(stream)
    return found


def due_in(views: Views, entity: str, on: date) -> list[Due]:
    """What a read model knows to be due by a day."""
    return [Due(currency, tuple(map(UUID, ids))) for currency, ids in due_payables(views, entity, on).items()]


def funds_in(views: Views, entity: str, currency: str) -> list[PayingFund]:
    """The fund accounts that runs may pay from, as a read model knows them."""
    return [PayingFund(*row) for row in paying_funds(views, entity, currency)]
