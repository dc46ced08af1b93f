"""What rules are given beside the reading: the day, master data, and small helpers that all of them share."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bots.numbers import plain
from contracts.reading import Finding, Master, Reading, Severity


class Context(NamedTuple):
    """`today` decides what lies in the future; without `master` the rules on master data do not run."""

    today: date
    master: Master | None = None


def _anything(_: Reading) -> bool:
    return True


class Rule(NamedTuple):
    """A named rule; a change of what it finds raises its version. `needs_master` rules run with master data only.

    A rule that has not what it works on (`needs`) is listed as not run: its silence says nothing.
    """

    id: str
    version: int
    find: Callable[[Reading, Context], Iterator[Finding]]
    needs_master: bool = False
    needs: Callable[[Reading], bool] = _anything


def finding(code: str, severity: Severity, **evidence: object) -> Finding:
    """A finding whose evidence is short text."""
    return Finding.of(code, severity, {name: _short(value) for name, value in evidence.items()})


def _short(value: object) -> str:
    """Text of at most 200 characters; figures without exponent."""
    return (plain(value) if isinstance(value, Decimal) else str(value))[:200]


def hard(reading: Reading) -> Severity:
    """`reject` where the invoice states its data itself, `exception` where we read a page and may have misread it."""
    return "exception" if reading.format == "pdf" else "reject"
