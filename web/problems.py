"""Errors as RFC 9457 problem details: a code, its sentence in the reader's language, never anything internal."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from adapters.fields import wrong_field
from adapters.sentences import say

MEDIA_TYPE = "application/problem+json"
FORBIDDEN = frozenset({"not-permitted", "not-for-you"})
BY_STATUS = {404: "no-such-page", 405: "no-such-method"}


class Problem(Exception):
    """An answer that is an error; `figures` fill its sentence."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        **figures: object,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers
        self.errors, self.figures = errors, figures


def language_of(request: Request) -> str:
    """The reader's language, "zh" or "en", by Accept-Language (RFC 9110); English when neither is asked for."""
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(header: str) -> str:
    best, found = 0.0, "en"
    for part in header.lower().split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        language = tag.split("-")[0].strip()
        value = weight(parameters)
        if language in ("zh", "en") and value > best:
            best, found = value, language
    return found


def weight(parameters: str) -> float:
    """What `q=` says among the parameters of a choice: 1 unless said, 0 where it is no number (RFC 9110)."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def refusal_status(code: str) -> int:
    """The HTTP status of a refused command by its code."""
    if code in FORBIDDEN:
        return 403
    if code == "key-reused":
        return 422
    return 404 if code.startswith("unknown-") else 409


def members(status: int, code: str, sentence: str) -> dict[str, Any]:
    """The members that every problem has. The type names the code and is stable; it is no address."""
    return {"type": f"urn:req2pay:problem:{code}", "title": code, "status": status, "detail": sentence, "code": code}


def shown(problem: Problem, language: str) -> JSONResponse:
    """The response that says a problem."""
    body = members(problem.status, problem.code, sentence(problem.code, language, problem.figures))
    if problem.errors:
        body["errors"] = list(problem.errors)
    headers = {"Content-Language": language, **(problem.headers or {})}
    return JSONResponse(body, problem.status, headers, MEDIA_TYPE)


def sentence(code: str, language: str, figures: Mapping[str, object]) -> str:
    """The sentence of a code: the door's own, else the one of whoever refused."""
    safe = {name: value for name, value in figures.items() if name not in ("topic_code", "language")}
    own = say(f"web.{code}", language, **safe)
    return say(code, language, **safe) if own == f"web.{code}" else own


def wrong_fields(errors: Sequence[Any], language: str) -> Problem:
    """The problem of a body or query that does not fit: each field with its path, code and sentence."""
    found = [_wrong_field(error, language) for error in errors[:50]]
    return Problem(422, "fields-wrong", errors=found, count=len(errors))


def _wrong_field(error: Mapping[str, Any], language: str) -> dict[str, Any]:
    found = wrong_field(error)
    return {"field": found.field, "code": found.code, "detail": found.text(language)}


async def on_problem(request: Request, problem: Exception) -> JSONResponse:
    """Answer a Problem."""
    assert isinstance(problem, Problem)
    return shown(problem, language_of(request))


async def on_http(request: Request, problem: Exception) -> JSONResponse:
    """Answer what the framework refused: unknown addresses and methods."""
    assert isinstance(problem, HTTPException)
    code = BY_STATUS.get(problem.status_code, "bad-request")
    return shown(Problem(problem.status_code, code, headers=problem.headers), language_of(request))


async def on_validation(request: Request, problem: Exception) -> JSONResponse:
    """Answer query parameters that do not fit."""
    assert isinstance(problem, RequestValidationError)
    errors = [{**error, "loc": error["loc"][1:]} for error in problem.errors()]
    return shown(wrong_fields(errors, language_of(request)), language_of(request))
