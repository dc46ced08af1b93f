"""POST /api/data/{kind} takes a table in, all of its rows or none; GET gives out the rows that the caller may see."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, InterfaceError, ProgrammingError

from activities.exports import EXPORTS
from activities.imports import Imported, Importer, applied, error_row, existing, planned, repeated
from adapters.sheets import MAX_BYTES, Sheet, SheetError, read, write_csv, write_xlsx
from adapters.tables._base import Table
from adapters.tables.rows import header_of
from contracts._base import Answer
from projections.queries import READ_MODELS
from store.handler import Unstable
from web.bodies import clean, idempotency_key
from web.caller import Caller, Known
from web.commands import KEY_HEADER, PROBLEM
from web.parts import Parts, parts_of
from web.problems import FORBIDDEN, Problem, refusal_status, weight
from web.reading import Position, projections_of, shown_up_to

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAKEN = (CSV, XLSX, "application/octet-stream")
SHOWN_ERRORS = 1_000
DATA_LIMIT = MAX_BYTES
DATA_PATHS = frozenset(f"/api/data/{kind}" for kind in EXPORTS)
Headers = Annotated[Literal["en", "zh", "names"] | None, Query(description="Language of the headers.")]
SheetName = Annotated[str | None, Query(max_length=100, description="Sheet of a workbook; the first unless named.")]
DryRun = Annotated[bool, Query(description="Only say what the file would do.")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
TABLE_BODY = {"required": True, "content": {CSV: {"schema": {"type": "string"}}, XLSX: _BINARY}}


def router() -> APIRouter:
    """Two routes for each kind; what is export only has one."""
    routes = APIRouter(prefix="/api/data", tags=["data"])
    for kind, table in EXPORTS.items():
        columns = {"x-columns": [column.name for column in table.all]}
        given: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}, XLSX: {}}}, 403: PROBLEM, 406: PROBLEM}
        routes.add_api_route(
            f"/{kind}",
            _export(table),
            methods=["GET"],
            operation_id=f"data.export.{kind}",
            response_class=Response,
            responses=given,
            openapi_extra=columns,
        )
        if table.contract:
            routes.add_api_route(
                f"/{kind}",
                _import(table),
                methods=["POST"],
                operation_id=f"data.import.{kind}",
                response_class=JSONResponse,
                responses=dict.fromkeys((403, 409, 413, 415, 422, 428, 503), PROBLEM),
                openapi_extra={**columns, "parameters": [KEY_HEADER], "requestBody": TABLE_BODY},
            )
    return routes


def _export(table: Table) -> Callable[..., Awaitable[Response]]:
    async def give(request: Request, who: Known, headers: Headers = None, min_position: Position = 0) -> Response:
        """The rows that the caller may see, as CSV or as an Excel workbook (by Accept); filtered like the read model."""
        who.check_reading(table.model)
        filters = {k: clean(v) for k, v in request.query_params.items() if k not in ("headers", "min_position")}
        if unknown := sorted(set(filters) - set(READ_MODELS[table.model].filters)):
            allowed = ", ".join(READ_MODELS[table.model].filters)
            raise Problem(400, "filter-unknown", filter=unknown[0], allowed=allowed)
        kind = _preferred(request.headers.get("accept", ""))
        views = parts_of(request).views
        await shown_up_to(views, projections_of(table.model), min_position)
        return await to_thread.run_sync(_written, parts_of(request), who, table, kind, headers or who.language, filters)

    return give


def _written(parts: Parts, who: Caller, table: Table, kind: str, language: str, filters: dict[str, str]) -> Response:
    try:
        rows = existing(parts.views.engine, table, who.sees, filters)
    except (ValueError, OverflowError, DataError, InterfaceError, ProgrammingError):
        raise Problem(400, "filter-wrong") from None
    names = [column.name if language == "names" else header_of(column, language) for column in table.all]
    cells = [[row[column.name] for column in table.all] for row in rows]
    data = write_csv(names, cells) if kind == CSV else write_xlsx(table.kind, names, cells)
    name = f"{table.kind}.{'csv' if kind == CSV else 'xlsx'}"
    return Response(data, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, kind)


def _preferred(accept: str) -> str:
    """CSV, unless a workbook is asked for with more weight (RFC 9110). Raises Problem 406 where neither is wanted."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(",")[:20]:
        kind, _, rest = part.strip().partition(";")
        weights[kind.strip()] = weight(rest)
    any_kind = weights.get("*/*", 0.0 if accept.strip() else 1.0)
    wanted = {
        CSV: weights.get(CSV, weights.get("text/*", any_kind)),
        XLSX: weights.get(XLSX, weights.get("application/*", any_kind)),
    }
    best = max(wanted, key=lambda kind: wanted[kind])
    if wanted[best] <= 0:
        raise Problem(406, "not-offered", offered=f"{CSV}, {XLSX}")
    return best


def _import(table: Table) -> Callable[..., Awaitable[JSONResponse]]:
    async def take(request: Request, who: Known, sheet: SheetName = None, dry_run: DryRun = False) -> JSONResponse:
        """Apply all rows of a CSV file or a workbook, or none: rows that are wrong are listed with their place."""
        parts, data, by = await importing(request, who, table)
        # One file at a time: it may be long, and commands of people come first.
        limiter: CapacityLimiter = request.app.state.imports
        found = await to_thread.run_sync(_sheet, table, data, sheet, limiter=limiter)
        return await to_thread.run_sync(_taken, parts, table, found, by, dry_run, who.language, limiter=limiter)

    return take


async def importing(request: Request, who: Caller, table: Table) -> tuple[Parts, bytes, Importer]:
    """The live parts with read models up to now, the bytes of the file, and who hands it in."""
    who.check_reading(table.model)
    key, parts = idempotency_key(request), parts_of(request)
    data = await _table_body(request)
    by = Importer(who.actor, key, sha256(data).hexdigest(), who.grant, who.sees)
    head = await to_thread.run_sync(parts.log.head)
    await shown_up_to(parts.views, projections_of(table.model), head)
    return parts, data, by


async def _table_body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in TAKEN:
        raise Problem(415, "not-a-table", expected=", ".join(TAKEN))
    data = await request.body()
    if not data:
        raise Problem(422, "empty-file")
    return data


def _sheet(table: Table, data: bytes, sheet: str | None) -> Sheet:
    try:
        return read(data, f"{table.kind}.csv", clean(sheet) if sheet else None)
    except SheetError as error:
        raise unreadable(error) from error


def unreadable(error: SheetError) -> Problem:
    """The problem of a file that cannot be read."""
    figures: dict[str, Any] = error.figures
    return Problem(413 if error.code == "file-too-large" else 422, error.code, **figures)


def _taken(parts: Parts, table: Table, sheet: Sheet, by: Importer, dry_run: bool, language: str) -> JSONResponse:
    return settled(parts, table, planned(parts.handler, parts.views.engine, table, sheet, by), by, dry_run, language)


def settled(parts: Parts, table: Table, found: Imported, by: Importer, dry_run: bool, language: str) -> JSONResponse:
    """Apply a plan unless something is wrong or nothing shall be done. Raises Problem."""
    place = {"sheet": found.plan.sheet}
    # Asked after the plan: what another delivery of this file has made meanwhile is no error of its rows.
    if before := repeated(parts.handler, by):
        return _answer(table, language, {**place, "rows": found.plan.rows}, before)
    _check_rows(found, language)
    try:
        done = found if dry_run else applied(parts.handler, table, found, by)
    except Unstable:
        raise Problem(503, "too-busy", headers={"Retry-After": "1"}) from None
    return _answer(table, language, {**place, **done.figures()}, done.answer)


def _check_rows(found: Imported, language: str) -> None:
    """Raises the Problem that lists what is wrong; where the caller may not, it says only that."""
    if not found.plan.errors:
        return
    if refused := next((each for each in found.plan.errors if each.code in FORBIDDEN), None):
        figures: dict[str, Any] = dict(refused.figures)
        raise Problem(403, refused.code, **figures)
    rows = [error_row(each, [language]) for each in found.plan.errors[:SHOWN_ERRORS]]
    errors = [{**row, "message": row["message"][language]} for row in rows]
    raise Problem(422, "rows-wrong", errors=errors, count=len(found.plan.errors), rows=found.plan.rows)


def _answer(table: Table, language: str, figures: dict[str, Any], answer: Answer | None) -> JSONResponse:
    """What became of a file; a repeated one says so, and counts nothing again."""
    if answer and answer.outcome == "refused":
        refused: dict[str, Any] = dict(answer.figures)
        raise Problem(refusal_status(answer.code or ""), answer.code or "", **refused)
    body = {"kind": table.kind, **figures, "applied": answer is not None}
    position = {"position": answer.position, "repeated": answer.repeated} if answer else {}
    return JSONResponse(body | position, 200, {"Content-Language": language})
