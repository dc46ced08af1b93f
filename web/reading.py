"""GET /api/{read model}: rows the caller may see, page by page, at least as new as he asks; and a document's history."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import DataError, InterfaceError, ProgrammingError

from activities.preview import preview
from adapters.sentences import say
from audit.history import history, line
from projections.cash_forecast import READS as FORECAST_READS
from projections.catalogue import projection_of
from projections.inbox_cash import tasks_of
from projections.queries import READ_MODELS, select
from projections.views import Views
from store.log import EventLog
from web.bodies import clean
from web.caller import Caller, Known
from web.parts import parts_of
from web.problems import Problem

WAIT = 2.0
OWN_PARAMETERS = frozenset({"cursor", "limit", "min_position", "all"})
Limit = Annotated[int, Query(ge=1, le=500)]
Position = Annotated[int, Query(ge=0, le=2**62, description="Wait up to 2 s until rows show this position.")]
Cursor = Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before.")]


def router() -> APIRouter:
    """The routes of all read models, and of histories."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    for name, model in READ_MODELS.items():
        routes.add_api_route(
            f"/{name}",
            _inbox if name == "inbox" else _endpoint(name),
            methods=["GET"],
            operation_id=f"read.{name}",
            openapi_extra={"parameters": [_filter(column) for column in model.filters]},
        )
    routes.add_api_route("/documents/{document}/history", _history, methods=["GET"], operation_id="read.history")
    routes.add_api_route(
        "/requisitions/{requisition}/preview", _preview, methods=["GET"], operation_id="read.requisition_preview"
    )
    return routes


async def _preview(request: Request, who: Known, requisition: UUID) -> dict[str, Any]:
    """Budget left, price history and approval route of a requisition before it is submitted."""
    who.check_reading("cases")
    parts = parts_of(request)
    found = await run_in_threadpool(preview, parts.handler, parts.views, parts.policies, requisition, who.actor)
    if found is None or not who.may_see(found["entity"], frozenset(each["project"] for each in found["budget"])):
        raise Problem(404, "unknown-document", kind="", id=requisition)
    return found


def _endpoint(name: str) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def read(
        request: Request, who: Known, cursor: Cursor = None, limit: Limit = 50, min_position: Position = 0
    ) -> dict[str, Any]:
        who.check_reading(name)
        return await _page(request, who, name, cursor, limit, min_position)

    return read


async def _inbox(
    request: Request,
    who: Known,
    cursor: Cursor = None,
    limit: Limit = 50,
    min_position: Position = 0,
    all: Annotated[bool, Query(description="Everybody's tasks, not only those the person may do.")] = False,  # noqa: A002
) -> dict[str, Any]:
    who.check_reading("inbox")
    if all or who.actor.kind != "person":
        return await _page(request, who, "inbox", cursor, limit, min_position)
    if more := sorted(set(request.query_params) - {"limit", "min_position", "all"}):
        raise Problem(400, "filter-unknown", filter=more[0], allowed="all=true")
    parts = parts_of(request)
    position = await shown_up_to(parts.views, (*projections_of("inbox", "people_roles"), *FORECAST_READS), min_position)
    today, weeks = parts.clock().date(), parts.policies.dry_account_weeks
    rows = await run_in_threadpool(tasks_of, parts.views.engine, who.actor.id, today, weeks, limit)
    return {"rows": rows, "next_cursor": None, "position": position}


async def _page(
    request: Request, who: Caller, name: str, cursor: str | None, limit: int, min_position: int
) -> dict[str, Any]:
    views = parts_of(request).views
    filters = {k: clean(v) for k, v in request.query_params.items() if k not in OWN_PARAMETERS}
    unknown = sorted(set(filters) - set(READ_MODELS[name].filters))
    if unknown:
        raise Problem(400, "filter-unknown", filter=unknown[0], allowed=", ".join(READ_MODELS[name].filters))
    position = await shown_up_to(views, projections_of(name), min_position)
    find = partial(select, views.engine, name, filters, cursor, limit, sees=who.sees)
    try:
        rows, following = await run_in_threadpool(find)
    except (ValueError, OverflowError, DataError, InterfaceError, ProgrammingError):
        raise Problem(400, "filter-wrong") from None
    return {"rows": rows, "next_cursor": following, "position": position}


async def shown_up_to(views: Views, names: Sequence[str], position: int) -> int:
    """The position that read models show, once it reaches `position`. Raises Problem 503 when it does not in 2 s.

    The wait holds no thread, so that many waiting readers cannot keep commands from being accepted.
    """
    end, pause = time.monotonic() + WAIT, 0.005
    while True:
        reached = await run_in_threadpool(views.status)
        found = [reached[name] for name in names if name in reached]
        shown = min((row["position"] for row in found), default=0)
        if shown >= position:
            return int(shown)
        if time.monotonic() + pause > end or any(row["state"] != "running" for row in found):
            raise Problem(503, "not-shown-yet", headers={"Retry-After": "1"}, position=position, shown=shown)
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.05)


async def _history(request: Request, who: Known, document: UUID) -> dict[str, Any]:
    who.check_reading("history")
    parts = parts_of(request)
    place = await run_in_threadpool(place_of, parts.log, document)
    if place is None or not who.may_see(*place):
        raise Problem(404, "unknown-document", kind="", id=document)
    # The story is found by reading the whole log: one at a time, so that it cannot crowd out commands.
    limiter: CapacityLimiter = request.app.state.scans
    entries = await to_thread.run_sync(history, parts.log, document, limiter=limiter)
    rows = [{**entry, "line": line(entry, partial(_say, who.language))} for entry in entries]
    return {"rows": rows, "position": await run_in_threadpool(parts.log.head)}


def _say(language: str, code: str, figures: Any) -> str:
    return say(code, language, **figures)


def place_of(log: EventLog, document: UUID) -> tuple[str, frozenset[str]] | None:
    """Entity ("*" for master data of the whole group) and projects of a document; None where there is none."""
    found = [recorded.event for recorded in log.stream(document)]
    if not found or found[0].stored_as.split(".")[0] in ("command", "claim", "number_series"):
        return None
    ref = getattr(found[0], "ref", None)
    entity = str(getattr(ref, "entity", "") or getattr(found[0], "entity", "") or "*")
    carriers = [carrier for event in found for carrier in (event, *getattr(event, "lines", ()))]
    objects = (getattr(carrier, "cost_object", None) for carrier in carriers)
    return entity, frozenset(each.project for each in objects if each is not None)


def projections_of(*names: str) -> tuple[str, ...]:
    """The projections behind read models."""
    return tuple({projection_of(READ_MODELS[name]).name for name in names})


def _filter(column: str) -> dict[str, Any]:
    return {"name": column, "in": "query", "required": False, "schema": {"type": "string"}}
