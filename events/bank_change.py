"""What happens to a change of a supplier's bank account."""

from datetime import datetime
from typing import Literal

from contracts.values import BankAccount, Ref
from events._base import Event


class BankChangeProposed(Event):
    """A person proposed an account, with the supplier's letter and the number on file to call back."""

    stored_as = "bank_change.proposed.v1"
    ref: Ref
    supplier: str
    account: BankAccount
    replaces: str | None = None
    evidence_sha256: str
    call_back_phone: str
    proposed_by: str


class BankChangeVerified(Event):
    """A second person had it confirmed on the telephone; it takes effect at `effective_at` unless stopped."""

    stored_as = "bank_change.verified.v1"
    ref: Ref
    supplier: str
    verified_by: str
    spoke_with: str
    effective_at: datetime


class BankChangeDropped(Event):
    """Rejected or withdrawn before it took effect."""

    stored_as = "bank_change.dropped.v1"
    ref: Ref
    supplier: str
    result: Literal["rejected", "withdrawn"]
    dropped_by: str
    why: str


class BankChangeTookEffect(Event):
    """The account is the supplier's; its own stream says so in the same transaction."""

    stored_as = "bank_change.took_effect.v1"
    ref: Ref
    supplier: str


BankChangeEvent = BankChangeProposed | BankChangeVerified | BankChangeDropped | BankChangeTookEffect
