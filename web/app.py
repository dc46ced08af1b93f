"""The web door: the REST API that contracts and read models define by themselves, over parts that are handed in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from activities.policies import Policies
from bots.reader import InvoiceReader
from projections import PROJECTIONS
from projections.views import Views
from store.blobs import Blobs
from store.handler import CommandHandler
from store.log import EventLog
from web import (
    attachments,
    bpmn,
    catalogue,
    commands,
    comparing,
    data,
    files,
    labour_month,
    notices,
    pages,
    reading,
    reports,
    sessions,
)
from web.access import Access
from web.parts import Parts, parts_of
from web.problems import Problem, on_http, on_problem, on_validation
from web.shield import Shield
from web.throttle import Throttle

STANDSTILL = 30.0
"""Seconds after which a projection that shows no progress counts as standing still."""
ABOUT = "From requisition to payment: commands change, read models show."


def create_app(
    *,
    handler: CommandHandler,
    log: EventLog,
    views: Views,
    blobs: Blobs,
    reader: InvoiceReader,
    access: Access,
    clock: Callable[[], datetime],
    policies: Policies,
    demo: bool = False,
) -> FastAPI:
    """The ASGI application. It serves; starting projections and closing the parts is its caller's."""
    # Pages that explain the API load scripts from elsewhere, so there are none: only the document itself.
    app = FastAPI(title="req2pay", version="1", openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    app.state.parts = Parts(handler, log, views, blobs, reader, access, Throttle(clock), clock, demo, policies)
    app.state.readings, app.state.scans = CapacityLimiter(2), CapacityLimiter(1)
    app.state.imports = CapacityLimiter(1)
    for part in (
        commands,
        sessions,
        files,
        attachments,
        data,
        reading,
        comparing,
        reports,
        labour_month,
        bpmn,
        catalogue,
        notices,
        pages,
    ):
        app.include_router(part.router())
    app.add_api_route("/api/health", _health, methods=["GET"], operation_id="health", tags=["health"])
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_middleware(Shield)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _oldest_unseen(parts: Parts, status: Mapping[str, Any]) -> float:
    """Seconds for which the oldest event waits that some projection has not shown yet; 0 when all are up to date."""
    seen = min((status.get(p.name, {"position": 0})["position"] for p in PROJECTIONS), default=0)
    page = parts.log.page(seen, 1)
    return (parts.clock() - page[0].recorded_at).total_seconds() if page else 0.0


async def _health(request: Request) -> JSONResponse:
    """Whether the store answers, and how many events each projection is behind. 503 when something stands still."""
    parts = parts_of(request)
    try:
        head = await run_in_threadpool(parts.log.head)
        status = await run_in_threadpool(parts.views.status)
        waiting = await run_in_threadpool(_oldest_unseen, parts, status)
    except Exception:  # noqa: BLE001 - whatever is wrong with the databases, the answer is "not well"
        return JSONResponse({"healthy": False, "store": False, "projections": {}}, 503)
    found = {p.name: status.get(p.name, {"position": 0, "state": "missing"}) for p in PROJECTIONS}
    shown = {name: {"lag": max(head - row["position"], 0), "state": row["state"]} for name, row in found.items()}
    healthy = all(row["state"] == "running" for row in found.values()) and waiting < STANDSTILL
    return JSONResponse({"healthy": healthy, "store": True, "projections": shown}, 200 if healthy else 503)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once, with the contracts' schemas and how to prove who one is."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, summary=ABOUT, routes=app.routes)
        components = document.setdefault("components", {})
        components["schemas"] = {**components.get("schemas", {}), **commands.SCHEMAS}
        components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"bearer": []}]
        app.openapi_schema = document
    return app.openapi_schema
