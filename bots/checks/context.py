"""What rules are given beside the reading: the day, master data, and small helpers that all of them share."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bots.days import day
from bots.numbers import plain
from contracts.reading import Finding, Master, Reading, Severity

__all__ = ["Context", "Rule", "day", "finding", "hard", "placed"]


class Context(NamedTuple):
    """`today` decides what lies in the future; without `master` the rules on master data do not run."""

    today: date
    master: Master | None = None


def _anything(_: Reading) -> bool:
    return True


def _whatever(_: Reading, __: Context) -> bool:
    return True


class Rule(NamedTuple):
    """A named rule; a change of what it finds raises its version. `needs_master` rules run with master data only.

    It runs on the documents that it is for (`where`), issued from `valid_from` to `valid_to` (both days are in; an
    invoice whose date is not known is judged by all). One that has not what it works on (`needs`) is listed as not
    run: its silence says nothing, and neither does that of one that `needs_history` (what was recorded before), or what
    else it asks of master data (`asks`), where that is not told. `severity` is the worst that it finds, `field` where on
    the page that is shown.
    """

    id: str
    version: int
    find: Callable[[Reading, Context], Iterator[Finding]]
    needs_master: bool = False
    needs_history: bool = False
    needs: Callable[[Reading], bool] = _anything
    asks: Callable[[Reading, Context], bool] = _whatever
    where: Callable[[Reading], bool] = _anything
    severity: Severity = "reject"
    field: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def name(self) -> str:
        """Which rule it is, for the record of what ran."""
        return f"{self.id}@{self.version}"

    def holds_for(self, reading: Reading) -> bool:
        """Whether it judges such a document of such a date at all."""
        issued = day(reading.value("issue_date"))
        begun = issued is None or self.valid_from is None or self.valid_from <= issued
        ended = issued is not None and self.valid_to is not None and self.valid_to < issued
        return begun and not ended and self.where(reading)

    def can_run(self, reading: Reading, context: Context) -> bool:
        """Whether it has what it works on."""
        told = context.master is not None and context.master.invoices is not None
        return self.needs(reading) and self.asks(reading, context) and (told or not self.needs_history)

    def findings(self, reading: Reading, context: Context) -> Iterator[Finding]:
        """What it finds, each finding with the page and box of the field that it is about."""
        return (placed(found, reading, self.field) for found in self.find(reading, context))


def placed(found: Finding, reading: Reading, name: str | None) -> Finding:
    """The finding with page and box of the field that its evidence names, else of `name`; its own place stays."""
    told = dict(found.evidence).get("field", "")
    field = reading.fields.get(told) or reading.fields.get(name or "")
    if found.page is not None or field is None or field.page is None:
        return found
    return found.model_copy(update={"page": field.page, "box": field.box})


def finding(code: str, severity: Severity, /, **evidence: object) -> Finding:
    """A finding whose evidence is short text."""
    return Finding.of(code, severity, {name: _short(value) for name, value in evidence.items()})


def _short(value: object) -> str:
    """Text of at most 200 characters; figures without exponent."""
    return (plain(value) if isinstance(value, Decimal) else str(value))[:200]


PAGES = ("pdf", "image")
"""Formats of which a page is read, which we may misread; all others state their data themselves."""


def hard(reading: Reading) -> Severity:
    """`reject` where the invoice states its data itself, `exception` where we read a page and may have misread it."""
    return "exception" if reading.format in PAGES else "reject"
