"""Dates must come in their order: what begins before it ends, what happened before it is recorded."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from pydantic import BaseModel

from audit.quality._finding import Finding, Holder, joined, judged, kind_of, names
from contracts.reading import FIELD_NAMES, Reading
from events._base import Recorded
from events.rfq import RfqAmended, RfqIssued

IN_ORDER = (
    ("valid_from", "valid_until"),
    ("valid_from", "valid_to"),
    ("start", "finish"),
    ("issue_date", "due_date"),
)
"""The first is not after the second, where one value has both."""
HAPPENED = ("issue_date", "measured_on", "signed_on", "received_on", "received_at", "expired_at")
"""Days and instants that cannot lie after the recording of the event that tells of them."""
DAYS_OF_KINDS = {"labour_sheet": "day"}
"""The same, for a name that means this in one kind of document alone."""
AHEAD = timedelta(hours=14)
"""How far the day of a place can be ahead of UTC: an invoice of tomorrow, in Kiribati, is none of the future."""


def dates(recorded: Recorded, found: list[Holder]) -> Iterator[Finding]:
    """Every pair of dates of an event, and every date against its recording."""
    yield _ordered("occurred_at", recorded.occurred_at, "recorded_at", recorded.recorded_at)
    event = recorded.event
    if isinstance(event, RfqIssued | RfqAmended):
        yield _ordered("deadline", recorded.occurred_at, "deadline", event.deadline)
    for path, holder in found:
        pairs, happened = _dated(type(holder), DAYS_OF_KINDS.get(kind_of(recorded)))
        for first, second in pairs:
            yield from _pair(path, first, _stated(holder, first), second, _stated(holder, second))
        for name in happened:
            yield from _pair(path, name, _stated(holder, name), "recorded_at", recorded.recorded_at + AHEAD)


@cache
def _dated(kind: type[BaseModel], own: str | None) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Which pairs and which days a class of values has."""
    has = {*names(kind), *(FIELD_NAMES if kind is Reading else ())}
    pairs = tuple(pair for pair in IN_ORDER if has.issuperset(pair))
    return pairs, tuple(name for name in (*HAPPENED, own or "") if name in has)


def _stated(holder: BaseModel, name: str) -> date | None:
    """A date of a value; of what was read from a file, the date that the text stands for (None: it stands for none)."""
    value: object = getattr(holder, name, None)
    if isinstance(holder, Reading) and name in holder.fields:
        value = holder.fields[name].value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _pair(path: str, first: str, begins: date | None, second: str, ends: date | None) -> Iterator[Finding]:
    if begins is not None and ends is not None:
        yield _ordered(joined(path, first), begins, second, ends)


def _ordered(field: str, begins: date, second: str, ends: date) -> Finding:
    """An instant and a day are compared as days."""
    if not (isinstance(begins, datetime) and isinstance(ends, datetime)):
        begins, ends = _day(begins), _day(ends)
    return judged("date-order", field, begins <= ends, value=begins, than=second, other=ends)


def _day(value: date) -> date:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value
