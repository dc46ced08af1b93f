"""The values that commands and events share: money, quantities, references, cost objects."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts.currency import MINOR_UNITS, quantum

SCALE = 6
"""Decimals of quantities and unit prices; finer input is refused."""


def _known_currency(code: str) -> str:
    if code not in MINOR_UNITS:
        raise ValueError(f"unknown currency {code!r} (ISO 4217)")
    return code


def _finite_at_scale(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > SCALE:
        raise ValueError(f"more than {SCALE} decimals, or not a number")
    if value.adjusted() > 14:
        raise ValueError("too large")
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC)


Currency = Annotated[str, AfterValidator(_known_currency)]
Scaled = Annotated[Decimal, AfterValidator(_finite_at_scale)]
Instant = Annotated[datetime, AfterValidator(_in_utc)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
"""The key of a master-data document (person, supplier, project): short, printable, without blanks."""
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
"""No control characters, no line breaks, no marks that turn the direction of text."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)]
"""Words for people on one line: nothing that forges another line, or that no database and no page can show."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Names the bytes of a file."""
Unit = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$")]
"""A unit of measure, UN/ECE Recommendation 20 (C62 piece, HUR hour, MTR metre)."""
MonthPeriod = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A budget period: a calendar month, "2026-11"."""


class Value(BaseModel):
    """Base of every value, command and answer: frozen, closed, tuples instead of lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Value):
    """An amount in its currency's minor units or coarser; never a float."""

    amount: Scaled
    currency: Currency

    @model_validator(mode="after")
    def _fits_minor_unit(self) -> Self:
        if self.amount != self.amount.quantize(quantum(self.currency)):
            raise ValueError(f"{self.amount} is finer than the minor unit of {self.currency}")
        return self

    def __add__(self, other: Money) -> Money:
        return Money(amount=self.amount + self._same(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(amount=self.amount - self._same(other), currency=self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} and {other.currency}")
        return other.amount

    def __str__(self) -> str:
        return f"{self.amount.quantize(quantum(self.currency))} {self.currency}"

    @property
    def minor(self) -> int:
        """The amount as an integer number of minor units, as read models keep it."""
        return int(self.amount.scaleb(MINOR_UNITS[self.currency]))


def money(amount: Decimal, currency: str) -> Money:
    """`amount` rounded half up to the minor unit of `currency` (the rounding of invoice totals, EN 16931)."""
    return Money(amount=amount.quantize(quantum(currency), ROUND_HALF_UP), currency=currency)


class Quantity(Value):
    """How much of a unit."""

    amount: Annotated[Scaled, Field(gt=0)]
    unit: Unit = "C62"


class CostObject(Value):
    """Where a cost belongs: project x cost code (WBS) x period."""

    project: Code
    cost_code: Code
    period: MonthPeriod


class Ref(Value):
    """A document as other documents name it: exact by id, readable by number, unique by number within its entity."""

    kind: str
    id: UUID
    number: str
    entity: str = ""

    def __str__(self) -> str:
        return self.number


class BankAccount(Value):
    """Where money goes to or comes from: an IBAN, or (as in China) a plain number with its bank and clearing code (联行号)."""

    holder: Text
    iban: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$")] | None = None
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{4,34}$")] | None = None
    bic: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{8}([A-Z0-9]{3})?$")] | None = None
    bank: Text | None = None
    clearing_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{4,35}$")] | None = None

    @model_validator(mode="after")
    def _iban_or_number(self) -> Self:
        if (self.iban is None) == (self.number is None):
            raise ValueError("an account has either an IBAN or a number")
        return self

    @property
    def identifier(self) -> str:
        """What names the account on an invoice and to the bank."""
        return self.iban or self.number or ""
