"""JSON that others hand in: bounded, and in one canonical form, so that its bytes and their hash are always the same."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, JsonValue

from contracts.wrong import wrong

MOST_BYTES, MOST_VALUES, DEEPEST = 65_536, 5_000, 20
"""Limits of one body: its canonical bytes, the values in it, and how deep they stand."""
Json = Mapping[str, JsonValue]


def canonical(value: object) -> str:
    """The one text of a JSON value: members by name, no blanks, no escapes that need not be. Raises ValueError."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def _shaped(body: object) -> object:
    """Bounded first: what reads a value goes as deep as it is."""
    for number, depth in enumerate(_depths(body), 1):
        if number > MOST_VALUES:
            raise wrong("field-json-too-many", limit=MOST_VALUES)
        if depth > DEEPEST:
            raise wrong("field-json-too-deep", limit=DEEPEST)
    return _exact(body)


def _bounded(body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        size = len(canonical(body).encode())
    except ValueError as error:  # no number, or half of a character
        raise wrong("field-not-json") from error
    if size > MOST_BYTES:
        raise wrong("field-json-too-large", limit=MOST_BYTES)
    return body


def _depths(body: object) -> Iterator[int]:
    """How deep each value stands, without recursion: nesting is what is not yet known to be bounded."""
    left: list[tuple[object, int]] = [(body, 0)]
    while left:
        value, depth = left.pop()
        yield depth
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        left += [(each, depth + 1) for each in inner]


def _exact(value: object) -> object:
    """Doors read numbers as decimals; JSON's own are binary, so one that would become another number is refused."""
    match value:
        case Decimal():
            number = float(value)
            if not isfinite(number) or Decimal(repr(number)) != value:
                raise wrong("field-json-too-fine")
            return number
        case Mapping():
            return {name: _exact(each) for name, each in value.items()}
        case list() | tuple():
            return [_exact(each) for each in value]
        case _:
            return value


JsonObject = Annotated[dict[str, JsonValue], AfterValidator(_bounded), BeforeValidator(_shaped)]
"""A JSON object within the limits."""
