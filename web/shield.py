"""Around every request: its size is bounded, its answer carries security headers, its failures say nothing internal."""

import logging

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.data import DATA_LIMIT, DATA_PATHS
from web.files import FILE_LIMIT, FILE_PATHS
from web.labour_month import PATH
from web.problems import Problem, language_of, shown

BODY_LIMIT = 1024 * 1024
LIMITS = dict.fromkeys(FILE_PATHS, FILE_LIMIT) | dict.fromkeys((*DATA_PATHS, PATH), DATA_LIMIT)
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}
HSTS = (b"strict-transport-security", b"max-age=31536000")
LOG = logging.getLogger("req2pay.web")


class Shield:
    """The outermost layer of ours; headers that an answer sets itself are kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def say(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _guarded(list(message.get("headers", [])), scope["scheme"])
            await send(message)

        request = Request(scope)
        limit = LIMITS.get(scope["path"], BODY_LIMIT)
        try:
            if _announced(request) > limit:
                raise Problem(413, "too-large", limit=limit)
            await self._app(scope, _bounded(receive, limit), say)
        except Exception as problem:
            if not isinstance(problem, Problem):
                LOG.exception("a request failed: %s %s", scope["method"], scope["path"])
            if started:
                raise
            known = problem if isinstance(problem, Problem) else Problem(500, "internal")
            await shown(known, language_of(request))(scope, receive, say)


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _bounded(receive: Receive, limit: int) -> Receive:
    """Count what really arrives: a length may be absent or wrong."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise Problem(413, "too-large", limit=limit)
        return message

    return counted


def _guarded(headers: list[tuple[bytes, bytes]], scheme: str) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    more = [pair for pair in HEADERS.items() if pair[0] not in present]
    return [*headers, *more, *([HSTS] if scheme == "https" else [])]
