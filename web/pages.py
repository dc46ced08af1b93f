"""The page beside the fields: a page of an invoice file as a picture, and where on it each field was read."""

from typing import Annotated, Any
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from aggregates.invoice import INVOICE, Invoice
from bots.page_picture import Page
from web.caller import Caller, Known
from web.commands import PROBLEM
from web.parts import Parts, parts_of
from web.problems import Problem
from web.reading import place_of

_DRAWN: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}, 404: PROBLEM, 422: PROBLEM}
Number = Annotated[int, Path(ge=1, le=1_000)]


def router() -> APIRouter:
    """The fields of an invoice with their places, and its pages."""
    routes = APIRouter(prefix="/api", tags=["invoices"])
    routes.add_api_route(
        "/invoices/{invoice}/fields",
        _fields,
        methods=["GET"],
        operation_id="read.invoice_fields",
        responses={404: PROBLEM},
    )
    routes.add_api_route(
        "/invoices/{invoice}/pages/{page}",
        _page,
        methods=["GET"],
        operation_id="read.invoice_page",
        response_class=Response,
        responses=_DRAWN,
    )
    return routes


async def _fields(request: Request, who: Known, invoice: UUID) -> dict[str, Any]:
    """What was read and corrected, each field with its source, confidence, page and box (PDF points from the top left)."""
    state = await run_in_threadpool(_invoice, parts_of(request), who, invoice)
    return described(state)


async def _page(request: Request, who: Known, invoice: UUID, page: Number) -> Response:
    """A page of the file that the fields were read from, as PNG. Headers tell its size in points and how many there are."""
    parts = parts_of(request)
    state = await run_in_threadpool(_invoice, parts, who, invoice)
    limiter: CapacityLimiter = request.app.state.readings
    drawn = await to_thread.run_sync(_drawn, parts, state.read_sha256, page, limiter=limiter)
    if drawn.code:
        raise Problem(422, drawn.code, page=page, pages=drawn.pages)
    size = {"X-Page-Width": f"{drawn.width:.2f}", "X-Page-Height": f"{drawn.height:.2f}", "X-Pages": str(drawn.pages)}
    return Response(drawn.png, media_type="image/png", headers={**size, "Cache-Control": "private, max-age=86400"})


def _invoice(parts: Parts, who: Caller, invoice: UUID) -> Invoice:
    who.check_reading("invoices")
    state, place = parts.handler.state(INVOICE, invoice), place_of(parts.log, invoice)
    if state.ref is None or place is None or not who.may_see(*place):
        raise Problem(404, "unknown-document", kind="invoice", id=str(invoice))
    return state


def _drawn(parts: Parts, digest: str, page: int) -> Page:
    try:
        return parts.reader.page(parts.blobs.get(digest), page)
    except FileNotFoundError:
        return Page(code="page-not-drawn")


def described(state: Invoice) -> dict[str, Any]:
    """The fields and lines of an invoice as people correct them."""
    reading, corrected = state.reading, state.corrections
    fields = {name: each.model_dump(mode="json") for name, each in (reading.fields if reading else {}).items()}
    for name, value in corrected.items():
        fields[name] = {**fields.get(name, {"source": "rule", "confidence": 1.0}), "corrected": True, "now": value}
    lines = [line.model_dump(mode="json") for line in reading.lines] if reading else []
    findings = state.held.findings if state.held else reading.findings if reading else ()
    return {
        "invoice": state.ref.model_dump(mode="json") if state.ref else None,
        "status": state.status,
        "file_sha256": state.read_sha256,
        "format": reading.format if reading else None,
        "fields": fields,
        "lines": lines,
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "representations": [ref.model_dump(mode="json") for ref in state.representations],
    }
