"""JSON of others: bounded, exact, and always the same bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.json_body import DEEPEST, MOST_BYTES, MOST_VALUES, JsonObject, canonical, digest

READ: TypeAdapter[dict[str, Any]] = TypeAdapter(JsonObject)


def code(body: Any) -> str:
    with pytest.raises(ValidationError) as failed:
        READ.validate_python(body)
    return failed.value.errors()[0]["type"]


def deep(levels: int) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _ in range(levels):
        body = {"a": body}
    return body


def test_one_text_for_one_value() -> None:
    assert canonical({"b": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"b":1}'
    assert digest("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_the_limits_themselves_are_taken() -> None:
    assert READ.validate_python(deep(DEEPEST))
    assert READ.validate_python({"a": [0] * (MOST_VALUES - 2)})
    assert READ.validate_python({"a": "x" * (MOST_BYTES - 8)})


def test_one_more_than_a_limit_is_not() -> None:
    assert code(deep(DEEPEST + 1)) == "field-json-too-deep"
    assert code({"a": [0] * (MOST_VALUES - 1)}) == "field-json-too-many"
    assert code({"a": "x" * (MOST_BYTES - 7)}) == "field-json-too-large"
    assert code({"a": "é" * (MOST_BYTES // 2)}) == "field-json-too-large"


@pytest.mark.parametrize("levels", [900, 100_000])
def test_a_body_that_is_too_deep_for_any_reader_is_refused_with_its_code(levels: int) -> None:
    assert code(deep(levels)) == "field-json-too-deep"
    inside: list[Any] = []
    for _ in range(levels):
        inside = [inside]
    assert code({"a": inside}) == "field-json-too-deep"


def test_what_is_no_json_is_refused() -> None:
    assert code({"a": float("nan")}) == "field-not-json"
    assert code({"a": 10**5000}) == "field-not-json"


def test_decimals_of_doors_stay_the_same_number_or_are_refused() -> None:
    assert READ.validate_python({"a": [Decimal("2.5"), {"b": Decimal("3.0")}]}) == {"a": [2.5, {"b": 3.0}]}
    assert code({"a": Decimal("0.1000000000000000000001")}) == "field-json-too-fine"
    assert code({"a": Decimal("1e999")}) == "field-json-too-fine"
