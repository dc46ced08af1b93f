"""Commands on working calendars."""

from collections.abc import Mapping

from activities._registry import handles
from activities.policies import Policies
from aggregates.legal_entity import LEGAL_ENTITY
from aggregates.working_calendar import WORKING_CALENDAR, WorkingCalendar
from contracts.ids import stream_id
from contracts.values import Ref
from contracts.working_calendar import DefineWorkingCalendar, WorkingYear
from store.work import Work


@handles(DefineWorkingCalendar)
def working_calendar(work: Work, command: DefineWorkingCalendar, _policies: Policies) -> Ref:
    """Define a year of a calendar, or define it anew."""
    work.permit("*")
    stream = stream_id("working_calendar", command.calendar)
    work.act(WORKING_CALENDAR, stream, command)
    return Ref(kind="working_calendar", id=stream, number=command.calendar)


def years_of(work: Work, entity: str) -> Mapping[int, WorkingYear]:
    """How people of a legal entity work, year by year; {}: it names no calendar."""
    code = work.load_by_key(LEGAL_ENTITY, entity).calendar
    return work.load_by_key(WORKING_CALENDAR, code).years if code else {}


def known_calendar(work: Work, code: str) -> WorkingCalendar:
    """A calendar that must exist. Raises Refused."""
    found = work.load_by_key(WORKING_CALENDAR, code)
    if not found.code:
        raise work.refuse("unknown-calendar", calendar=code)
    return found
