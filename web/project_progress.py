"""GET /api/projects/{entity}/{project}/progress: the same answer as `req2pay report progress`."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from projections.project_progress import project_progress
from projections.project_progress_json import as_json
from web.caller import Known
from web.commands import PROBLEM
from web.parts import parts_of
from web.problems import Problem
from web.reading import Position, shown_up_to

READS = ("schedules", "cases")
"""The projections behind the answer."""


def router() -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route(
        "/projects/{entity}/{project}/progress",
        _progress,
        methods=["GET"],
        operation_id="read.project_progress",
        responses={404: PROBLEM},
    )
    return routes


async def _progress(
    request: Request, who: Known, entity: str, project: str, min_position: Position = 0
) -> dict[str, Any]:
    """Earned value by cost code, S-curve, and what will be late, with cause and owner."""
    who.check_reading("earned_values")
    parts = parts_of(request)
    if not who.may_see(entity, frozenset({project})):
        raise Problem(404, "unknown-document", kind="project", id=project)
    position = await shown_up_to(parts.views, READS, min_position)
    found = await run_in_threadpool(project_progress, parts.views.engine, entity, project, parts.clock())
    if found is None:
        raise Problem(404, "unknown-document", kind="schedule", id=project)
    return {**as_json(found), "position": position}
