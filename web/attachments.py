"""POST /api/blobs keeps a file that a command will refer to by hash; it is given out with a document that refers to it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from activities.handing_in import SIGNED, refusal
from activities.referring import referred, referring
from adapters.signing import PDF
from contracts._base import COMMANDS
from projections.candidates import is_payment_file
from web.bodies import clean
from web.caller import Caller, Known
from web.commands import PROBLEM, asked
from web.files import BODY
from web.parts import Parts, parts_of
from web.problems import Problem, refusal_status
from web.reading import place_of

GIVEN_OUT = frozenset(
    {"requisition", "quotation", "contract", "change_order", "supplier", "bank_change", "invoice", "intake"}
)
"""Documents whose files are shown to their readers; payment files are not, whatever else refers to them by their hash."""
_FOUND: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}, 404: PROBLEM}


def router() -> APIRouter:
    """Keeping a file, and giving it out."""
    routes = APIRouter(prefix="/api", tags=["files"])
    routes.add_api_route(
        "/blobs",
        _keep,
        methods=["POST"],
        operation_id="blobs.keep",
        responses={403: PROBLEM, 404: PROBLEM, 413: PROBLEM, 422: PROBLEM},
        openapi_extra=BODY,
    )
    routes.add_api_route(
        "/documents/{document}/files/{digest}",
        _give,
        methods=["GET"],
        operation_id="read.file",
        response_class=Response,
        responses=_FOUND,
    )
    return routes


async def _keep(
    request: Request,
    who: Known,
    entity: str,
    command: Annotated[str, Query(alias="for", description="The contract that will refer to the file.")],
) -> dict[str, Any]:
    """Keep the body by its SHA-256, for who may send the contract that will refer to it in this legal entity."""
    if command not in referring():
        raise Problem(422, "no-files-for", command=command, known=", ".join(referring()))
    parts, data = parts_of(request), await request.body()
    # Asked before the bytes are looked at; the contract's fields do not matter for who may send it.
    ask = asked(who, COMMANDS[command].model_construct(), "keep")
    if refused := await run_in_threadpool(refusal, parts.handler, ask, clean(entity)):
        figures: dict[str, Any] = dict(refused.figures)
        raise Problem(refusal_status(refused.code), refused.code, **figures)
    if not data:
        raise Problem(422, "empty-file")
    if command in SIGNED and not data.startswith(PDF):
        raise Problem(422, "not-a-pdf", command=command)
    # What a secret contract will refer to (the files of a quotation) nobody reads on the disk before it is opened.
    digest = await run_in_threadpool(partial(parts.blobs.put, data, sealed=COMMANDS[command].secret))
    return {"file_sha256": digest, "size": len(data)}


async def _give(request: Request, who: Known, document: UUID, digest: str) -> Response:
    """A file that a document refers to, as a download; nobody finds a file by its hash alone."""
    who.check_reading("history")
    data = await run_in_threadpool(_bytes, parts_of(request), who, document, digest)
    if data is None:
        raise Problem(404, "unknown-document", kind="file", id=digest)
    headers = {"Content-Disposition": f'attachment; filename="{digest}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


def _bytes(parts: Parts, who: Caller, document: UUID, digest: str) -> bytes | None:
    events = [recorded.event for recorded in parts.log.stream(document)]
    place = place_of(parts.log, document)
    if place is None or not who.may_see(*place) or events[0].stored_as.split(".")[0] not in GIVEN_OUT:
        return None
    if not any(digest in referred(event.model_dump()) for event in events) or is_payment_file(parts.views, digest):
        return None
    try:
        return parts.blobs.get(digest)
    except FileNotFoundError:
        return None
