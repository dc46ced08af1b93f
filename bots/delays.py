"""Tasks that will be late: when each is expected to end at its planned pace, what holds it up, and whose that is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from graphlib import TopologicalSorter
from math import ceil
from typing import Literal

Cause = Literal["behind-plan", "not-started", "predecessor-late"]
DAY, WHOLE = timedelta(days=1), Decimal(100)


@dataclass(frozen=True)
class TaskStanding:
    """A task as planned, and how much of it was done at the end of which day."""

    task: str
    owner: str
    start: date
    finish: date
    after: tuple[str, ...] = ()
    percent: Decimal = Decimal(0)
    progress_on: date | None = None

    @property
    def days(self) -> int:
        """How many days it is planned to take."""
        return (self.finish - self.start).days + 1


@dataclass(frozen=True)
class Delay:
    """An open task that will end late; `root` is the task that holds it up, itself or an earlier one, of `owner`."""

    task: str
    planned: date
    expected: date
    cause: Cause
    root: str
    owner: str

    @property
    def days_late(self) -> int:
        """By how many days."""
        return (self.expected - self.planned).days


def delays(tasks: Iterable[TaskStanding], today: date) -> tuple[Delay, ...]:
    """The open tasks that will be late, in the order of the plan.

    What is left of a task takes its share of the planned days, from today on, or from the end of its predecessors.
    """
    known = {task.task: task for task in tasks}
    ends: dict[str, date] = {}
    found: dict[str, Delay] = {}
    for name in TopologicalSorter({name: known[name].after for name in known}).static_order():
        task = known[name]
        blocker = _blocker(task, ends, today)
        ends[name] = end = _expected_end(task, ends[blocker] if blocker else None, today)
        if task.percent < WHOLE and end > task.finish:
            found[name] = _delay(task, end, known[blocker] if blocker else None, found)
    return tuple(found[name] for name in known if name in found)


def _blocker(task: TaskStanding, ends: Mapping[str, date], today: date) -> str | None:
    """The predecessor that ends last, where it keeps the task from beginning as early as it could."""
    if task.percent or not task.after:
        return None
    last = max(task.after, key=lambda name: ends[name])
    return last if ends[last] + DAY > max(task.start, today) else None


def _expected_end(task: TaskStanding, blocked_until: date | None, today: date) -> date:
    if task.percent == WHOLE:
        return task.progress_on or task.finish
    if task.percent:
        begins = today + DAY if task.progress_on == today else today
    else:
        begins = blocked_until + DAY if blocked_until else max(task.start, today)
    return begins + timedelta(days=ceil((WHOLE - task.percent) * task.days / WHOLE) - 1)


def _delay(task: TaskStanding, end: date, blocker: TaskStanding | None, found: Mapping[str, Delay]) -> Delay:
    if blocker is None:
        cause: Cause = "behind-plan" if task.percent else "not-started"
        return Delay(task.task, task.finish, end, cause, task.task, task.owner)
    root, owner = blocker.task, blocker.owner
    if earlier := found.get(blocker.task):
        root, owner = earlier.root, earlier.owner
    return Delay(task.task, task.finish, end, "predecessor-late", root, owner)
