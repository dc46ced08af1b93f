"""What happens to an advance."""

from datetime import date
from typing import Literal
from uuid import UUID

from contracts.values import BankAccount, Money, Ref
from events._base import Event


class AdvanceRequested(Event):
    """An advance was asked for under a contract; `content_hash` is what will be approved."""

    stored_as = "advance_payment.requested.v1"
    ref: Ref
    agreement: Ref
    supplier: str
    supplier_name: str
    requester: str
    amount: Money
    reason: str
    account: BankAccount
    content_hash: str
    due_date: date | None = None
    projects: tuple[str, ...] = ()
    """Whose money it is, as the contract's lines, its orders or the requester say."""


class AdvanceConcluded(Event):
    """The approval ended with a verdict; an approved one is payable."""

    stored_as = "advance_payment.concluded.v1"
    ref: Ref
    agreement: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class AdvanceWithdrawn(Event):
    """The requester took it back."""

    stored_as = "advance_payment.withdrawn.v1"
    ref: Ref
    agreement: Ref
    why: str


class AdvancePaid(Event):
    """The bank paid it: bills under the contract give it back from now on."""

    stored_as = "advance_payment.paid.v1"
    ref: Ref
    agreement: Ref
    amount: Money


class AdvanceCameBack(Event):
    """Its payment came back from the bank: it is approved, and waits to be paid again."""

    stored_as = "advance_payment.came_back.v1"
    ref: Ref
    agreement: Ref
    amount: Money


AdvancePaymentEvent = AdvanceRequested | AdvanceConcluded | AdvanceWithdrawn | AdvancePaid | AdvanceCameBack
