"""Cash ahead: what is expected to go out and come in, week by week, what each week is made of, and what runs dry first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 26
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Expected:
    """Money expected on a day: out is negative, in minor units. `why` is the code of the reason for this day."""

    account: str
    kind: str
    document: str
    amount: int
    on: date
    why: str


@dataclass(frozen=True)
class Week:
    """One account in one week: opening + inflow + outflow = closing; the items add up to the two."""

    account: str
    number: int
    first: date
    last: date
    opening: int
    inflow: int
    outflow: int
    closing: int
    items: tuple[Expected, ...]
    tipped_by: Expected | None = None
    """The item that takes the account below nothing for the first time."""


@dataclass(frozen=True)
class Forecast:
    """All weeks of all accounts, the first in which each one runs dry, and what lies beyond the last week."""

    weeks: tuple[Week, ...]
    dry: tuple[Week, ...]
    later: tuple[Expected, ...]


def forecast(opening: Mapping[str, int], expected: Iterable[Expected], today: date, weeks: int = WEEKS) -> Forecast:
    """Put each figure into its week, once: what is overdue into the first. An account of a figure may be new: from 0."""
    end = today + weeks * WEEK
    by_account: dict[str, list[Expected]] = {account: [] for account in opening}
    later: list[Expected] = []
    for item in expected:
        (by_account.setdefault(item.account, []) if item.on < end else later).append(item)
    found = [_weeks(account, opening.get(account, 0), items, today, weeks) for account, items in by_account.items()]
    dry = [week for account in found for week in account if week.tipped_by]
    return Forecast(tuple(week for account in found for week in account), tuple(dry), tuple(later))


def _weeks(account: str, opening: int, items: Iterable[Expected], today: date, weeks: int) -> list[Week]:
    of_week: dict[int, list[Expected]] = defaultdict(list)
    for item in items:
        of_week[max((item.on - today).days // 7, 0)].append(item)
    found, balance, dry = [], opening, opening < 0
    for number in range(weeks):
        # What comes in on a day is there for what goes out on it.
        inside = sorted(of_week[number], key=lambda item: (item.on, item.amount < 0, item.document))
        tipped = None if dry else _tipping(balance, inside)
        dry = dry or tipped is not None
        inflow = sum(max(item.amount, 0) for item in inside)
        outflow = sum(min(item.amount, 0) for item in inside)
        first, closing = today + number * WEEK, balance + inflow + outflow
        last = first + timedelta(days=6)
        found.append(Week(account, number + 1, first, last, balance, inflow, outflow, closing, tuple(inside), tipped))
        balance = closing
    return found


def _tipping(balance: int, items: Iterable[Expected]) -> Expected | None:
    for item in items:
        balance += item.amount
        if balance < 0:
            return item
    return None


Planned = tuple[date, str, int]
"""The day, the document that says so, and how much."""


@dataclass(frozen=True)
class Shortage:
    """An account that falls below nothing: on which day for the first time, and how much it lacks at the worst."""

    account: str
    on: date
    missing: int


def shortages(found: Forecast, weeks: int) -> list[Shortage]:
    """The accounts that run dry within so many weeks; what lies after these does not count."""
    low: dict[str, tuple[date, int]] = {}
    for week in found.weeks:
        balance = week.opening
        for item in week.items if week.number <= weeks else ():
            balance += item.amount
            if balance < 0:
                first, missing = low.get(week.account, (max(item.on, week.first), 0))
                low[week.account] = (first, max(missing, -balance))
    return [Shortage(account, on, missing) for account, (on, missing) in low.items()]


def uncommitted(planned: Iterable[Planned], committed: int) -> list[Planned]:
    """What is planned and not ordered (or has not come) yet: what is, covers the earliest of the plan first."""
    left, found = committed, []
    for on, document, amount in sorted(planned):
        covered = min(amount, left)
        left -= covered
        if amount > covered:
            found.append((on, document, amount - covered))
    return found
