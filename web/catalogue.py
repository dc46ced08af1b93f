"""GET /api/catalogue and /api/data-quality: what the fields mean, who answers for them, and how good the data is."""

from collections.abc import Callable
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from activities.data_assets import CHECKS, KINDS, catalogue, failing, measured
from audit.data_quality import SHOWN
from projections.queries import READ_MODELS
from web.caller import Caller, Known
from web.parts import parts_of
from web.problems import Problem
from web.reading import Limit, Position

Kind = Annotated[
    str | None, Query(pattern=f"^({'|'.join(KINDS)})$", description="Only events of this kind of document.")
]
Check = Annotated[str, Query(pattern=f"^({'|'.join(CHECKS)})$", description="What the events fail.")]


def router() -> APIRouter:
    """The three routes."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route("/catalogue", _catalogue, methods=["GET"], operation_id="read.catalogue")
    routes.add_api_route("/data-quality", _quality, methods=["GET"], operation_id="read.data_quality")
    routes.add_api_route("/data-quality/failing", _failing, methods=["GET"], operation_id="read.data_quality_failing")
    return routes


async def _catalogue(request: Request, who: Known) -> dict[str, Any]:
    """The read models that the caller may read, and every column: meaning, owner, class, source events, freshness."""
    models = [name for name in READ_MODELS if who.may_read(name)]
    if not models:
        raise Problem(403, "not-readable", model="catalogue", caller=who.actor.name)
    parts = parts_of(request)
    return await run_in_threadpool(catalogue, parts.policies, parts.views, parts.log, models)


async def _quality(request: Request, who: Known, until: Position | None = None, kind: Kind = None) -> dict[str, Any]:
    """Shares and delays of the log up to a position, with their definitions, for who may see all of it."""
    return await _scanned(request, who, measured, until, kind)


async def _failing(
    request: Request, who: Known, check: Check, until: Position | None = None, kind: Kind = None, limit: Limit = SHOWN
) -> dict[str, Any]:
    """The events that fail a check, each with its field and figures; of delays the slowest."""
    return await _scanned(request, who, failing, check, until, kind, limit)


async def _scanned(
    request: Request, who: Caller, look: Callable[..., dict[str, Any]], *which: object
) -> dict[str, Any]:
    who.check_reading("data-quality")
    if who.sees.get("*", frozenset()) is not None:
        raise Problem(403, "not-readable", model="data-quality", caller=who.actor.name)
    parts = parts_of(request)
    # The whole log is read: one at a time, so that it cannot crowd out commands.
    return await to_thread.run_sync(look, parts.log, parts.policies, *which, limiter=request.app.state.scans)
