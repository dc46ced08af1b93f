"""Bodies of declared documents against their JSON Schema (2020-12): the keywords that are bounded, and no others.

References, patterns and combinations are no part of it: a schema that uses them is refused when it is declared, so every
check ends after as many steps as the body has values. What is accepted here, any validator of the standard accepts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import JsonValue

Schema = Mapping[str, JsonValue]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
MOST_WORDS = 200
"""So many values one `enum` may list."""
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)


def _text(value: JsonValue) -> bool:
    return isinstance(value, str)


def _whole(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _simple(value: JsonValue) -> bool:
    return not isinstance(value, dict | list)


def _names(value: JsonValue) -> bool:
    return isinstance(value, list) and all(map(_text, value)) and len({str(each) for each in value}) == len(value)


def _words(value: JsonValue) -> bool:
    return isinstance(value, list) and 0 < len(value) <= MOST_WORDS and all(map(_simple, value))


def _members(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(isinstance(each, dict) for each in value.values())


KEYWORDS: Mapping[str, Callable[[JsonValue], bool]] = {
    "$schema": lambda value: value == DRAFT,
    "title": _text,
    "description": _text,
    "type": lambda value: value in TYPES,
    "properties": _members,
    "required": _names,
    "additionalProperties": lambda value: isinstance(value, bool),
    "items": lambda value: isinstance(value, dict),
    **dict.fromkeys(("minItems", "maxItems", "minLength", "maxLength"), _whole),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    "enum": _words,
    "const": _simple,
    "format": lambda value: value in ("date", "decimal"),
}
"""Keyword -> what may stand there. The format "decimal" is ours: digits with at most six after a point, as money is written."""
Place = tuple[str, str]
"""Where in a schema or body, and which keyword."""


def flaw(schema: Schema, at: str = "") -> Place | None:
    """The first place at which a schema says what cannot be used; None for a usable one. The whole body is an object."""
    if not at and schema.get("type") != "object":
        return "", "type"
    for keyword, value in schema.items():
        if keyword not in KEYWORDS or not KEYWORDS[keyword](value):
            return at, keyword
    inner = ((f"{at}/{name}", each) for name, each in _inner(schema))
    return next((found for where, each in inner if (found := flaw(each, where))), None)


def _inner(schema: Schema) -> Iterator[tuple[str, Schema]]:
    members, items = schema.get("properties"), schema.get("items")
    if isinstance(members, dict):
        yield from ((name, each) for name, each in members.items() if isinstance(each, dict))
    if isinstance(items, dict):
        yield "items", items


def misfit(schema: Schema, value: JsonValue, at: str = "") -> Place | None:
    """The first place at which a body is not what its usable schema says; None where it fits."""
    for keyword, said in schema.items():
        if keyword in _TESTS and not _TESTS[keyword](said, value):
            return at, keyword
    if isinstance(value, dict):
        return _in_members(schema, value, at)
    items = schema.get("items")
    if isinstance(value, list) and isinstance(items, dict):
        found = (misfit(items, each, f"{at}/{number}") for number, each in enumerate(value))
        return next(filter(None, found), None)
    return None


def _in_members(schema: Schema, body: dict[str, JsonValue], at: str) -> Place | None:
    known = dict(_inner({"properties": schema.get("properties", {})}))
    for name, value in body.items():
        if name not in known and schema.get("additionalProperties") is False:
            return f"{at}/{name}", "additionalProperties"
        if name in known and (found := misfit(known[name], value, f"{at}/{name}")):
            return found
    return None


def _type(said: JsonValue, value: JsonValue) -> bool:
    match value:
        case None:
            return said == "null"
        case bool():
            return said == "boolean"
        case int():
            return said in ("integer", "number")
        case float():
            return said == "number" or (said == "integer" and value.is_integer())
        case str():
            return said == "string"
        case list():
            return said == "array"
        case _:
            return said == "object"


def _same(one: JsonValue, other: JsonValue) -> bool:
    """1 and 1.0 are the same number; true is no number."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _format(said: JsonValue, value: JsonValue) -> bool:
    if not isinstance(value, str):
        return True
    return _DECIMAL.fullmatch(value) is not None if said == "decimal" else _is_date(value)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": _type,
    "required": lambda said, value: not isinstance(value, dict) or all(name in value for name in said),
    "enum": lambda said, value: any(_same(each, value) for each in said),
    "const": _same,
    "format": _format,
    "minItems": lambda said, value: not isinstance(value, list) or len(value) >= said,
    "maxItems": lambda said, value: not isinstance(value, list) or len(value) <= said,
    "minLength": lambda said, value: not isinstance(value, str) or len(value) >= said,
    "maxLength": lambda said, value: not isinstance(value, str) or len(value) <= said,
    "minimum": lambda said, value: not _number(value) or value >= said,
    "maximum": lambda said, value: not _number(value) or value <= said,
    "exclusiveMinimum": lambda said, value: not _number(value) or value > said,
    "exclusiveMaximum": lambda said, value: not _number(value) or value < said,
}
"""Keyword -> whether a value is as it says; what says something of another type of value says nothing of this one."""


def schema_at(schema: Schema, path: str) -> Schema | None:
    """What a schema says of a member by its path ("contract.value"); None for one that it does not name."""
    found: Schema | None = schema
    for name in path.split("."):
        found = dict(_inner({"properties": found.get("properties", {})})).get(name) if found is not None else None
    return found


def value_at(body: JsonValue, path: str) -> JsonValue:
    """The member of a body by its path; None where there is none."""
    for name in path.split("."):
        body = body.get(name) if isinstance(body, dict) else None
    return body
