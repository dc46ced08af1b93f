"""POST /api/files takes invoices in; POST /api/invoices/verify reads and checks one and keeps nothing."""

from hashlib import sha256
from typing import Annotated, Any
from uuid import uuid4

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from activities.handing_in import refusal
from activities.taking_in import Origin, TakingIn
from adapters.printed_reading import described
from adapters.signing import LIMIT
from bots.checks import Context, check
from contracts.intake import ArrivedFile, ReceiveFiles
from contracts.invoice import ReceiveInvoice
from web.bodies import clean, idempotency_key
from web.caller import Known
from web.commands import PROBLEM, asked, sent
from web.parts import Parts, parts_of
from web.problems import Problem, language_of, wrong_fields

FILE_LIMIT = LIMIT
FILE_PATHS = frozenset({"/api/files", "/api/blobs", "/api/invoices/verify"})
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_NOTED: dict[int | str, dict[str, Any]] = {403: PROBLEM, 409: PROBLEM, 413: PROBLEM, 422: PROBLEM}
Name = Annotated[str, Query(max_length=255)]


def router() -> APIRouter:
    """The two routes that take a file as the body, its bytes as they are."""
    routes = APIRouter(prefix="/api", tags=["files"])
    routes.add_api_route(
        "/files",
        _receive,
        methods=["POST"],
        operation_id="files.receive",
        response_class=JSONResponse,
        responses=_NOTED,
        openapi_extra=BODY,
    )
    routes.add_api_route(
        "/invoices/verify",
        _verify,
        methods=["POST"],
        operation_id="invoices.verify",
        responses={413: PROBLEM},
        openapi_extra=BODY,
    )
    return routes


async def _receive(request: Request, who: Known, entity: str, file_name: Name) -> JSONResponse:
    data = await request.body()
    if not data:
        raise Problem(422, "empty-file")
    command: ReceiveInvoice | ReceiveFiles = _command(request, data, entity, file_name)
    parts = parts_of(request)
    if data.startswith(b"PK"):
        packed = await run_in_threadpool(_unpacked, parts, who, entity, clean(file_name), data)
        command = packed or command
    # The bytes are identity enough (the same file again is the same invoice), so a caller need not choose a key; a key
    # made of them would keep a refusal for ever.
    key = idempotency_key(request) if "idempotency-key" in request.headers else f"file:{uuid4()}"
    if await run_in_threadpool(refusal, parts.handler, asked(who, command, key), entity) is None:
        await run_in_threadpool(parts.blobs.put, data)
    return await sent(parts, who, command, key)


def _unpacked(parts: Parts, who: Known, entity: str, name: str, data: bytes) -> ReceiveFiles | None:
    """An archive is taken in with everything in it; OFD files and office documents are archives too, and are none here."""
    taking = TakingIn(parts.handler, parts.blobs, parts.reader.sort, parts.reader.open_mail, lambda: f"file:{uuid4()}")
    ask = ReceiveFiles(entity=entity, file=ArrivedFile(name=name, file_sha256=sha256(data).hexdigest(), size=len(data)))
    if refusal(parts.handler, asked(who, ask, "archive"), entity) is not None:
        return None
    found = parts.reader.sort(data)
    is_archive = found.sort == "archive" or (found.code or "").startswith("archive-")
    return taking.command(Origin(entity, "upload"), name, "", data) if is_archive else None


def _command(request: Request, data: bytes, entity: str, file_name: str) -> ReceiveInvoice:
    try:
        return ReceiveInvoice(
            entity=entity, file_sha256=sha256(data).hexdigest(), file_name=clean(file_name), size=len(data)
        )
    except ValidationError as problem:
        raise wrong_fields(problem.errors(include_url=False), language_of(request)) from None


async def _verify(request: Request, who: Known, file_name: Name = "") -> dict[str, object]:
    who.check_reading("invoices")
    data = await request.body()
    if not data:
        raise Problem(422, "empty-file")
    limiter: CapacityLimiter = request.app.state.readings
    return await to_thread.run_sync(_verified, parts_of(request), data, file_name, limiter=limiter)


def _verified(parts: Parts, data: bytes, file_name: str) -> dict[str, object]:
    reading = check(parts.reader.read(data), Context(parts.clock().date()))
    return described(file_name, reading)
