"""Working calendars: on which days and at which hours people work, year by year."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from contracts._base import Command
from contracts.values import Code, Country, Text, Value
from contracts.wrong import wrong

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEK: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As `date.weekday()` counts."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise wrong("field-zone-unknown", zone=name) from error
    return name


def _to_the_minute(value: time) -> time:
    if value.tzinfo or value.second or value.microsecond:
        raise wrong("field-not-to-the-minute")
    return value


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
"""IANA: "Asia/Shanghai"."""
Minute = Annotated[time, AfterValidator(_to_the_minute)]


class NamedDay(Value):
    """A day and why it is special: a holiday, or a day worked in exchange for one (调休)."""

    day: date
    name: Text


class WorkingHours(Value):
    """People work from `begins` until `ends`, by their clock."""

    begins: Minute
    ends: Minute

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends <= self.begins:
            raise wrong("field-hours-end-first", begins=self.begins, ends=self.ends)
        return self


def _days(days: tuple[NamedDay, ...]) -> tuple[NamedDay, ...]:
    if len({each.day for each in days}) != len(days):
        raise wrong("field-day-twice")
    return tuple(sorted(days, key=lambda each: each.day))


def _hours(hours: tuple[WorkingHours, ...]) -> tuple[WorkingHours, ...]:
    if any(later.begins < earlier.ends for earlier, later in pairwise(hours)):
        raise wrong("field-hours-overlap")
    return hours


def _once(weekend: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    return tuple(name for name in WEEK if name in weekend)


Days = Annotated[tuple[NamedDay, ...], Field(max_length=366), AfterValidator(_days)]


class WorkingYear(Value):
    """A year of a working calendar. Whatever is no weekend and no holiday is worked, and so are the make-up days."""

    year: Annotated[int, Field(ge=1970, le=9998)]
    time_zone: TimeZone
    weekend: Annotated[tuple[Weekday, ...], AfterValidator(_once)] = ("saturday", "sunday")
    hours: Annotated[tuple[WorkingHours, ...], Field(min_length=1, max_length=24), AfterValidator(_hours)]
    holidays: Days = ()
    working_days: Days = ()
    """Days of the weekend that are worked in exchange for a holiday (调休)."""

    @model_validator(mode="after")
    def _days_of_this_year(self) -> Self:
        if any(each.day.year != self.year for each in (*self.holidays, *self.working_days)):
            raise wrong("field-day-of-other-year", year=self.year)
        if {each.day for each in self.holidays} & {each.day for each in self.working_days}:
            raise wrong("field-holiday-or-worked")
        if any(WEEK[each.day.weekday()] not in self.weekend for each in self.working_days):
            raise wrong("field-make-up-on-weekend")
        return self


class DefineWorkingCalendar(WorkingYear, Command):
    """Define a year of a working calendar, or define it anew."""

    contract = "working_calendar.define"
    permission = "legal_entity.administer"
    calendar: Code
    name: Text
    country: Country
