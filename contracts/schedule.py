"""The schedule of a project: its tasks, their order, budget and dates, and how far each of them is."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import MOST_LINES, Code, MonthPeriod, NewMoney, Percent, Scaled, Text, Value, month_of
from contracts.wrong import wrong

LONGEST_DAYS = 36_525
"""A century: no task lasts longer."""
Positive = Annotated[Scaled, Field(gt=0)]


class Share(Value):
    """How much of a task's budget is planned for a month."""

    period: MonthPeriod
    percent: Percent


class PlannedTask(Value):
    """A task of the work breakdown structure, below a cost code.

    It starts after all tasks of `after` are finished. Its budget is planned linearly over its days, unless `phasing`
    states the share of each month. Its weight in the physical progress is its budget, unless all tasks
    state one.
    """

    task: Code
    name: Text
    owner: Code
    cost_code: Code
    budget: NewMoney
    start: date
    finish: date
    after: tuple[Code, ...] = ()
    weight: Positive | None = None
    phasing: tuple[Share, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not 0 <= (self.finish - self.start).days < LONGEST_DAYS:
            raise wrong("field-task-days", start=self.start, finish=self.finish)
        if self.budget.amount <= 0:
            raise wrong("field-task-without-budget")
        if self.phasing:
            self._phasing_fits()
        return self

    def _phasing_fits(self) -> None:
        periods = [share.period for share in self.phasing]
        if len(set(periods)) < len(periods) or sum(share.percent for share in self.phasing) != 100:
            raise wrong("field-shares-whole")
        if min(periods) < month_of(self.start) or max(periods) > month_of(self.finish):
            raise wrong("field-share-outside-task", first=month_of(self.start), last=month_of(self.finish))


class BaselineSchedule(Command):
    """Set the baseline that a project is measured by: the first, or a new version with its reason."""

    contract = "schedule.baseline"
    permission = "schedule.baseline"
    by = "person"
    entity: Code
    project: Code
    tasks: Annotated[tuple[PlannedTask, ...], Field(min_length=1, max_length=MOST_LINES)]
    reason: Text | None = None

    @model_validator(mode="after")
    def _weighted_alike(self) -> Self:
        if len({task.weight is None for task in self.tasks}) > 1:
            raise wrong("field-weights-all-or-none")
        return self


class RecordProgress(Command):
    """Say how much of a task was done, in all, at the end of a day."""

    contract = "schedule.record_progress"
    permission = "schedule.record_progress"
    entity: Code
    project: Code
    task: Code
    percent: Positive
    on: date
    note: Text | None = None


class ReverseProgress(Command):
    """Take the last entry of a task back, because it was wrong."""

    contract = "schedule.reverse_progress"
    permission = "schedule.record_progress"
    entity: Code
    project: Code
    task: Code
    why: Text
