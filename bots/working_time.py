"""Working time: how much of it lies between two moments, and which moment comes after some of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.working_calendar import WEEK, WorkingYear

Years = Mapping[int, WorkingYear]
"""The years of one calendar, which all have the same time zone."""
DAY = timedelta(days=1)


class UndefinedYearError(LookupError):
    """A calendar does not say how people work in a year: nothing is guessed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the working calendar has no year {year}")
        self.year = year


def is_worked(years: Years, day: date) -> bool:
    """Whether people work on a day. Raises UndefinedYearError."""
    known = _year(years, day)
    if any(each.day == day for each in known.working_days):
        return True
    holiday = any(each.day == day for each in known.holidays)
    return not holiday and WEEK[day.weekday()] not in known.weekend


def working_time_between(years: Years, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two moments; none where the end is not after the start."""
    if end <= start:
        return timedelta()
    spans = _spans(years, _local(years, start), _local(years, end))
    return sum((max(timedelta(), min(ends, end) - max(begins, start)) for begins, ends in spans), timedelta())


def after_working_time(years: Years, start: datetime, time: timedelta) -> datetime:
    """The first moment, in UTC, before which so much working time has passed since the start."""
    if time < timedelta():
        raise ValueError("working time is never negative")
    now, left = start.astimezone(UTC), time
    for begins, ends in _spans(years, _local(years, start)) if time else ():
        from_now = max(begins, now)
        if left <= ends - from_now:
            return from_now + left
        left -= max(timedelta(), ends - from_now)
    return now


def _spans(years: Years, day: date, last: date = date.max) -> Iterator[tuple[datetime, datetime]]:
    """(from, until) of all working hours of the days, in UTC, so that the change to summer time is exact."""
    while day <= last:
        known, before = _year(years, day), datetime.min.replace(tzinfo=UTC)
        zone = ZoneInfo(known.time_zone)
        for each in known.hours if is_worked(years, day) else ():
            begins, ends = (datetime.combine(day, at, zone).astimezone(UTC) for at in (each.begins, each.ends))
            # Where clocks are put forward, an hour that does not exist is nobody's.
            begins = max(begins, before)
            before = max(begins, ends)
            yield begins, before
        day += DAY


def _local(years: Years, moment: datetime) -> date:
    known = next(iter(years.values()), None)
    if known is None:
        raise UndefinedYearError(moment.year)
    return moment.astimezone(ZoneInfo(known.time_zone)).date()


def _year(years: Years, day: date) -> WorkingYear:
    if day.year not in years:
        raise UndefinedYearError(day.year)
    return years[day.year]
