"""Working calendars: what was defined last of each year is what working time is reckoned with."""

from __future__ import annotations

from datetime import date

from aggregates.working_calendar import WORKING_CALENDAR
from bots.working_time import is_worked
from contracts.working_calendar import DefineWorkingCalendar, NamedDay, WorkingYear
from events.working_calendar import WorkingCalendarDefined
from tests.examples import COMMAND_EXAMPLES, EVENT_EXAMPLES
from tests.support.house import given

CHINA = EVENT_EXAMPLES["working_calendar.defined.v1"]
DEFINE = COMMAND_EXAMPLES["working_calendar.define"]
ARMISTICE = date(2026, 11, 11)


def test_years_are_reckoned_with_as_defined_last() -> None:
    assert isinstance(DEFINE, DefineWorkingCalendar)
    more = DEFINE.model_copy(update={"holidays": (*DEFINE.holidays, NamedDay(day=ARMISTICE, name="x"))})
    next_year = DEFINE.model_copy(update={"year": 2027, "holidays": (), "working_days": ()})
    before = given(WORKING_CALENDAR, CHINA).state.years
    assert before == {2026: WorkingYear.model_validate(DEFINE.model_dump(include=set(WorkingYear.model_fields)))}
    after = given(WORKING_CALENDAR, CHINA).when(more).then(WorkingCalendarDefined).years
    assert (is_worked(before, ARMISTICE), is_worked(after, ARMISTICE)) == (True, False)
    both = given(WORKING_CALENDAR, CHINA).when(next_year).then(WorkingCalendarDefined).years
    assert {year: known.year for year, known in both.items()} == {2026: 2026, 2027: 2027}
