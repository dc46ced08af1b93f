"""What enters or leaves a budget line across its own period: opening balances, carried commitments, reversals, exceptions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.budget_line import RecordOpeningBalances
from contracts.values import Money, Ref
from events.budget_line import Difference, Stage


@dataclass(frozen=True)
class Reverse:
    """Out of actual, for a posting of the closed period `of`: what stands here may fall below zero by it."""

    key: str
    amount: Money
    of: str
    cause: Ref
    difference: Difference | None = None


@dataclass(frozen=True)
class GrantException:
    """The line may be overspent by an amount, for one document or until a day, as an approved change says."""

    amount: Money
    document: UUID | None
    until: date | None
    cause: Ref


@dataclass(frozen=True)
class Open:
    """The balances at the day of cut-over; `cause` is the line itself."""

    balances: RecordOpeningBalances
    cause: Ref


@dataclass(frozen=True)
class Relieve:
    """An opening commitment ends by an amount (none: by all that is left): its invoice billed it, or it returns."""

    key: str
    reference: str | None
    amount: Money | None
    invoice: str | None
    why: str
    cause: Ref


@dataclass(frozen=True)
class HandOver:
    """What document lines hold, and `surplus` of what is left, leave with their budget for another period."""

    keys: tuple[str, ...]
    to_period: str
    surplus: Money
    cause: Ref


@dataclass(frozen=True)
class TakeOver:
    """What another period handed over: its budget, and what document lines hold of it by stage."""

    amount: Money
    holds: tuple[tuple[Stage, str, Money], ...]
    cause: Ref


@dataclass(frozen=True)
class Follow:
    """A document line goes on in another period, though it holds nothing here."""

    key: str
    to_period: str
