"""GET /api/projects/{entity}/{project}/cost: the same answer as `req2pay report cost`."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from projections.cost_report import By
from projections.cost_report_json import cost_report
from web.caller import Known
from web.commands import PROBLEM
from web.parts import parts_of
from web.problems import Problem
from web.reading import Position, shown_up_to

READS = ("cost", "cost_documents", "schedules")
"""The projections behind the answer."""


def router() -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route(
        "/projects/{entity}/{project}/cost",
        _cost,
        methods=["GET"],
        operation_id="read.cost_report",
        responses={404: PROBLEM},
    )
    return routes


async def _cost(
    request: Request, who: Known, entity: str, project: str, by: By = "cost_code", min_position: Position = 0
) -> dict[str, Any]:
    """Budget and cost by stage, by project, WBS, cost code, month or supplier, and the forecast at completion."""
    who.check_reading("cost")
    parts = parts_of(request)
    if not who.may_see(entity, frozenset({project})):
        raise Problem(404, "unknown-document", kind="project", id=project)
    position = await shown_up_to(parts.views, READS, min_position)
    found = await run_in_threadpool(cost_report, parts.views.engine, entity, project, by, parts.clock())
    return {**found, "position": position}
