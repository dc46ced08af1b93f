"""The values that commands and events share: money, quantities, references, cost objects."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts.currency import IN_USE, MINOR_UNITS, quantum
from contracts.units import UNITS
from contracts.wrong import wrong

SCALE = 6
"""Decimals of quantities and unit prices; finer input is refused."""
RATE_SCALE = 10
"""Decimals of exchange rates."""
RATE_DIGITS = 10
"""Digits before the point of exchange rates."""
WHOLE_DIGITS = 9
"""Digits before the point of quantities and unit prices: at scale 6 thousands of them add up within 64 bits."""
LARGEST_AMOUNT = Decimal(10) ** 12
"""The largest amount of money, either way: in minor units thousands of them add up within 64 bits."""
MOST_LINES = 2_000  # of one document


class TooLarge(ValueError):
    """An amount of money above the largest; the command that led to it is refused as `amount-too-large`."""

    def __init__(self, amount: Decimal) -> None:
        super().__init__(f"more than {LARGEST_AMOUNT:f}")
        self.figures = {"amount": f"{amount:f}", "limit": f"{LARGEST_AMOUNT:f}"}


def _known_currency(code: str) -> str:
    if code not in MINOR_UNITS:
        raise wrong("field-currency-unknown", currency=code)
    return code


def _in_use(code: str) -> str:
    if code not in IN_USE:
        raise wrong("field-currency-not-in-use", currency=code)
    return code


def _finite_at_scale(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > SCALE:
        raise wrong("field-too-fine", limit=SCALE)
    return value


def _few_digits(value: Decimal) -> Decimal:
    if value.adjusted() >= WHOLE_DIGITS:
        raise wrong("field-too-many-digits", limit=WHOLE_DIGITS)
    return value


def _not_too_large(value: Decimal) -> Decimal:
    if abs(value) > LARGEST_AMOUNT:
        raise wrong("field-too-large", limit=LARGEST_AMOUNT)
    return value


def _known_unit(code: str) -> str:
    if code not in UNITS:
        raise wrong("field-unit-unknown", unit=code)
    return code


def _rate(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > RATE_SCALE:
        raise wrong("field-too-fine", limit=RATE_SCALE)
    if value.adjusted() >= RATE_DIGITS:
        raise wrong("field-too-many-digits", limit=RATE_DIGITS)
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise wrong("field-without-time-zone")
    return value.astimezone(UTC)


Currency = Annotated[str, AfterValidator(_in_use)]
"""A currency that a new document may be in."""
KnownCurrency = Annotated[str, AfterValidator(_known_currency)]
"""A currency that a document may be in already: withdrawn ones stay readable, and what is in them is brought to its end."""
Scaled = Annotated[Decimal, AfterValidator(_finite_at_scale), AfterValidator(_few_digits)]
Amount = Annotated[Decimal, AfterValidator(_finite_at_scale), AfterValidator(_not_too_large)]
Rate = Annotated[Decimal, AfterValidator(_rate)]
"""An exchange rate, kept with the decimals it was published with."""
Percent = Annotated[Scaled, Field(ge=0, le=100)]
"""A share of something, at most all of it."""
Instant = Annotated[datetime, AfterValidator(_in_utc)]
CODE = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}"
Code = Annotated[str, StringConstraints(pattern=f"^{CODE}$")]
"""The key of a master-data document (person, supplier, project): short, printable, without blanks."""
ActorName = Annotated[str, StringConstraints(pattern=r"^((service|system):)?[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
"""Who acted, in one word that nobody shares: a person's code, "service:CODE" or "system:CODE"."""
CodeOrAll = Code | Literal["*"]
"""A code, or "*" for all of them."""
TaxId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}$")]
"""A tax number as its owner writes it; it is compared by its letters and digits alone, and has at least one."""
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47: "en", "zh", "zh-CN"."""
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
"""No control characters, no line breaks, no marks that turn the direction of text."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)]
"""Words for people on one line: nothing that forges another line, or that no database and no page can show."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Names the bytes of a file."""
Unit = Annotated[str, AfterValidator(_known_unit)]
"""A unit of measure, UN/ECE Recommendation 20 (C62 piece, HUR hour, MTR metre)."""
MonthPeriod = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A budget period: a calendar month, "2026-11"."""


def month_of(day: date) -> str:
    """The calendar month of a day, "2026-11"."""
    return f"{day:%Y-%m}"


class Value(BaseModel):
    """Base of every value, command and answer: frozen, closed, tuples instead of lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Validity(Value):
    """The days on which something may be used, both inclusive; None is open."""

    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise wrong("field-ends-before-begin", begins=self.valid_from, ends=self.valid_until)
        return self


class Money(Value):
    """An amount in its currency's minor units or coarser, at most `LARGEST_AMOUNT`; never a float."""

    amount: Amount
    currency: KnownCurrency

    @model_validator(mode="after")
    def _fits_minor_unit(self) -> Self:
        if self.amount != self.amount.quantize(quantum(self.currency)):
            raise wrong("field-finer-than-currency", amount=self.amount, currency=self.currency)
        return self

    def __add__(self, other: Money) -> Money:
        return money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return money(self.amount - self._same(other), self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise wrong("field-two-currencies", first=self.currency, second=other.currency)
        return other.amount

    def __str__(self) -> str:
        return f"{self.amount.quantize(quantum(self.currency))} {self.currency}"

    @property
    def minor(self) -> int:
        """The amount as an integer number of minor units, as read models keep it."""
        return int(self.amount.scaleb(MINOR_UNITS[self.currency]))


def _money_in_use(value: Money) -> Money:
    _in_use(value.currency)
    return value


NewMoney = Annotated[Money, AfterValidator(_money_in_use)]
"""Money in a currency that is in use."""


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half up to the minor unit of `currency` (the rounding of invoice totals, EN 16931)."""
    return amount.quantize(quantum(currency), ROUND_HALF_UP)


def money(amount: Decimal, currency: str) -> Money:
    """`amount` as money, rounded. Raises TooLarge."""
    if abs(amount) > LARGEST_AMOUNT:
        raise TooLarge(amount)
    return Money(amount=rounded(amount, currency), currency=currency)


class Quantity(Value):
    """How much of a unit."""

    amount: Annotated[Scaled, Field(gt=0)]
    unit: Unit = "C62"


class Converted(Value):
    """An amount in another currency, with everything that it can be computed again from."""

    original: Money
    amount: Money
    rate: Rate
    rate_date: date
    source: Text

    def part(self, original: Decimal) -> Decimal:
        """What of it goes with so much of the original: all with all, else at the rate and never more, so that parts add up."""
        if original == self.original.amount:
            return self.amount.amount
        return min(rounded(original * self.rate, self.amount.currency), self.amount.amount)


def at_rate(amount: Money, rate: Decimal, to: str, on: date, source: str) -> Converted:
    """An amount in another currency at a rate, rounded half up once. Raises TooLarge."""
    return Converted(original=amount, amount=money(amount.amount * rate, to), rate=rate, rate_date=on, source=source)


class CostObject(Value):
    """Where a cost belongs: project x cost code (WBS) x period."""

    project: Code
    cost_code: Code
    period: MonthPeriod


class Ref(Value):
    """A document as other documents name it: exact by id, readable by number, unique by number within its entity."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,64}$")]
    id: UUID
    number: Annotated[str, StringConstraints(min_length=1, max_length=210, pattern=PRINTABLE)]
    """It becomes part of workflow ids, which Temporal bounds; the longest of ours is a budget line's key."""
    entity: Annotated[str, StringConstraints(pattern=rf"^(\*|{CODE})?$")] = ""

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
            raise wrong("field-iban-or-number")
        return self

    @property
    def identifier(self) -> str:
        """What names the account on an invoice and to the bank."""
        return self.iban or self.number or ""
