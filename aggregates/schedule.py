"""Schedules: the baseline in versions, and the progress of each task, which only rises and keeps to the order of work."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.schedule_plan import parts_of, plan_refusal, predecessors
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress, ReverseProgress
from contracts.values import Money, Ref, money
from events.schedule import BaselinedTask, ProgressRecorded, ProgressReversed, ScheduleBaselined, ScheduleEvent

ZERO, WHOLE = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Entry:
    """So much of a task was done, in all, at the end of a day."""

    percent: Decimal
    on: date


@dataclass(frozen=True)
class Schedule:
    """The schedule of one project; `entries` are those that count, oldest first, by task."""

    ref: Ref | None = None
    currency: str = ""
    version: int = 0
    tasks: Mapping[str, PlannedTask] = field(default_factory=dict)
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def last(self, task: str) -> Entry | None:
        """The newest entry of a task."""
        entries = self.entries.get(task)
        return entries[-1] if entries else None

    def percent(self, task: str) -> Decimal:
        """How much of a task is done."""
        last = self.last(task)
        return last.percent if last else ZERO


@dataclass(frozen=True)
class Baseline:
    """BaselineSchedule with the project's schedule and currency."""

    command: BaselineSchedule
    ref: Ref
    currency: str


def earned(task: PlannedTask, percent: Decimal) -> Money:
    """What is earned when so much of a task is done; all of its budget when all is."""
    return money(task.budget.amount * percent / WHOLE, task.budget.currency)


def decide(state: Schedule, command: Baseline | RecordProgress | ReverseProgress, facts: Facts) -> Decision:
    """A new baseline keeps what was done; progress rises, day by day, in the order of the tasks."""
    if isinstance(command, Baseline):
        return _baseline(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="schedule")
    task = state.tasks.get(command.task)
    if task is None:
        return refuse("unknown-task", project=command.project, task=command.task)
    match command:
        case RecordProgress():
            return _record(state, state.ref, task, command, facts)
        case ReverseProgress():
            return _reverse(state, state.ref, task, command, facts)
        case _:
            assert_never(command)


def _baseline(state: Schedule, command: Baseline, facts: Facts) -> Decision:
    asked = command.command
    tasks = {task.task: task for task in asked.tasks}
    if wrong := plan_refusal(asked.tasks, command.currency) or _loses_progress(state, tasks):
        return wrong
    if tasks == state.tasks:
        return ()
    if state.version and asked.reason is None:
        return refuse("baseline-without-reason", version=state.version + 1)
    return (
        ScheduleBaselined(
            ref=command.ref,
            version=state.version + 1,
            currency=command.currency,
            total=money(sum((task.budget.amount for task in asked.tasks), ZERO), command.currency),
            tasks=tuple(_baselined(state, task) for task in asked.tasks),
            dropped=tuple(name for name in state.tasks if name not in tasks),
            baselined_by=facts.actor.name,
            baselined_on=facts.today,
            reason=asked.reason,
        ),
    )


def _baselined(state: Schedule, task: PlannedTask) -> BaselinedTask:
    before, done = state.tasks.get(task.task), state.percent(task.task)
    restated = earned(task, done) - earned(before, done) if before and done else None
    return BaselinedTask(plan=task, parts=parts_of(task), restated=restated if restated and restated.amount else None)


def _loses_progress(state: Schedule, tasks: Mapping[str, PlannedTask]) -> Refusal | None:
    """Work that was done stays in the plan, under its cost code, after what it had to wait for."""
    for name in state.tasks:
        kept = tasks.get(name)
        if state.percent(name) and (kept is None or kept.cost_code != state.tasks[name].cost_code):
            return refuse("task-has-progress", task=name, percent=state.percent(name))
    for task, before in predecessors(tasks):
        for entry in state.entries.get(task.task, ())[:1]:
            if waits := _waits_for(state, task, before, entry.on):
                return waits
    return None


def _waits_for(state: Schedule, task: PlannedTask, before: PlannedTask, on: date) -> Refusal | None:
    """Finish to start: nothing is done of a task before the day on which its predecessor was finished."""
    last = state.last(before.task)
    if last and last.percent == WHOLE and last.on <= on:
        return None
    done = last.percent if last else ZERO
    return refuse("predecessor-open", task=task.task, predecessor=before.task, percent=done, on=on)


def _record(state: Schedule, ref: Ref, task: PlannedTask, command: RecordProgress, facts: Facts) -> Decision:
    last, done = state.last(task.task), state.percent(task.task)
    if command.on > facts.today:
        return refuse("progress-in-future", on=command.on, today=facts.today)
    if command.percent > WHOLE:
        return refuse("progress-over-hundred", task=task.task, percent=command.percent)
    if command.percent <= done:
        return refuse("progress-not-rising", task=task.task, percent=command.percent, done=done)
    if last and command.on < last.on:
        return refuse("progress-before-last", task=task.task, on=command.on, last=last.on)
    for name in task.after:
        if waits := _waits_for(state, task, state.tasks[name], command.on):
            return waits
    recorded = ProgressRecorded(
        ref=ref,
        task=task.task,
        cost_code=task.cost_code,
        percent=command.percent,
        before=done,
        on=command.on,
        earned=earned(task, command.percent) - earned(task, done),
        recorded_by=facts.actor.name,
        note=command.note,
    )
    return (recorded,)


def _reverse(state: Schedule, ref: Ref, task: PlannedTask, command: ReverseProgress, facts: Facts) -> Decision:
    entries = state.entries.get(task.task, ())
    if not entries:
        return refuse("no-progress-to-reverse", task=task.task)
    for after, before in predecessors(state.tasks):
        if before.task == task.task and state.percent(after.task):
            return refuse("successor-started", task=task.task, successor=after.task)
    done, left = entries[-1].percent, entries[-2] if entries[1:] else None
    percent = left.percent if left else ZERO
    back = ProgressReversed(
        ref=ref,
        task=task.task,
        cost_code=task.cost_code,
        percent=percent,
        before=done,
        on=facts.today,
        earned=earned(task, percent) - earned(task, done),
        reversed_by=facts.actor.name,
        why=command.why,
        since=left.on if left else None,
    )
    return (back,)


def evolve(state: Schedule, event: ScheduleEvent) -> Schedule:
    """Apply one event."""
    match event:
        case ScheduleBaselined():
            tasks = {each.plan.task: each.plan for each in event.tasks}
            return Schedule(event.ref, event.currency, event.version, tasks, state.entries)
        case ProgressRecorded():
            entries = (*state.entries.get(event.task, ()), Entry(event.percent, event.on))
            return replace(state, entries={**state.entries, event.task: entries})
        case ProgressReversed():
            return replace(state, entries={**state.entries, event.task: state.entries.get(event.task, ())[:-1]})
        case _:
            assert_never(event)


SCHEDULE = Aggregate("schedule", Schedule(), decide, evolve)
