"""POST /api/labour-months takes in what foremen wrote for a month: a sheet for each site and day, or nothing."""

from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from activities.imports import Importer
from activities.labour_import import LABOUR_MONTH, Where, planned_months
from adapters.labour_month import Month, month_of
from adapters.sheets import SheetError, read_all
from web.bodies import clean
from web.caller import Known
from web.commands import KEY_HEADER, PROBLEM
from web.data import TABLE_BODY, DryRun, SheetName, importing, settled, unreadable
from web.parts import Parts

PATH = "/api/labour-months"
Word = Annotated[str, Query(max_length=100)]


def router() -> APIRouter:
    """The one route."""
    routes = APIRouter(tags=["data"])
    routes.add_api_route(
        PATH,
        _take,
        methods=["POST"],
        operation_id="data.import.labour_month",
        response_class=JSONResponse,
        responses=dict.fromkeys((403, 409, 413, 415, 422, 428, 503), PROBLEM),
        openapi_extra={"parameters": [KEY_HEADER], "requestBody": TABLE_BODY},
    )
    return routes


async def _take(
    request: Request,
    who: Known,
    entity: Word,
    project: Word = "",
    site: Word = "",
    cost_code: Word = "",
    sheet: SheetName = None,
    dry_run: DryRun = False,
) -> JSONResponse:
    """Submit the day-labour sheets of a file of months, or none: cells that are wrong are listed with their place."""
    for model in (LABOUR_MONTH.model, "labour_workers", "projects"):
        who.check_reading(model)
    where = Where(*map(clean, (entity, project, site, cost_code)))
    limiter: CapacityLimiter = request.app.state.imports
    parts, data, by = await importing(request, who, LABOUR_MONTH)
    months = await to_thread.run_sync(_months, data, sheet, limiter=limiter)
    return await to_thread.run_sync(_taken, parts, months, where, by, dry_run, who.language, limiter=limiter)


def _months(data: bytes, sheet: str | None) -> tuple[Month, ...]:
    try:
        return tuple(map(month_of, read_all(data, "labour_month.csv", clean(sheet) if sheet else None)))
    except SheetError as error:
        raise unreadable(error) from error


def _taken(
    parts: Parts, months: tuple[Month, ...], where: Where, by: Importer, dry_run: bool, language: str
) -> JSONResponse:
    found: Any = planned_months(parts.handler, parts.views.engine, months, where, by)
    return settled(parts, LABOUR_MONTH, found, by, dry_run, language)
