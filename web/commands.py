"""POST /api/commands/{name}: one route for every contract that people or services may send, made from the contract."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic.json_schema import models_json_schema

from contracts._base import COMMANDS, Answer, Command
from contracts._base import Request as Ask
from store.handler import Unstable
from web.bodies import LONGEST_KEY, idempotency_key, parsed
from web.caller import Caller, Known
from web.parts import Parts, parts_of
from web.problems import MEDIA_TYPE, Problem, members, refusal_status, sentence

SENT: tuple[type[Command], ...] = tuple(COMMANDS[n] for n in sorted(COMMANDS) if COMMANDS[n].by != "system")
_REFERENCES, _DEFINITIONS = models_json_schema(
    [*((contract, "validation") for contract in SENT), (Answer, "serialization")],
    ref_template="#/components/schemas/{model}",
)
SCHEMAS: dict[str, Any] = _DEFINITIONS["$defs"]
"""The schemas of all contracts and of the answer, for the OpenAPI document."""
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same key from the same caller is the same request, however often it arrives.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
PROBLEM = {"description": "A problem (RFC 9457).", "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}


def router() -> APIRouter:
    """The routes of all contracts."""
    routes = APIRouter(prefix="/api/commands", tags=["commands"])
    for contract in SENT:
        routes.add_api_route(
            f"/{contract.contract}",
            _endpoint(contract),
            methods=["POST"],
            operation_id=contract.contract,
            summary=(contract.__doc__ or "").split("\n")[0],
            response_class=JSONResponse,
            responses={200: _answer(), 403: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
            openapi_extra=_described(contract),
        )
    return routes


def _endpoint(contract: type[Command]) -> Callable[..., Awaitable[JSONResponse]]:
    async def send(request: Request, who: Known) -> JSONResponse:
        if not contract.may_come_from(who.actor.kind):
            raise Problem(403, "not-for-you", command=contract.contract, actor=who.actor.name)
        key = idempotency_key(request)
        command = await parsed(request, contract)
        return await sent(parts_of(request), who, command, key)

    return send


async def sent(parts: Parts, who: Caller, command: Command, key: str) -> JSONResponse:
    """Run a caller's command and say what became of it. Raises Problem 503 when the store is too busy."""
    try:
        answer = await run_in_threadpool(parts.handler.handle, asked(who, command, key))
    except Unstable:
        raise Problem(503, "too-busy", headers={"Retry-After": "1"}) from None
    return answered(answer, who.language)


def asked(who: Caller, command: Command, key: str) -> Ask:
    """A command as the handler takes it: from this caller, with what his token grants."""
    return Ask(command=command, key=key, actor=who.actor, grant=who.grant, channel=who.channel)


def answered(answer: Answer, language: str) -> JSONResponse:
    """The answer with its sentence; a refusal is a problem that also carries the answer's own members."""
    body: dict[str, Any] = answer.model_dump(mode="json")
    code = answer.code or answer.outcome
    body["sentence"] = sentence(code, language, answer.figures)
    headers = {"Content-Language": language}
    if answer.outcome != "refused":
        return JSONResponse(body, 200, headers)
    status = refusal_status(code)
    return JSONResponse(body | members(status, code, body["sentence"]), status, headers, MEDIA_TYPE)


def _described(contract: type[Command]) -> dict[str, Any]:
    schema = _REFERENCES[(contract, "validation")]
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    more = {"x-permission": contract.permission, "x-sent-by": contract.by}
    return {"parameters": [KEY_HEADER], "requestBody": body, **more}


def _answer() -> dict[str, Any]:
    schema = _REFERENCES[(Answer, "serialization")]
    return {
        "description": "Accepted, or ignored because it was so already.",
        "content": {"application/json": {"schema": schema}},
    }
