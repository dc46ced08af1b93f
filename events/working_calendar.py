"""What happens to working calendars."""

from contracts.working_calendar import NamedDay, WorkingHours
from events._base import Event


class WorkingCalendarDefined(Event):
    """A year of a working calendar is this from now on."""

    stored_as = "working_calendar.defined.v1"
    calendar: str
    year: int
    name: str
    country: str
    time_zone: str
    weekend: tuple[str, ...]
    hours: tuple[WorkingHours, ...]
    holidays: tuple[NamedDay, ...]
    working_days: tuple[NamedDay, ...]


WorkingCalendarEvent = WorkingCalendarDefined
