"""Day labour in one answer: what it adds up to by project, team, trade, worker or month, and how far from its budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Engine, func, select

from bots.labour_variance import LabourVariance, labour_variance
from contracts.currency import MINOR_UNITS, quantum
from contracts.values import SCALE
from projections.labour import budgets, register
from projections.project_progress import project_progress

By = Literal["project", "team", "trade", "worker", "period"]
WAYS: tuple[By, ...] = get_args(By)


@dataclass(frozen=True)
class LabourSum:
    """What the register adds up to for one project, team, trade, worker or month; `workers` counts each once."""

    group: str
    currency: str
    workers: int
    days: Decimal
    overtime_hours: Decimal
    base: Decimal
    overtime: Decimal
    amount: Decimal


@dataclass(frozen=True)
class CodeVariance:
    """The variance of a cost code that has a labour budget; earned days need a baseline."""

    cost_code: str
    currency: str
    days: Decimal
    budget_rate: Decimal
    budget_days: Decimal
    earned_days: Decimal | None
    variance: LabourVariance


def labour_sums(engine: Engine, entity: str, project: str | None, by: By, period: str | None) -> list[LabourSum]:
    """The sums of an entity or project, in a month or ever."""
    c = register.c
    group = c[by]
    figures = [func.sum(c[name]).label(name) for name in ("days", "overtime_hours", "base", "overtime", "amount")]
    of = select(group.label("group"), c.currency, func.count(func.distinct(c.worker)).label("workers"), *figures)
    chosen = of.where(*_where(entity, project, period)).group_by(group, c.currency).order_by(group, c.currency)
    with engine.connect() as connection:
        return [_sum(dict(row)) for row in connection.execute(chosen).mappings()]


def _where(entity: str, project: str | None, period: str | None) -> Sequence[ColumnElement[bool]]:
    wanted = {"entity": entity, "project": project, "period": period}
    return [register.c[name] == value for name, value in wanted.items() if value is not None]


def _sum(row: dict[str, Any]) -> LabourSum:
    currency = row["currency"]
    quantities = {name: _quantity(row[name]) for name in ("days", "overtime_hours")}
    amounts = {name: _amount(row[name], currency) for name in ("base", "overtime", "amount")}
    return LabourSum(row["group"], currency, row["workers"], **quantities, **amounts)


def labour_variances(engine: Engine, entity: str, project: str, now: datetime) -> list[CodeVariance]:
    """The variance of each budgeted cost code to date: rates of all its days, days against what was earned."""
    wanted = select(budgets).where(budgets.c.entity == entity, budgets.c.project == project)
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(wanted.order_by(budgets.c.cost_code)).mappings()]
    done = _done(engine, entity, project, now)
    return [_variance(engine, row, done.get(row["cost_code"])) for row in found]


def _done(engine: Engine, entity: str, project: str, now: datetime) -> dict[str, Fraction]:
    """How much of each cost code is done: its earned value by its budget in the baseline."""
    progress = project_progress(engine, entity, project, now)
    standings = {code: each.standing for code, each in progress.cost_codes.items()} if progress else {}
    return {code: Fraction(at.ev) / Fraction(at.bac) for code, at in standings.items() if at.bac}


def _variance(engine: Engine, budget: dict[str, Any], done: Fraction | None) -> CodeVariance:
    days, wages = _worked(engine, budget)
    currency, budget_days = budget["currency"], _quantity(budget["days"])
    rate = _amount(budget["budget_rate"], currency)
    earned = None if done is None else done * Fraction(budget_days)
    shown = None if earned is None else Decimal(round(earned * 10**SCALE)).scaleb(-SCALE)
    variance = labour_variance(wages, days, rate, earned, quantum(currency))
    return CodeVariance(budget["cost_code"], currency, days, rate, budget_days, shown, variance)


def _worked(engine: Engine, budget: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """Man-days of a cost code and Σdays·rate, exact: no half day is rounded before it is summed."""
    c = register.c
    named = ("entity", "project", "cost_code", "currency")
    exact = select(func.sum(c.days), func.sum(c.days * c.day_rate)).where(*(c[n] == budget[n] for n in named))
    with engine.connect() as connection:
        days, wages = connection.execute(exact).one()
    return _quantity(days), _amount(wages, budget["currency"]).scaleb(-SCALE)


def _quantity(scaled: Any) -> Decimal:
    return Decimal(scaled or 0).scaleb(-SCALE)


def _amount(minor: Any, currency: str) -> Decimal:
    return Decimal(minor or 0).scaleb(-MINOR_UNITS[currency])
