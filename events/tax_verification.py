"""What happens when an invoice is asked about outside."""

from datetime import date
from typing import Literal

from contracts.tax_verification import Register, RegisterQuery, Result
from contracts.values import Ref
from events._base import Event


class TaxVerificationAsked(Event):
    """Registers are asked about an invoice, and why; it is asked about again until the day `watched_until`."""

    stored_as = "tax_verification.asked.v1"
    ref: Ref
    invoice: Ref
    registers: tuple[Register, ...]
    query: RegisterQuery
    why: Literal["posted", "by-hand", "before-payment", "unanswered", "period-end"]
    asked_by: str
    on: date
    daily_cap: int
    watched_until: date


class TaxVerificationAnswered(Event):
    """What a register said, or that it was out of reach (`code`); the answer as it came is kept under its hash."""

    stored_as = "tax_verification.answered.v1"
    ref: Ref
    invoice: Ref
    registry: Register
    result: Result
    on: date
    evidence_sha256: str | None = None
    code: str | None = None


class TaxVerificationSetAside(Event):
    """A person has dealt with a bad answer."""

    stored_as = "tax_verification.set_aside.v1"
    ref: Ref
    invoice: Ref
    who: str
    why: str


class TaxVerificationEnded(Event):
    """It is asked about no more."""

    stored_as = "tax_verification.ended.v1"
    ref: Ref


TaxVerificationEvent = TaxVerificationAsked | TaxVerificationAnswered | TaxVerificationSetAside | TaxVerificationEnded
