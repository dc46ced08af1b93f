"""What happens to the schedule of a project."""

from datetime import date

from contracts.schedule import PlannedTask
from contracts.values import Money, Ref, Scaled, Value
from events._base import Event


class PlannedPart(Value):
    """So much of a task's budget is planned for these days of one month, both inclusive, the same each day."""

    first: date
    last: date
    amount: Money


class BaselinedTask(Value):
    """A task as planned, its budget over time, and what a new budget changes of the value earned before."""

    plan: PlannedTask
    parts: tuple[PlannedPart, ...]
    restated: Money | None = None


class ScheduleBaselined(Event):
    """A version of the baseline holds from now on; tasks that it no longer has are dropped."""

    stored_as = "schedule.baselined.v1"
    ref: Ref
    version: int
    currency: str
    total: Money
    tasks: tuple[BaselinedTask, ...]
    dropped: tuple[str, ...] = ()
    baselined_by: str
    baselined_on: date
    reason: str | None = None


class ProgressRecorded(Event):
    """More of a task was done at the end of a day: `percent` in all, worth `earned` more than before."""

    stored_as = "schedule.progress_recorded.v1"
    ref: Ref
    task: str
    cost_code: str
    percent: Scaled
    before: Scaled
    on: date
    earned: Money
    recorded_by: str
    note: str | None = None


class ProgressReversed(Event):
    """The last entry of a task was wrong: `percent` holds again, since `since`; `earned` is negative."""

    stored_as = "schedule.progress_reversed.v1"
    ref: Ref
    task: str
    cost_code: str
    percent: Scaled
    before: Scaled
    on: date
    earned: Money
    reversed_by: str
    why: str
    since: date | None = None


ScheduleEvent = ScheduleBaselined | ProgressRecorded | ProgressReversed
