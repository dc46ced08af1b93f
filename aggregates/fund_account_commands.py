"""What other documents ask of a fund account, and the keys by which it is found."""

from dataclasses import dataclass

from contracts.fund_account import OpenFundAccount
from contracts.values import Money, Ref


@dataclass(frozen=True)
class Open:
    """OpenFundAccount with its reference."""

    command: OpenFundAccount
    ref: Ref


@dataclass(frozen=True)
class MoveIn:
    """Another fund account gives."""

    amount: Money
    counterpart: Ref
    cause: Ref | None
    why: str


@dataclass(frozen=True)
class MoveOut:
    """To another fund account, of what is available or of what the cause has reserved."""

    amount: Money
    counterpart: Ref
    cause: Ref | None
    why: str


@dataclass(frozen=True)
class Reserve:
    """A cause takes what is available, and uses the plan of a month (none is named: of this one)."""

    amount: Money
    cause: Ref
    month: str | None = None


@dataclass(frozen=True)
class Release:
    """A cause gives back: an amount of it for one of its payments, or all it has."""

    cause: Ref
    amount: Money | None = None
    of: Ref | None = None


@dataclass(frozen=True)
class Pay:
    """The bank paid of what the cause has reserved; without an amount all of it."""

    cause: Ref
    amount: Money | None = None
    of: Ref | None = None


@dataclass(frozen=True)
class GiveBack:
    """A payment of the cause came back from the bank."""

    cause: Ref
    amount: Money
    of: Ref


@dataclass(frozen=True)
class Except:
    """One run may be released though so much is owed and only so much covered."""

    run: Ref
    owed: Money
    covered: Money
    why: str


def fund_key(entity: str, account: str) -> str:
    """The creation key of a fund account."""
    return f"{entity}:{account}"


def wage_account_key(entity: str, project: str, currency: str) -> str:
    """A project has one wage account a currency: the claim of this key names it."""
    return f"wage-account:{entity}:{project}:{currency}"


def first_key(entity: str) -> str:
    """Claimed by the first fund account of an entity."""
    return f"fund-accounts:{entity}"


def funded_key(entity: str, currency: str) -> str:
    """Claimed by the first fund account of an entity in a currency: from then on its runs in that currency name one."""
    return f"fund-accounts:{entity}:{currency}"


def general_key(entity: str, currency: str, bank_account: str) -> str:
    """Claimed by the first operating account of no project at a bank account: runs that name none pay from it."""
    return f"general-funds:{entity}:{currency}:{bank_account}"


def receipt_key(entity: str, bank_account: str, reference: str) -> str:
    """A reference of the bank counts once at each of its accounts."""
    return f"funds-received:{entity}:{bank_account}:{reference}"
