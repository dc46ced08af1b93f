"""GET /api/cash_forecast/{entity}: the same answer as `req2pay pay forecast`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from bots.cash_forecast import WEEKS
from projections.cash_forecast import READS, cash_forecast
from web.caller import Known
from web.commands import PROBLEM
from web.parts import parts_of
from web.problems import Problem
from web.reading import Position, shown_up_to

Weeks = Annotated[int, Query(ge=1, le=104)]
Currency = Annotated[str, Query(pattern=r"^[A-Z]{3}$")]


def router() -> APIRouter:
    """The one route."""
    routes = APIRouter(prefix="/api", tags=["read models"])
    routes.add_api_route(
        "/cash_forecast/{entity}",
        _forecast,
        methods=["GET"],
        operation_id="read.cash_forecast",
        responses={404: PROBLEM},
    )
    return routes


async def _forecast(
    request: Request, who: Known, entity: str, currency: Currency, weeks: Weeks = WEEKS, min_position: Position = 0
) -> dict[str, Any]:
    """Week by week what is expected to go out, what each week is made of, and which fund account runs dry first."""
    who.check_reading("fund_accounts")
    parts = parts_of(request)
    if not who.may_see(entity, frozenset()):
        raise Problem(404, "unknown-document", kind="legal entity", id=entity)
    position = await shown_up_to(parts.views, READS, min_position)
    today = parts.clock().date()
    found = await run_in_threadpool(cash_forecast, parts.views.engine, entity, currency, today, weeks)
    return {**found, "position": position}
