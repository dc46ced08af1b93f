"""Routes are held against two readings that are not ours: one written from the documentation, and the engine of GoRules.

Each measure has its time: what CI cannot do within it is told by the count.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from aggregates._base import Refusal
from aggregates.matrix_route import chosen
from contracts.approval_matrix import Matrix
from tests.support.matrices import DECIMALS, KINDS, document, sound, spoilt
from tests.support.naive_matrix import row_of

MATRICES, DOCUMENTS, SECONDS = 200, 10_000, 10
EACH = DOCUMENTS // MATRICES


def _worlds(seed: int, **how: Any) -> Iterator[tuple[Random, dict[str, Any], Matrix]]:
    random = Random(seed)
    for number in range(MATRICES):
        raw = sound(random, rows=1 + number % 30, **how)
        yield random, raw, Matrix.model_validate(raw)


def _ours(matrix: Matrix, facts: dict[str, str]) -> str | None:
    found = chosen(matrix, facts, KINDS)
    return None if isinstance(found, Refusal) else found.row


def test_ten_thousand_documents_go_as_the_documentation_says() -> None:
    started, tried, rows = time.process_time(), 0, set()
    for random, raw, matrix in _worlds(1):
        for _ in range(EACH):
            facts = document(random, raw)
            mine = _ours(matrix, facts)
            assert mine == row_of(raw, facts, KINDS), (raw, facts)
            assert mine is not None, (raw, facts)
            tried += 1
            rows.add(mine)
    assert (tried, len(rows) > 20) == (DOCUMENTS, True)
    assert time.process_time() - started < SECONDS


def test_ten_thousand_spoilt_documents_are_refused_each() -> None:
    """Missing, mistyped, not finite, in other digits or letters that look alike, in another currency: nobody is asked."""
    started, tried, let_through = time.process_time(), 0, []
    for random, raw, matrix in _worlds(2):
        for _ in range(EACH):
            facts = spoilt(random, document(random, raw), matrix.asked)
            assert row_of(raw, facts, KINDS) is None, (raw, facts)
            tried += 1
            if _ours(matrix, facts) is not None:
                let_through.append(facts)
    assert (tried, let_through[:3], len(let_through)) == (DOCUMENTS, [], 0)
    assert time.process_time() - started < SECONDS


def test_what_is_not_even_a_text_is_refused() -> None:
    matrix = Matrix.model_validate(sound(Random(0), rows=1))
    others: tuple[Any, ...] = (None, 5, 5.0, True, float("nan"), Decimal(5), [], {}, b"5.00 EUR")
    assert not any(_ours(matrix, {"amount": fact}) for fact in others)


def test_ten_thousand_documents_go_as_the_engine_of_gorules_sends_them() -> None:
    """Amounts of one currency, in its smallest coins: its tables know numbers, words, and yes and no."""
    zen = pytest.importorskip("zen")
    started, tried = time.process_time(), 0
    for random, raw, matrix in _worlds(3, currencies=("KWD",)):
        decision = zen.ZenEngine().create_decision(json.dumps(_as_table(raw)))
        for _ in range(EACH):
            facts = document(random, raw)
            rows = [each["row"] for each in decision.evaluate(_as_input(facts))["result"]["rows"]]
            rest = ["rest"] if raw["rows"][-1].get("otherwise") else []
            assert [_ours(matrix, facts)] == (rows or rest), (raw, facts)
            tried += 1
    assert tried == DOCUMENTS
    assert time.process_time() - started < SECONDS


def _as_input(facts: dict[str, str]) -> dict[str, Any]:
    amount = Decimal(facts["amount"].split(" ")[0]).scaleb(DECIMALS["KWD"])
    level = int(facts["requester_level"])
    return {**facts, "amount": int(amount), "requester_level": level, "over_budget": facts["over_budget"] == "yes"}


def _as_table(raw: dict[str, Any]) -> dict[str, Any]:
    """A decision table in the notation of that engine, which collects every row that fits."""
    inputs = [{"id": field, "name": field, "field": field} for field in KINDS]
    rules = [
        {
            **{field: _cell(field, row["when"].get(field)) for field in KINDS},
            "_id": row["row"],
            "out": f'"{row["row"]}"',
        }
        for row in raw["rows"]
        if "when" in row
    ]
    table = {"hitPolicy": "collect", "inputs": inputs, "outputs": [{"id": "out", "name": "row", "field": "row"}],
             "rules": rules, "outputPath": "rows"}  # fmt: skip
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "t", "name": "t", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [{"id": f"{a}{b}", "sourceId": a, "targetId": b} for a, b in (("in", "t"), ("t", "out"))]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _cell(field: str, test: dict[str, Any] | None) -> str:
    if not test:
        return ""
    if "so" in test:
        return str(test["so"]).lower()
    for form, sign in (("one_of", "in"), ("none_of", "not in")):
        if form in test:
            return f"$ {sign} {json.dumps(test[form])}"
    scale = DECIMALS["KWD"] if field == "amount" else 0
    ends = ((">", "above"), ("<=", "up_to"))
    return " and ".join(f"$ {sign} {int(Decimal(test[end]).scaleb(scale))}" for sign, end in ends if end in test)
