"""GET /api/catalogue and /api/data-quality: what the fields mean, who answers for them, and how good the data is."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from activities.data_assets import catalogue, measured
from projections.queries import READ_MODELS
from web.caller import Known
from web.parts import parts_of
from web.problems import Problem
from web.reading import Position


def router() -> APIRouter:
    """Both routes."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route("/catalogue", _catalogue, methods=["GET"], operation_id="read.catalogue")
    routes.add_api_route("/data-quality", _quality, methods=["GET"], operation_id="read.data_quality")
    return routes


async def _catalogue(request: Request, who: Known) -> dict[str, Any]:
    """Every column of the read models that the caller may read: meaning, owner, class, source events, freshness."""
    models = [name for name in READ_MODELS if who.may_read(name)]
    if not models:
        raise Problem(403, "not-readable", model="catalogue", caller=who.actor.name)
    parts = parts_of(request)
    return {"rows": await run_in_threadpool(catalogue, parts.policies, parts.views, parts.log, models)}


async def _quality(request: Request, who: Known, until: Position | None = None) -> dict[str, Any]:
    """Shares and delays of the log up to a position, for who may see all of it; failing events by their positions."""
    who.check_reading("data-quality")
    if who.sees.get("*", frozenset()) is not None:
        raise Problem(403, "not-readable", model="data-quality", caller=who.actor.name)
    # The whole log is read: one at a time, so that it cannot crowd out commands.
    return await to_thread.run_sync(measured, parts_of(request).log, until, limiter=request.app.state.scans)
