"""Working calendars: one country, one time zone, year by year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.working_calendar import DefineWorkingCalendar, WorkingYear
from events.working_calendar import WorkingCalendarDefined, WorkingCalendarEvent


@dataclass(frozen=True)
class WorkingCalendar:
    """A calendar; `defined` is what was said last of each year."""

    code: str = ""
    country: str = ""
    time_zone: str = ""
    defined: Mapping[int, WorkingCalendarDefined] = field(default_factory=dict)

    @cached_property
    def years(self) -> Mapping[int, WorkingYear]:
        """What `bots.working_time` reckons with."""
        names = set(WorkingYear.model_fields)
        return {
            year: WorkingYear.model_validate({name: value for name, value in dict(event).items() if name in names})
            for year, event in self.defined.items()
        }


def decide(state: WorkingCalendar, command: DefineWorkingCalendar, facts: Facts) -> Decision:
    """Define a year or define it anew; country and time zone stay, since moments are reckoned across years."""
    if state.code and (state.country, state.time_zone) != (command.country, command.time_zone):
        return refuse("calendar-elsewhere", calendar=state.code, country=state.country, time_zone=state.time_zone)
    defined = WorkingCalendarDefined(**dict(command))
    return () if state.defined.get(command.year) == defined else (defined,)


def evolve(state: WorkingCalendar, event: WorkingCalendarEvent) -> WorkingCalendar:
    """Apply one event."""
    defined = {**state.defined, event.year: event}
    return WorkingCalendar(event.calendar, event.country, event.time_zone, defined)


WORKING_CALENDAR = Aggregate("working_calendar", WorkingCalendar(), decide, evolve)
