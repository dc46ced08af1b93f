"""The cost of a project in one answer: where its budget stands, by cost object, month or supplier, and how it will end."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Engine, Table, and_, func, or_, select

from bots.cost_forecast import CostForecast, CostStanding, cost_forecast
from contracts.currency import MINOR_UNITS
from projections.cost import cost
from projections.cost_documents import STAGES, documents
from projections.cost_objects import cost_codes
from projections.project_progress import ProjectProgress, project_progress

By = Literal["project", "wbs", "cost_code", "period", "supplier"]
WAYS: tuple[By, ...] = get_args(By)
SPENT = ("accrued", "actual", "paid")
ZERO = Decimal(0)
Row = dict[str, Any]
Names = Mapping[str, tuple[str | None, str | None]]
"""Cost code -> (its name, the one above it)."""


@dataclass(frozen=True)
class CostSum:
    """What stands in which stage for one project, branch of the WBS, cost code, month or supplier, in one currency.

    A branch contains what is below it, `level` deep. A supplier has no budget; forecasts are of cost codes and above.
    """

    group: str
    name: str | None
    level: int
    currency: str
    stages: Mapping[str, Decimal]
    budget: Decimal | None = None
    available: Decimal | None = None
    forecast: CostForecast | None = None


def cost_sums(engine: Engine, entity: str, project: str, by: By, now: datetime) -> list[CostSum]:
    """The sums of a project, in the order of their groups; a WBS from its roots down."""
    if by == "supplier":
        return [_sum(row) for row in _by_supplier(engine, entity, project)]
    if by == "period":
        return [_sum(row) for row in _budgeted(engine, entity, project, cost.c.period)]
    rows, names = _budgeted(engine, entity, project, cost.c.cost_code), _names(engine, entity, project)
    progress, today = project_progress(engine, entity, project, now), now.date()
    outlooks = [_outlook(row, progress) for row in rows]
    if by == "cost_code":
        pairs = zip(rows, outlooks, strict=True)
        return [_sum(row, names, cost_forecast(at.standing, today, at.finish)) for row, at in pairs]
    above = _branches(names) if by == "wbs" else lambda _: (project,)
    return list(_rolled_up(rows, outlooks, names, above, today))


def _budgeted(engine: Engine, entity: str, project: str, group: ColumnElement[str]) -> list[Row]:
    where = and_(cost.c.entity == entity, cost.c.project == project)
    return _grouped(engine, cost, group, ("budget", "available", *STAGES), where)


def _by_supplier(engine: Engine, entity: str, project: str) -> list[Row]:
    """Documents whose money has all moved on (requisitions that were ordered) say nothing of a supplier."""
    c = documents.c
    where = and_(c.entity == entity, c.project == project, or_(*(c[stage] != 0 for stage in STAGES)))
    return _grouped(engine, documents, func.coalesce(c.supplier, ""), STAGES, where, func.max(c.supplier_name))


def _grouped(
    engine: Engine,
    table: Table,
    group: ColumnElement[str],
    figures: Iterable[str],
    where: ColumnElement[bool],
    name: ColumnElement[Any] | None = None,
) -> list[Row]:
    sums = [func.sum(table.c[each]).label(each) for each in figures]
    last = func.max(table.c.period).label("last_period")
    named = [] if name is None else [name.label("name")]
    wanted = select(group.label("group"), table.c.currency, *named, last, *sums).where(where)
    with engine.connect() as connection:
        found = connection.execute(wanted.group_by(group, table.c.currency).order_by(group, table.c.currency))
        return [_decimals(dict(row), figures) for row in found.mappings()]


def _decimals(row: Row, figures: Iterable[str]) -> Row:
    digits = MINOR_UNITS[row["currency"]]
    return {**row, **{name: Decimal(int(row[name])).scaleb(-digits) for name in figures}}


def _names(engine: Engine, entity: str, project: str) -> Names:
    c = cost_codes.c
    wanted = select(c.code, c.name, c.parent).where(c.entity == entity, c.project == project)
    with engine.connect() as connection:
        return {code: (name, parent) for code, name, parent in connection.execute(wanted)}


def _branches(names: Names) -> Callable[[str], tuple[str, ...]]:
    """A cost code's place in the WBS: the root's code first, its own last."""

    def path(code: str) -> tuple[str, ...]:
        parent = names.get(code, (None, None))[1]
        return (*path(parent), code) if parent else (code,)

    return path


@dataclass(frozen=True)
class _Outlook:
    """The standing of a cost code or branch, and when its work is expected to end."""

    standing: CostStanding
    finish: date


def _outlook(row: Row, progress: ProjectProgress | None) -> _Outlook:
    """Of a cost code. Earned value's estimate counts where its baseline is in the budget's currency."""
    figures = progress.cost_codes.get(row["group"]) if progress and progress.currency == row["currency"] else None
    at_cpi = figures.value.at_cpi if figures and figures.standing.bac else None
    spent = sum((row[stage] for stage in SPENT), ZERO)
    standing = CostStanding(row["budget"], row["budget"] - row["available"], spent, at_cpi.eac if at_cpi else None)
    finish = progress.finishes.get(row["group"]) if progress else None
    return _Outlook(standing, finish or _end_of(row["last_period"]))


def _end_of(period: str) -> date:
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, monthrange(year, month)[1])


def _rolled_up(
    rows: list[Row], outlooks: list[_Outlook], names: Names, above: Callable[[str], tuple[str, ...]], today: date
) -> Iterator[CostSum]:
    """Each branch with all that is below it."""
    found: dict[tuple[tuple[str, ...], str], list[tuple[Row, _Outlook]]] = {}
    for row, outlook in zip(rows, outlooks, strict=True):
        path = above(row["group"])
        for depth in range(1, len(path) + 1):
            found.setdefault((path[:depth], row["currency"]), []).append((row, outlook))
    for (path, currency), parts in sorted(found.items(), key=lambda item: item[0]):
        whole = {name: sum((row[name] for row, _ in parts), ZERO) for name in ("budget", "available", *STAGES)}
        forecast = _together([outlook for _, outlook in parts], today)
        yield _sum({**whole, "group": path[-1], "currency": currency}, names, forecast, len(path) - 1)


def _together(parts: list[_Outlook], today: date) -> CostForecast:
    """The whole is expected to cost what its parts are, each by itself, and to end with the last of them."""
    budget, committed, spent = (
        sum((getattr(part.standing, name) for part in parts), ZERO) for name in ("budget", "committed", "spent")
    )
    finish = max(part.finish for part in parts)
    estimate = sum((cost_forecast(part.standing, today, part.finish).at_completion for part in parts), ZERO)
    return cost_forecast(CostStanding(budget, committed, spent, estimate), today, finish)


def _sum(row: Row, names: Names | None = None, forecast: CostForecast | None = None, level: int = 0) -> CostSum:
    return CostSum(
        group=row["group"],
        name=names.get(row["group"], (None, None))[0] if names is not None else row.get("name"),
        level=level,
        currency=row["currency"],
        stages={stage: row[stage] for stage in STAGES},
        budget=row.get("budget"),
        available=row.get("available"),
        forecast=forecast,
    )
