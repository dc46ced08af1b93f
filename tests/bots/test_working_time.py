"""Working time: what lies between two moments and what comes after some of it agree, over holidays and summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.working_time import UndefinedYearError, after_working_time, is_worked, working_time_between
from contracts.working_calendar import NamedDay, WorkingHours, WorkingYear

OFFICE = (WorkingHours(begins=time(9), ends=time(12)), WorkingHours(begins=time(13), ends=time(18)))
NIGHT = (WorkingHours(begins=time(0), ends=time(2, 30)), WorkingHours(begins=time(2, 45), ends=time(23, 59)))
HOLIDAYS = tuple(NamedDay(day=date(2026, 10, day), name="国庆节") for day in range(1, 8))
MADE_UP = (NamedDay(day=date(2026, 10, 10), name="调休"),)


def year(number: int, zone: str = "Asia/Shanghai", hours: tuple[WorkingHours, ...] = OFFICE) -> WorkingYear:
    days = {"holidays": HOLIDAYS, "working_days": MADE_UP} if number == 2026 else {}
    return WorkingYear(year=number, time_zone=zone, hours=hours, **days)


CHINA = {number: year(number) for number in (2026, 2027)}
BERLIN = {number: year(number, "Europe/Berlin", NIGHT) for number in (2026, 2027)}
NEW_YORK = {number: year(number, "America/New_York") for number in (2026, 2027)}


def shanghai(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_holidays_are_free_and_made_up_for(day: date, worked: bool) -> None:
    assert is_worked(CHINA, day) == worked


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (shanghai(9, 30, 9), shanghai(9, 30, 18), 8),
        (shanghai(9, 30, 12), shanghai(9, 30, 13), 0),
        (shanghai(9, 30, 17), shanghai(10, 8, 10), 2),
        (shanghai(10, 9, 17), shanghai(10, 12, 10), 10),
        (shanghai(9, 30, 18), shanghai(10, 8, 9), 0),
        (shanghai(9, 30, 18), shanghai(9, 30, 9), 0),
    ],
)
def test_between(start: datetime, end: datetime, hours: int) -> None:
    assert working_time_between(CHINA, start, end) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "hours", "then"),
    [
        (shanghai(9, 30, 9), 8, shanghai(9, 30, 18)),
        (shanghai(9, 30, 17), 2, shanghai(10, 8, 10)),
        (shanghai(10, 9, 17), 10, shanghai(10, 12, 10)),
        (shanghai(10, 3, 1), 0, shanghai(10, 3, 1)),
    ],
)
def test_after(start: datetime, hours: int, then: datetime) -> None:
    assert after_working_time(CHINA, start, timedelta(hours=hours)) == then


def test_a_year_without_a_calendar_is_never_guessed() -> None:
    only = {2026: year(2026)}
    end = datetime(2026, 12, 31, 15, tzinfo=UTC)  # an hour before the Chinese new year's day begins
    assert working_time_between(only, shanghai(12, 31, 9), end) == timedelta(hours=8)
    with pytest.raises(UndefinedYearError) as missing:
        working_time_between(only, shanghai(12, 31, 9), end + timedelta(hours=2))
    assert missing.value.year == 2027
    with pytest.raises(UndefinedYearError):
        after_working_time(only, shanghai(12, 31, 17), timedelta(hours=2))
    with pytest.raises(UndefinedYearError):
        after_working_time({}, shanghai(12, 31, 17), timedelta(hours=2))
    assert working_time_between({}, end, end) == timedelta(), "where nothing passes, no calendar is asked"
    with pytest.raises(ValueError, match="never negative"):
        after_working_time(CHINA, shanghai(9, 30, 9), timedelta(hours=-1))


calendars = st.sampled_from([CHINA, BERLIN, NEW_YORK])
moments = st.datetimes(datetime(2026, 2, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.integers(0, 60 * 24 * 30).map(lambda minutes: timedelta(minutes=minutes))


@given(calendars, moments, st.integers(1, 60 * 60).map(lambda minutes: timedelta(minutes=minutes)))
@settings(max_examples=150, deadline=None)
def test_after_is_the_first_moment_with_that_much_between(
    years: dict[int, WorkingYear], start: datetime, wanted: timedelta
) -> None:
    end = after_working_time(years, start, wanted)
    assert working_time_between(years, start, end) == wanted
    assert working_time_between(years, start, end - timedelta(microseconds=1)) < wanted


@given(calendars, moments, spans, spans)
@settings(max_examples=150, deadline=None)
def test_time_between_adds_up_and_is_never_more_than_what_passed(
    years: dict[int, WorkingYear], start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    one, two = working_time_between(years, start, middle), working_time_between(years, middle, end)
    assert one + two == working_time_between(years, start, end)
    assert timedelta() <= one <= first
