"""When a step is late: after so many hours, or after so many of working time where a calendar says what that is."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregates._base import Facts
from aggregates.approval_walk import deadline
from contracts.route import Step
from contracts.working_calendar import WorkingYear
from tests.bots.test_working_time import CHINA

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
"""17:00 in Shanghai, an hour before people go home; their Monday begins at 01:00 UTC."""


@pytest.mark.parametrize(
    ("hours", "years", "expected"),
    [
        ("working", CHINA, datetime(2026, 11, 30, 2, 0, tzinfo=UTC)),
        ("elapsed", CHINA, FRIDAY + timedelta(hours=2)),
        ("working", {}, FRIDAY + timedelta(hours=2)),
        ("working", {2025: CHINA[2026].model_copy(update={"year": 2025})}, FRIDAY + timedelta(hours=2)),
    ],
)
def test_a_deadline_runs_while_people_work_where_that_is_known(
    hours: str, years: dict[int, WorkingYear], expected: datetime
) -> None:
    step = Step.model_validate({"name": "s", "roles": ("buyer",), "hours": hours})
    assert deadline(step, 2, Facts(FRIDAY, years=years)) == expected
