"""The reports of the command line over HTTP: each is computed from read models when it is asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine

from bots.cash_forecast import WEEKS
from projections import cost_report as cost
from projections import labour_report as labour
from projections.cash_forecast import READS as FORECAST_READS
from projections.cash_forecast import cash_forecast
from projections.cost_report_json import cost_report
from projections.labour_report_json import labour_report
from projections.project_progress import project_progress
from projections.project_progress_json import as_json
from web.caller import Caller, Known
from web.commands import PROBLEM
from web.parts import parts_of
from web.problems import Problem
from web.reading import Position, shown_up_to

Row = dict[str, Any]
Ask = Callable[[Engine, datetime], Row | None]
"""A report as the read models give it now; None where there is nothing to report on."""
Month = Annotated[str | None, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Weeks = Annotated[int, Query(ge=1, le=104)]
Currency = Annotated[str, Query(pattern=r"^[A-Z]{3}$")]


def router() -> APIRouter:
    """One route a report."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    for path, name, answer in (
        ("/cash_forecast/{entity}", "cash_forecast", _forecast),
        ("/projects/{entity}/{project}/cost", "cost_report", _cost),
        ("/projects/{entity}/{project}/progress", "project_progress", _progress),
        ("/projects/{entity}/{project}/labour", "labour_report", _labour),
    ):
        routes.add_api_route(path, answer, methods=["GET"], operation_id=f"read.{name}", responses={404: PROBLEM})
    return routes


async def _forecast(
    request: Request, who: Known, entity: str, currency: Currency, weeks: Weeks = WEEKS, min_position: Position = 0
) -> Row:
    """Week by week what is expected to go out, what each week is made of, and which fund account runs dry first."""
    who.check_reading("fund_accounts")
    if not who.may_see(entity, frozenset()):
        raise Problem(404, "unknown-document", kind="legal entity", id=entity)

    def ask(engine: Engine, now: datetime) -> Row:
        return cash_forecast(engine, entity, currency, now.date(), weeks)

    return await _answer(request, FORECAST_READS, min_position, ask)


async def _cost(
    request: Request, who: Known, entity: str, project: str, by: cost.By = "cost_code", min_position: Position = 0
) -> Row:
    """Budget and cost by stage, by project, WBS, cost code, month or supplier, and the forecast at completion."""
    _check(who, "cost", entity, project)

    def ask(engine: Engine, now: datetime) -> Row:
        return cost_report(engine, entity, project, by, now)

    return await _answer(request, ("cost", "cost_documents", "schedules"), min_position, ask)


async def _progress(request: Request, who: Known, entity: str, project: str, min_position: Position = 0) -> Row:
    """Earned value by cost code, S-curve, and what will be late, with cause and owner."""
    _check(who, "earned_values", entity, project)

    def ask(engine: Engine, now: datetime) -> Row | None:
        found = project_progress(engine, entity, project, now)
        return as_json(found) if found else None

    return await _answer(request, ("schedules", "cases"), min_position, ask, project)


async def _labour(
    request: Request,
    who: Known,
    entity: str,
    project: str,
    by: labour.By = "team",
    month: Month = None,
    min_position: Position = 0,
) -> Row:
    """Man-days, overtime and wages by project, team, trade, worker or month, and the variance from the labour budget."""
    _check(who, "labour_register", entity, project)

    def ask(engine: Engine, now: datetime) -> Row:
        return labour_report(engine, entity, project, by, month, now)

    return await _answer(request, ("labour", "schedules"), min_position, ask)


def _check(who: Caller, model: str, entity: str, project: str) -> None:
    """Whoever may read a model and see the project. Raises Problem."""
    who.check_reading(model)
    if not who.may_see(entity, frozenset({project})):
        raise Problem(404, "unknown-document", kind="project", id=project)


async def _answer(request: Request, reads: tuple[str, ...], min_position: int, ask: Ask, schedule_of: str = "") -> Row:
    """A report with the position that the projections behind it show. Raises Problem where there is no schedule."""
    parts = parts_of(request)
    position = await shown_up_to(parts.views, reads, min_position)
    found = await run_in_threadpool(ask, parts.views.engine, parts.clock())
    if found is None:
        raise Problem(404, "unknown-document", kind="schedule", id=schedule_of)
    return {**found, "position": position}
