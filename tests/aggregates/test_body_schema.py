"""Bodies against their schemas: as JSON Schema 2020-12 means the keywords that are bounded, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates.body_schema import DRAFT, KEYWORDS, MOST_WORDS, flaw, misfit, schema_at, value_at

TEXT: dict[str, Any] = {"type": "string"}


def of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({}, ("", "type")),
        ({"type": "array"}, ("", "type")),
        ({"type": "object", "$ref": "#/a"}, ("", "$ref")),
        ({"type": "object", "$schema": "http://json-schema.org/draft-07/schema#"}, ("", "$schema")),
        ({"type": "object", "patternProperties": {}}, ("", "patternProperties")),
        ({"type": "object", "required": ["a", "a"]}, ("", "required")),
        ({"type": "object", "required": "a"}, ("", "required")),
        ({"type": "object", "required": [1]}, ("", "required")),
        ({"type": "object", "additionalProperties": {}}, ("", "additionalProperties")),
        ({"type": "object", "properties": []}, ("", "properties")),
        ({"type": "object", "properties": {"a": 1}}, ("", "properties")),
        (of(a={"type": "text"}), ("/a", "type")),
        (of(a={"type": ["string", "null"]}), ("/a", "type")),
        (of(a={"pattern": "(a+)+$"}), ("/a", "pattern")),
        (of(a={"anyOf": [TEXT]}), ("/a", "anyOf")),
        (of(a={"format": "uri"}), ("/a", "format")),
        (of(a={"title": 1}), ("/a", "title")),
        (of(a={"minLength": -1}), ("/a", "minLength")),
        (of(a={"maxLength": 1.5}), ("/a", "maxLength")),
        (of(a={"minItems": True}), ("/a", "minItems")),
        (of(a={"minimum": "1"}), ("/a", "minimum")),
        (of(a={"maximum": True}), ("/a", "maximum")),
        (of(a={"enum": []}), ("/a", "enum")),
        (of(a={"enum": [[]]}), ("/a", "enum")),
        (of(a={"enum": list(range(MOST_WORDS + 1))}), ("/a", "enum")),
        (of(a={"const": {}}), ("/a", "const")),
        (of(a={"items": TEXT, "type": "array"}, b={"items": False}), ("/b", "items")),
        (of(a={"type": "array", "items": of(b={"$dynamicRef": "x"})}), ("/a/items/b", "$dynamicRef")),
    ],
)
def test_what_cannot_be_used_is_found_with_its_place(schema: dict[str, Any], place: tuple[str, str]) -> None:
    assert flaw(schema) == place


def test_every_keyword_is_usable() -> None:
    whole = of(
        a={"type": "string", "minLength": 0, "maxLength": 3, "format": "decimal", "title": "A", "description": "a"},
        b={"type": "array", "items": {"type": "integer"}, "minItems": 0, "maxItems": 2},
        c={"type": "number", "minimum": -1, "maximum": 1.5, "exclusiveMinimum": -2, "exclusiveMaximum": 2},
        d={"enum": list(range(MOST_WORDS))},
        e={"const": None},
        f={"enum": ["alone"]},
    ) | {"$schema": DRAFT, "required": ["a"], "additionalProperties": False}
    assert flaw(whole) is None
    found = str(whole)
    assert all(f"'{keyword}'" in found for keyword in KEYWORDS)


@pytest.mark.parametrize(
    ("schema", "fits", "others"),
    [
        ({"type": "string"}, ["", "a"], [1, None, True, [], {}]),
        ({"type": "integer"}, [0, -3, 2.0], [2.5, "2", True]),
        ({"type": "number"}, [0, 2.5], ["2", False, None]),
        ({"type": "boolean"}, [True, False], [0, 1, "yes"]),
        ({"type": "null"}, [None], [0, "", False]),
        ({"type": "array"}, [[], [1]], [{}, "a"]),
        ({"type": "object"}, [{}], [[], "a"]),
        ({"enum": [1, "a", None]}, [1, 1.0, "a", None], [True, "b", 0]),
        ({"const": True}, [True], [1, "true"]),
        ({"minimum": 3}, [3, 3.5, "2"], [2.9, 2]),
        ({"maximum": 3}, [3, 2.9, True], [3.1]),
        ({"exclusiveMinimum": 3}, [3.1, "x"], [3]),
        ({"exclusiveMaximum": 3}, [2.9, "x"], [3]),
        ({"minLength": 2}, ["ab", "abc", 1], ["a", ""]),
        ({"maxLength": 2}, ["ab", "", 111], ["abc"]),
        ({"minItems": 1}, [[1], "x"], [[]]),
        ({"maxItems": 1}, [[1], [], "xx"], [[1, 2]]),
        ({"format": "date"}, ["2026-02-28", 1], ["2026-02-29", "20260228", "2026-2-28", ""]),
        (
            {"format": "decimal"},
            ["0", "-1.5", "999999999999999.999999", 1],
            ["1.", ".5", "1e3", "NaN", "1.0000001", "１"],
        ),
        ({"items": {"type": "integer"}}, [[], [1, 2], "x"], [[1, "2"]]),
        ({"required": ["a"]}, [{"a": None}, "x"], [{}, {"b": 1}]),
        ({"properties": {"a": {"type": "string"}}}, [{}, {"a": "x"}, {"b": 1}], [{"a": 1}]),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            [{}, {"a": 1}],
            [{"b": 1}, {"a": 1, "b": 2}],
        ),
        ({"properties": {"a": {}}, "additionalProperties": True}, [{"b": 1}], []),
    ],
)
def test_what_fits_a_keyword_and_what_does_not(schema: dict[str, Any], fits: list[Any], others: list[Any]) -> None:
    assert [value for value in fits if misfit(schema, value)] == []
    assert [value for value in others if not misfit(schema, value)] == []


def test_the_place_of_what_does_not_fit_is_told() -> None:
    schema = of(a={"type": "array", "items": of(b={"type": "integer"}) | {"additionalProperties": False}})
    assert misfit(schema, {"a": [{"b": 1}, {"b": "2"}]}) == ("/a/1/b", "type")
    assert misfit(schema, {"a": [{"b": 1}, {"c": 2}]}) == ("/a/1/c", "additionalProperties")
    assert misfit(schema, {"a": [1]}) == ("/a/0", "type")
    assert misfit(schema, {"a": [{"b": 1}]}) is None


def test_members_are_found_by_their_path() -> None:
    schema = of(a=of(b={"type": "integer"}))
    assert schema_at(schema, "a.b") == {"type": "integer"}
    assert schema_at(schema, "a.c") is None
    assert schema_at(schema, "a.b.c") is None
    assert schema_at(schema, "c.b") is None
    assert value_at({"a": {"b": 3}}, "a.b") == 3
    assert value_at({"a": 3}, "a.b") is None
    assert value_at({}, "a.b") is None
