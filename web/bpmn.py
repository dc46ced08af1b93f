"""GET /api/bpmn/…: the BPMN 2.0 of `req2pay rules export --as bpmn` — all processes, a matrix, an approval's route."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from activities.approval_matrix import published
from activities.bpmn import approval_drawn, matrix_drawn, process_drawn
from aggregates.approval import APPROVAL
from contracts.approval_matrix import Matrix
from projections.queries import select
from web.caller import Caller, Known
from web.commands import PROBLEM
from web.parts import Parts, parts_of
from web.problems import Problem

XML = "application/xml"
Row = Annotated[str | None, Query(max_length=64, description="One row of the matrix only.")]


def router() -> APIRouter:
    """One route for each thing that is drawn."""
    routes = APIRouter(prefix="/api/bpmn", tags=["read models"])
    for path, name, answer in (
        ("/process", "process", _process),
        ("/matrices/{kind}", "matrix", _matrix),
        ("/approvals/{approval}", "approval", _approval),
    ):
        routes.add_api_route(
            path,
            answer,
            methods=["GET"],
            operation_id=f"read.bpmn_{name}",
            response_class=Response,
            responses={200: {"content": {XML: {}}}, 404: PROBLEM},
        )
    return routes


async def _process(who: Known) -> Response:
    """All processes with their stages, from requisition to payment."""
    who.check_reading("approval_matrices")
    return _drawn(await run_in_threadpool(process_drawn, who.language), "process")


async def _matrix(request: Request, who: Known, kind: str, row: Row = None) -> Response:
    """The matrix that holds today for a kind of document, or matter."""
    who.check_reading("approval_matrices")
    matrix = await run_in_threadpool(_in_force, parts_of(request), kind)
    found = await run_in_threadpool(matrix_drawn, kind, matrix, row, who.language) if matrix else None
    if found is None:
        raise Problem(404, "unknown-document", kind="approval matrix", id=row or kind)
    return _drawn(found, "matrix")


def _in_force(parts: Parts, kind: str) -> Matrix | None:
    documents = published(parts.handler.state, (kind,), parts.clock().date())
    return documents[kind].matrix if kind in documents else parts.policies.approval.get(kind)


async def _approval(request: Request, who: Known, approval: UUID) -> Response:
    """The route that an approval was given, as it is frozen."""
    who.check_reading("approvals")
    found = await run_in_threadpool(_route, parts_of(request), who, approval)
    if found is None:
        raise Problem(404, "unknown-document", kind="approval", id=approval)
    return _drawn(found, "approval")


def _route(parts: Parts, who: Caller, approval: UUID) -> bytes | None:
    """Shown to whom the lists show the approval."""
    rows, _ = select(parts.views.engine, "approvals", {"id": str(approval)}, None, 1, sees=who.sees)
    return approval_drawn(parts.handler.state(APPROVAL, approval), who.language) if rows else None


def _drawn(data: bytes, name: str) -> Response:
    return Response(data, 200, {"Content-Disposition": f'attachment; filename="{name}.bpmn"'}, XML)
