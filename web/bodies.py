"""What comes in: JSON without floats, commands with every wrong field named, and files of bounded size."""

import json
from decimal import Decimal
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from web.problems import Problem, language_of, wrong_fields

M = TypeVar("M", bound=BaseModel)
NUL = "\x00"
LONGEST_KEY = 200


async def parsed(request: Request, model: type[M]) -> M:
    """The JSON body as a model. Raises Problem 415, 400 or 422."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Problem(415, "not-json", expected="application/json")
    try:
        return model.model_validate(loaded(await request.body()))
    except ValidationError as problem:
        raise wrong_fields(problem.errors(include_url=False), language_of(request)) from None


def loaded(body: bytes) -> Any:
    """JSON with exact numbers: an amount written as a number never passes through a float. Raises Problem 400."""
    try:
        value = json.loads(body, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise Problem(400, "malformed-json") from None
    if b"\\u0000" in body:  # PostgreSQL cannot keep it, so it would stop read models
        raise Problem(400, "malformed-json")
    return value


def idempotency_key(request: Request) -> str:
    """The caller's key of this request. Raises Problem 428 when there is none, 400 for a bad one."""
    key = request.headers.get("idempotency-key", "").strip()
    if not key:
        raise Problem(428, "key-missing")
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Problem(400, "key-malformed", longest=LONGEST_KEY)
    return key


def clean(text: str) -> str:
    """A query parameter, unless it holds what no database keeps. Raises Problem 400."""
    if NUL in text:
        raise Problem(400, "bad-request")
    return text


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers may disagree on which of two equal names counts, so there must be none."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice in one object")
    return found
