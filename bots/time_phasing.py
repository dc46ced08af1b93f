"""Budgets over time: the planned value of a task by month, and of a plan on any day, linear within each part."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from bots.earned_value import rounded
from contracts.currency import quantum
from contracts.values import month_of

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """So much is planned for these days, both inclusive, the same each day; all of them lie in one month."""

    first: date
    last: date
    amount: Decimal

    @property
    def period(self) -> str:
        """The month, "2026-11"."""
        return month_of(self.first)

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days of each month from `first` to `last`, both inclusive."""
    while first <= last:
        end = min(last, first.replace(day=monthrange(first.year, first.month)[1]))
        yield first, end
        first = end + DAY


def phased(
    budget: Decimal, currency: str, first: date, last: date, stated: Mapping[str, Decimal] | None = None
) -> tuple[Part, ...]:
    """A budget spread over the months of a task: by days, or by the stated percentage of each month.

    The cumulative amount is rounded, not each part: the parts add up to the budget, to the cent.
    """
    spans = list(months(first, last))
    whole = Fraction((last - first).days + 1)
    done, parts, given = Fraction(0), [], Decimal(0)
    for start, end in spans:
        share = Fraction((end - start).days + 1) / whole
        done += Fraction(stated.get(month_of(start), Decimal(0))) / 100 if stated else share
        upto = rounded(Fraction(budget) * done, quantum(currency))
        parts.append(Part(start, end, upto - given))
        given = upto
    return tuple(parts)


def planned_on(parts: Iterable[Part], day: date) -> Fraction:
    """What the plan has earned at the end of a day, exactly."""
    return sum((_until(part, day) for part in parts), Fraction(0))


def _until(part: Part, day: date) -> Fraction:
    passed = min(max((day - part.first).days + 1, 0), part.days)
    return Fraction(part.amount) * passed / part.days


def curve(parts: Iterable[Part]) -> tuple[tuple[Fraction, Fraction], ...]:
    """(days since the plan's first morning, planned by then) wherever the pace changes; empty without parts."""
    pace: dict[date, Fraction] = defaultdict(Fraction)
    for part in parts:
        pace[part.first] += Fraction(part.amount) / part.days
        pace[part.last + DAY] -= Fraction(part.amount) / part.days
    points, rate, value = [], Fraction(0), Fraction(0)
    days = sorted(pace)
    for before, day in pairwise(days):
        rate += pace[before]
        value += rate * (day - before).days
        points.append((Fraction((day - days[0]).days), value))
    return tuple(points)


def days_passed(parts: Iterable[Part], day: date) -> Fraction:
    """The actual time at the end of a day, in days since the plan's first morning; zero before it and without a plan."""
    first = min((part.first for part in parts), default=None)
    return Fraction(0) if first is None else Fraction(max((day - first).days + 1, 0))
