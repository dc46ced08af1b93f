"""The kinds of column that read models are made of, and the exact conversions into them."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import BigInteger, Column, Text

from contracts.values import SCALE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000
"""An hour in microseconds."""


def key(name: str) -> Column[str]:
    """A text column of the primary key."""
    return Column(name, Text, primary_key=True)


def number_key(name: str) -> Column[int]:
    """An integer column of the primary key (a position or line number)."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def text(name: str) -> Column[str]:
    """Text, or nothing where it is not known yet. Dates are text too, ISO 8601."""
    return Column(name, Text)


def names(name: str) -> Column[str]:
    """Several codes, kept as ",a,b," so that one of them can be found or taken out by SQL."""
    return Column(name, Text, info={"kind": "names"})


def structure(name: str) -> Column[str]:
    """A JSON value."""
    return Column(name, Text, info={"kind": "structure"})


def minor(name: str, currency: str = "currency") -> Column[int]:
    """Money in integer minor units of the currency in the row's `currency` column, or another one of the row."""
    return Column(name, BigInteger, nullable=False, server_default="0", info={"kind": "money", "currency": currency})


def minor_or_none(name: str, currency: str = "currency") -> Column[int]:
    """As `minor`, where an amount may be unknown."""
    return Column(name, BigInteger, info={"kind": "money", "currency": currency})


def scaled(name: str) -> Column[int]:
    """A quantity or unit price as an integer at scale 6."""
    return Column(name, BigInteger, nullable=False, server_default="0", info={"kind": "scaled"})


def scaled_or_none(name: str) -> Column[int]:
    """As `scaled`, where a figure may be unknown."""
    return Column(name, BigInteger, info={"kind": "scaled"})


def count(name: str) -> Column[int]:
    """A whole number."""
    return Column(name, BigInteger, nullable=False, server_default="0")


def count_or_none(name: str) -> Column[int]:
    """As `count`, where it may be unknown."""
    return Column(name, BigInteger)


def flag(name: str) -> Column[int]:
    """Yes (1) or no (0)."""
    return Column(name, BigInteger, nullable=False, server_default="0", info={"kind": "flag"})


def day(value: date | None) -> str | None:
    """A date as its text column keeps it."""
    return value.isoformat() if value else None


def instant(name: str) -> Column[int]:
    """An instant in microseconds since 1970 UTC: exact, and both databases can subtract two of them."""
    return Column(name, BigInteger, info={"kind": "instant"})


def micros(moment: datetime) -> int:
    """The value of an `instant` column."""
    return (moment - EPOCH) // MICROSECOND


def at_scale(amount: Decimal) -> int:
    """The value of a `scaled` column; the amount has at most six decimals (contracts refuse finer input)."""
    return int(amount.scaleb(SCALE))


def listed(codes: Iterable[str]) -> str:
    """The value of a `names` column, each code once; an empty string for none."""
    unique = ",".join(dict.fromkeys(codes))
    return f",{unique}," if unique else ""


def as_json(value: object) -> str:
    """The value of a `structure` column."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
