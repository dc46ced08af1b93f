"""GET /api/rfqs/{rfq}/comparison: how opened quotations compare, the same rows as `req2pay report comparison`."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from activities.rfq_comparison import comparison
from aggregates.rfq import RFQ, Rfq
from bots.comparable import RateMissingError
from projections.candidates import PRICED, Nominations
from web.caller import Caller, Known
from web.commands import PROBLEM
from web.parts import Parts, parts_of
from web.problems import Problem
from web.reading import Position, shown_up_to


def router() -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route(
        "/rfqs/{rfq}/comparison",
        _comparison,
        methods=["GET"],
        operation_id="read.rfq_comparison",
        responses={404: PROBLEM, 409: PROBLEM},
    )
    return routes


async def _comparison(request: Request, who: Known, rfq: UUID, min_position: Position = 0) -> dict[str, Any]:
    """Every offer with its steps, spread, outliers and baselines; nothing at all before the deadline."""
    who.check_reading("quotations")
    parts = parts_of(request)
    found = await run_in_threadpool(_opened, parts, who, rfq)
    position = await shown_up_to(parts.views, [projection.name for projection in PRICED], min_position)
    return {**await run_in_threadpool(_compared, parts, found), "position": position}


def _opened(parts: Parts, who: Caller, stream: UUID) -> Rfq:
    found = parts.handler.state(RFQ, stream)
    # As in the lists: whoever sees only some projects of an entity sees no quotations, which belong to none.
    if found.ref is None or not who.may_see(found.ref.entity, frozenset()):
        raise Problem(404, "unknown-document", kind="rfq", id=stream)
    if found.status == "quoting":
        deadline = found.deadline.isoformat() if found.deadline else ""
        raise Problem(409, "sealed-until-deadline", number=found.ref.number, deadline=deadline)
    return found


def _compared(parts: Parts, rfq: Rfq) -> dict[str, Any]:
    try:
        compared = comparison(parts.handler, Nominations(lambda *_: parts.views), parts.policies, rfq)
    except RateMissingError as missing:
        raise Problem(409, "rate-missing", source=missing.source, target=missing.target) from missing
    assert rfq.ref is not None
    return {"rfq": rfq.ref.number, "title": rfq.title, **compared.model_dump(mode="json")}
