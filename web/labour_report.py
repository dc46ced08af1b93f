"""GET /api/projects/{entity}/{project}/labour: the same answer as `req2pay report labour`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from projections.labour_report import By
from projections.labour_report_json import labour_report
from web.caller import Known
from web.commands import PROBLEM
from web.parts import parts_of
from web.problems import Problem
from web.reading import Position, shown_up_to

READS = ("labour", "schedules")
"""The projections behind the answer."""
Month = Annotated[str | None, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


def router() -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route(
        "/projects/{entity}/{project}/labour",
        _labour,
        methods=["GET"],
        operation_id="read.labour_report",
        responses={404: PROBLEM},
    )
    return routes


async def _labour(
    request: Request,
    who: Known,
    entity: str,
    project: str,
    by: By = "team",
    month: Month = None,
    min_position: Position = 0,
) -> dict[str, Any]:
    """Man-days, overtime and wages by project, team, trade, worker or month, and the variance from the labour budget."""
    who.check_reading("labour_register")
    parts = parts_of(request)
    if not who.may_see(entity, frozenset({project})):
        raise Problem(404, "unknown-document", kind="project", id=project)
    position = await shown_up_to(parts.views, READS, min_position)
    found = await run_in_threadpool(labour_report, parts.views.engine, entity, project, by, month, parts.clock())
    return {**found, "position": position}
