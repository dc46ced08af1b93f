"""What happens to fund accounts: every move of the balance and of what is reserved names its cause."""

from datetime import date
from typing import Literal

from contracts.values import Money, Ref
from events._base import Event

Purpose = Literal["operating", "project", "wage", "retention", "other"]


class FundAccountOpened(Event):
    """It was opened with what stood on it."""

    stored_as = "fund_account.opened.v1"
    ref: Ref
    name: str
    purpose: Purpose
    project: str | None = None
    currency: str
    bank_account: str
    opening: Money
    opened_by: str


class FundAccountReceived(Event):
    """Money came in."""

    stored_as = "fund_account.received.v1"
    ref: Ref
    amount: Money
    on: date
    bank_reference: str
    payer: str
    recorded_by: str


class FundAccountMovedIn(Event):
    """Another fund account gave money; `cause` is the approved transfer, or nothing where money was allocated."""

    stored_as = "fund_account.moved_in.v1"
    ref: Ref
    amount: Money
    counterpart: Ref
    cause: Ref | None = None
    why: str


class FundAccountMovedOut(Event):
    """Money went to another fund account; what its transfer had reserved goes with it."""

    stored_as = "fund_account.moved_out.v1"
    ref: Ref
    amount: Money
    counterpart: Ref
    cause: Ref | None = None
    why: str
    month: str | None = None
    """The month whose plan an allocation uses; what its transfer had reserved has used it before."""


class FundAccountReserved(Event):
    """A payment run, a settlement of wages or a transfer that waits has so much of what was available."""

    stored_as = "fund_account.reserved.v1"
    ref: Ref
    amount: Money
    cause: Ref
    month: str | None = None
    """The month whose plan it uses: of a run that of its execution, else that of this day; none in earlier days."""


class FundAccountReleased(Event):
    """So much of what the cause had is available again; `of` is the payment that failed."""

    stored_as = "fund_account.released.v1"
    ref: Ref
    amount: Money
    cause: Ref
    of: Ref | None = None
    month: str | None = None
    """The month whose plan has so much room again: the one that the cause uses."""


class FundAccountPaid(Event):
    """The bank paid so much of what the cause had reserved; `of` is the payable."""

    stored_as = "fund_account.paid.v1"
    ref: Ref
    amount: Money
    cause: Ref
    of: Ref | None = None


class FundAccountReturned(Event):
    """A payment came back: its money is there again; `of` is the payable."""

    stored_as = "fund_account.returned.v1"
    ref: Ref
    amount: Money
    cause: Ref
    of: Ref | None = None
    month: str | None = None
    """The month whose plan has so much room again: the one that the cause uses."""


class WageExceptionGranted(Event):
    """One payment run may be released though the account covers less of the wages than is owed."""

    stored_as = "fund_account.wage_exception_granted.v1"
    ref: Ref
    run: Ref
    owed: Money
    covered: Money
    granted_by: str
    why: str


FundAccountEvent = (
    FundAccountOpened
    | FundAccountReceived
    | FundAccountMovedIn
    | FundAccountMovedOut
    | FundAccountReserved
    | FundAccountReleased
    | FundAccountPaid
    | FundAccountReturned
    | WageExceptionGranted
)
