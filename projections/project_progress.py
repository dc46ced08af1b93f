"""The progress of a project in one answer: earned value by cost code and in all, S-curve, and what will be late."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Engine

from bots.earned_value import (
    CurvePoint,
    EarnedValue,
    Standing,
    earned_schedule,
    earned_value,
    physical_progress,
    rounded,
    s_curve,
    spi_t,
)
from bots.time_phasing import Part, curve, days_passed, planned_on
from contracts.currency import quantum
from contracts.values import month_of
from projections.project_delays import Warned, approval_delays, delivery_delays, task_delays
from projections.queries import select

Row = dict[str, Any]
PAGE, ZERO = 1_000, Decimal(0)


@dataclass(frozen=True)
class Figures:
    """The standing of a project or of one of its cost codes, and what follows from it."""

    standing: Standing
    value: EarnedValue


@dataclass(frozen=True)
class ProjectProgress:
    """How far a project is at the end of a day, by the baseline in force.

    `earned_days` is the time at which the plan would have earned as much, `actual_days` the time that it took.
    """

    entity: str
    project: str
    currency: str
    version: int
    on: date
    total: Figures
    cost_codes: dict[str, Figures]
    physical_percent: Decimal | None
    earned_days: Fraction
    actual_days: Fraction
    spi_t: Decimal | None
    curve: tuple[CurvePoint, ...]
    other_costs: dict[str, Decimal]
    """Currency -> actual cost in it: budgets in other currencies than the baseline's cannot be compared with it."""
    late: tuple[Warned, ...]
    finishes: dict[str, date]
    """Cost code -> the day on which the last of its open tasks is expected to end."""


def project_progress(engine: Engine, entity: str, project: str, now: datetime) -> ProjectProgress | None:
    """The progress of a project at a moment; None where it has no baseline."""
    where, today = {"entity": entity, "project": project}, now.date()
    versions = list(_rows(engine, "schedule_baselines", where))
    if not versions:
        return None
    newest = versions[-1]
    tasks = list(_rows(engine, "schedule_tasks", where))
    plan = list(_rows(engine, "planned_values", where | {"version": str(newest["version"])}))
    months = list(_rows(engine, "earned_values", where))
    own = [row for row in months if row["currency"] == newest["currency"]]
    others = _sums((row for row in months if row["currency"] != newest["currency"]), "currency", "actual")
    figures = _figures(plan, own, newest["currency"], today)
    total = _total(figures.values(), newest["currency"])
    parts = [_part(row) for row in plan]
    earned = earned_schedule(curve(parts), Fraction(total.standing.ev))
    passed = days_passed(parts, _last_day(tasks, today))
    late = task_delays(tasks, today)
    planned, done, spent = (_sums(own, "period", column) for column in ("planned", "earned", "actual"))
    return ProjectProgress(
        entity=entity,
        project=project,
        currency=newest["currency"],
        version=newest["version"],
        on=today,
        total=total,
        cost_codes=figures,
        physical_percent=physical_progress(_weighted(tasks)),
        earned_days=earned,
        actual_days=passed,
        spi_t=spi_t(earned, passed),
        curve=s_curve(planned, done, spent, month_of(today)),
        other_costs={currency: amount for currency, amount in others.items() if amount},
        late=(
            *late,
            *delivery_delays(engine, entity, project, today),
            *approval_delays(engine, entity, project, now),
        ),
        finishes=_finishes(tasks, {each.subject: each.expected for each in late}),
    )


def _finishes(tasks: Iterable[Row], late: dict[str, date]) -> dict[str, date]:
    found: dict[str, date] = {}
    for task in tasks:
        if Decimal(task["percent"]) < 100:
            end = late.get(task["task"], date.fromisoformat(task["finish"]))
            found[task["cost_code"]] = max(end, found.get(task["cost_code"], end))
    return found


def _rows(engine: Engine, model: str, where: dict[str, str]) -> Iterator[Row]:
    cursor: str | None = None
    while True:
        rows, cursor = select(engine, model, where, cursor, PAGE)
        yield from rows
        if cursor is None:
            return


def _sums(rows: Iterable[Row], by: str, column: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row[by]] += Decimal(row[column]["amount"])
    return dict(found)


def _part(row: Row) -> Part:
    return Part(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), Decimal(row["planned"]["amount"]))


def _figures(plan: list[Row], months: list[Row], currency: str, today: date) -> dict[str, Figures]:
    """By cost code; one without tasks has costs only."""
    parts: dict[str, list[Part]] = defaultdict(list)
    for row in plan:
        parts[row["cost_code"]].append(_part(row))
    earned, actual = (_sums(months, "cost_code", column) for column in ("earned", "actual"))
    found = {}
    for cost_code in sorted({*parts, *earned}):
        own = parts.get(cost_code, [])
        bac = sum((part.amount for part in own), ZERO)
        pv = rounded(planned_on(own, today), quantum(currency))
        standing = Standing(bac, pv, earned.get(cost_code, ZERO), actual.get(cost_code, ZERO), currency)
        found[cost_code] = Figures(standing, earned_value(standing))
    return found


def _total(figures: Iterable[Figures], currency: str) -> Figures:
    columns = zip(
        *((each.standing.bac, each.standing.pv, each.standing.ev, each.standing.ac) for each in figures), strict=True
    )
    bac, pv, ev, ac = (sum(column, ZERO) for column in columns)
    standing = Standing(bac, pv, ev, ac, currency)
    return Figures(standing, earned_value(standing))


def _weighted(tasks: Iterable[Row]) -> Iterator[tuple[Decimal, Decimal]]:
    for task in tasks:
        yield Decimal(task["weight"] or task["budget"]["amount"]), Decimal(task["percent"])


def _last_day(tasks: list[Row], today: date) -> date:
    """Today, or the day on which all was done: finished work takes no more time."""
    done = all(Decimal(task["percent"]) == 100 for task in tasks)
    return max((date.fromisoformat(task["progress_on"]) for task in tasks), default=today) if done else today
