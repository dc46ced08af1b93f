"""Schedules: baselines in versions, tasks with their progress and every entry; planned, earned and actual by month.

Actual cost is what was accrued, billed or not, wherever it stands now: a payment changes none of it.
"""

from sqlalchemy import Index

from contracts.values import month_of
from events._base import Recorded
from events.budget_line import (
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsPaid,
    FundsReleased,
    FundsReserved,
    FundsSpent,
    FundsUnpaid,
)
from events.schedule import BaselinedTask, ProgressRecorded, ProgressReversed, ScheduleBaselined
from projections._base import Changes, Projection, add, change, remove, upsert
from projections._columns import (
    as_json,
    at_scale,
    count,
    flag,
    instant,
    key,
    listed,
    micros,
    minor,
    names,
    number_key,
    scaled,
    scaled_or_none,
    structure,
    text,
)

SCHEDULES = Projection("schedules")
_PROJECT = ("entity", "project")
baselines = SCHEDULES.table(
    "schedule_baselines",
    *(key(name) for name in _PROJECT),
    number_key("version"),
    text("currency"),
    minor("total"),
    count("tasks"),
    *(text(name) for name in ("start", "finish", "reason", "baselined_by", "baselined_on")),
)
tasks = SCHEDULES.table(
    "schedule_tasks",
    *(key(name) for name in (*_PROJECT, "task")),
    count("version"),
    *(text(name) for name in ("name", "owner", "cost_code", "start", "finish", "currency")),
    names("predecessors"),
    *(minor(name) for name in ("budget", "earned")),
    scaled_or_none("weight"),
    structure("phasing"),
    scaled("percent"),
    text("progress_on"),
)
"""The newest version with what was done; `progress_on` is the day at whose end `percent` was done."""
planned_values = SCHEDULES.table(
    "planned_values",
    *(key(name) for name in _PROJECT),
    number_key("version"),
    *(key(name) for name in ("task", "period")),
    *(text(name) for name in ("cost_code", "first", "last", "currency")),
    minor("planned"),
)
"""Each version's budget over time, the same on each day from `first` to `last`."""
entries = SCHEDULES.table(
    "progress_entries",
    number_key("position"),
    *(text(name) for name in (*_PROJECT, "task", "cost_code", "kind", "on", "currency", "person", "why")),
    *(scaled(name) for name in ("percent", "before")),
    minor("earned"),
    flag("taken_back"),
    instant("recorded_at"),
)
"""`kind` is recorded or reversed, and what was reversed is `taken_back`; `earned` is what the entry changed."""
values = SCHEDULES.table(
    "earned_values",
    *(key(name) for name in (*_PROJECT, "cost_code", "period", "currency")),
    *(minor(name) for name in ("planned", "earned", "actual")),
)
"""What was planned for, earned in and spent in each month: the sums up to a month are PV, EV and AC."""
Index("view_progress_entries_by_task", entries.c.entity, entries.c.project, entries.c.task)
_SPENT = frozenset({"accrued", "actual", "paid"})


def _where(event: ScheduleBaselined | ProgressRecorded | ProgressReversed) -> dict[str, str]:
    return {"entity": event.ref.entity, "project": event.ref.number}


def _month(
    event: ScheduleBaselined | ProgressRecorded | ProgressReversed, cost_code: str, period: str
) -> dict[str, str]:
    currency = event.currency if isinstance(event, ScheduleBaselined) else event.earned.currency
    return {**_where(event), "cost_code": cost_code, "period": period, "currency": currency}


@SCHEDULES.on(ScheduleBaselined)
def _baselined(event: ScheduleBaselined, _: Recorded) -> Changes:
    where, plans = _where(event), [task.plan for task in event.tasks]
    yield upsert(
        baselines,
        {**where, "version": event.version},
        currency=event.currency,
        total=event.total.minor,
        tasks=len(plans),
        start=min(plan.start for plan in plans).isoformat(),
        finish=max(plan.finish for plan in plans).isoformat(),
        reason=event.reason,
        baselined_by=event.baselined_by,
        baselined_on=event.baselined_on.isoformat(),
    )
    for name in event.dropped:
        yield remove(tasks, {**where, "task": name})
    yield change(values, where, planned=0)
    for task in event.tasks:
        yield from _task(event, task)


def _task(event: ScheduleBaselined, task: BaselinedTask) -> Changes:
    plan, where = task.plan, {**_where(event), "task": task.plan.task}
    yield upsert(
        tasks,
        where,
        version=event.version,
        name=plan.name,
        owner=plan.owner,
        cost_code=plan.cost_code,
        start=plan.start.isoformat(),
        finish=plan.finish.isoformat(),
        predecessors=listed(plan.after),
        currency=event.currency,
        budget=plan.budget.minor,
        weight=None if plan.weight is None else at_scale(plan.weight),
        phasing=as_json([share.model_dump(mode="json") for share in plan.phasing]) if plan.phasing else None,
    )
    for part in task.parts:
        days = {"first": part.first.isoformat(), "last": part.last.isoformat()}
        period, amount = month_of(part.first), part.amount.minor
        row = {**where, "version": event.version, "period": period}
        yield upsert(planned_values, row, cost_code=plan.cost_code, currency=event.currency, planned=amount, **days)
        yield add(values, _month(event, plan.cost_code, period), planned=amount)
    if task.restated:
        yield change(tasks, where, {"earned": task.restated.minor})
        month = _month(event, plan.cost_code, month_of(event.baselined_on))
        yield add(values, month, earned=task.restated.minor)


@SCHEDULES.on(ProgressRecorded, ProgressReversed)
def _progress(event: ProgressRecorded | ProgressReversed, at: Recorded) -> Changes:
    where, amount, percent = _where(event), event.earned.minor, at_scale(event.percent)
    recorded = isinstance(event, ProgressRecorded)
    since = event.on if isinstance(event, ProgressRecorded) else event.since
    day = since.isoformat() if since else None
    yield change(tasks, {**where, "task": event.task}, {"earned": amount}, percent=percent, progress_on=day)
    yield add(values, _month(event, event.cost_code, month_of(event.on)), earned=amount)
    if not recorded:
        taken_back = {**where, "task": event.task, "kind": "recorded", "percent": at_scale(event.before)}
        yield change(entries, taken_back, taken_back=1)
    yield upsert(
        entries,
        {"position": at.position},
        **where,
        task=event.task,
        cost_code=event.cost_code,
        kind="recorded" if recorded else "reversed",
        on=event.on.isoformat(),
        currency=event.earned.currency,
        person=event.recorded_by if isinstance(event, ProgressRecorded) else event.reversed_by,
        why=event.note if isinstance(event, ProgressRecorded) else event.why,
        percent=percent,
        before=at_scale(event.before),
        earned=amount,
        recorded_at=micros(at.recorded_at),
    )


@SCHEDULES.on(FundsReserved, FundsEncumbered, FundsAccrued, FundsSpent, FundsPaid, FundsUnpaid, FundsReleased)
def _moved(event: FundsMove, at: Recorded) -> Changes:
    spent = (event.target in _SPENT) - (event.source in _SPENT)
    if spent:
        cost_object, month = event.cost_object, month_of(at.occurred_at)
        of = {"entity": event.entity, "project": cost_object.project, "cost_code": cost_object.cost_code}
        place = {**of, "period": month, "currency": event.amount.currency}
        yield add(values, place, actual=spent * event.amount.minor)
