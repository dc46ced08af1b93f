"""POST and DELETE /api/session: a person logs in and out; by a cookie for pages, by a bearer secret for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import Field

from contracts.values import Code, Value
from web.access import LONGEST_PASSWORD, SESSION_PREFIX, Session
from web.bodies import parsed
from web.caller import (
    LOOPBACK_COOKIE,
    SECURE_COOKIE,
    Known,
    check_same_origin,
    is_secure,
    on_loopback,
    session_cookie,
    session_secret,
)
from web.commands import PROBLEM
from web.parts import Parts, parts_of
from web.problems import Problem


class LogIn(Value):
    """Who logs in; with `cookie` the secret is set as a cookie that scripts cannot read, and not told in the body."""

    person: Code
    password: Annotated[str, Field(max_length=LONGEST_PASSWORD, repr=False)]
    cookie: bool = False


def router() -> APIRouter:
    """The routes of sessions."""
    routes = APIRouter(prefix="/api", tags=["session"])
    body = {"required": True, "content": {"application/json": {"schema": LogIn.model_json_schema()}}}
    routes.add_api_route(
        "/session",
        _log_in,
        methods=["POST"],
        operation_id="session.begin",
        response_class=JSONResponse,
        responses={401: PROBLEM, 429: PROBLEM},
        openapi_extra={"requestBody": body, "security": []},
    )
    routes.add_api_route("/session", _who, methods=["GET"], operation_id="session.show")
    routes.add_api_route("/session", _log_out, methods=["DELETE"], operation_id="session.end", status_code=204)
    return routes


async def _log_in(request: Request) -> JSONResponse:
    asked = await parsed(request, LogIn)
    if asked.cookie:
        _check_cookie(request)
    parts = parts_of(request)
    address = request.client.host if request.client else ""
    if seconds := parts.throttle.wait(asked.person, address):
        raise Problem(429, "too-many-tries", headers={"Retry-After": str(seconds)}, seconds=seconds)
    session = await run_in_threadpool(_session, parts, asked)
    if session is None:
        raise Problem(401, "wrong-password", headers={"WWW-Authenticate": "Bearer"})
    parts.throttle.succeeded(asked.person, address)
    return _begun(request, session, asked.cookie)


def _session(parts: Parts, asked: LogIn) -> Session | None:
    return parts.access.log_in(asked.person, asked.password)


def _check_cookie(request: Request) -> None:
    check_same_origin(request)
    if not is_secure(request) and not on_loopback(request):
        raise Problem(403, "needs-https")


def _begun(request: Request, session: Session, cookie: bool) -> JSONResponse:
    body = {"person": session.person, "expires_at": session.expires_at.isoformat().replace("+00:00", "Z")}
    if not cookie:
        return JSONResponse({**body, "token": session.secret})
    response = JSONResponse(body)
    secure = is_secure(request)
    name = SECURE_COOKIE if secure else LOOPBACK_COOKIE
    response.set_cookie(name, session.secret, path="/", secure=secure, httponly=True, samesite="strict")
    return response


async def _who(who: Known) -> dict[str, Any]:
    """The caller as the door knows him."""
    projects = {entity: sorted(shown) for entity, shown in sorted(who.sees.items()) if shown is not None}
    scopes = sorted(who.grant.commands) if who.grant else None
    return {
        "kind": who.actor.kind,
        "id": who.actor.id,
        "entities": sorted(who.sees),
        "projects": projects,
        "scopes": scopes,
    }


async def _log_out(request: Request, who: Known) -> Response:
    secret = session_secret(request)
    if secret and secret.startswith(SESSION_PREFIX):
        await run_in_threadpool(parts_of(request).access.end_session, secret)
    response = Response(status_code=204)
    if session_cookie(request):
        secure = is_secure(request)
        name = SECURE_COOKIE if secure else LOOPBACK_COOKIE
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")
    return response
