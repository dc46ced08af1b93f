"""Measures `routing`: choosing the row of a large approval matrix for documents, and freezing its steps, on one core."""

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from aggregates._base import Refusal
from aggregates.matrix_route import chosen, route_of
from bench.measure import Measure, at_most
from contracts.approval_matrix import Matrix
from tests.support.matrices import KINDS, document, sound
from tests.support.naive_matrix import row_of

ROWS, DOCUMENTS, CHECKED = 200, 100_000, 1_000
GOAL = 50.0
"""Microseconds: 20,000 decisions a second."""


def world(seed: int = 1) -> dict[str, Any]:
    """A matrix of exactly so many rows, over amounts, words, numbers, and yes and no."""
    random = Random(seed)
    while len((raw := sound(random, rows=2 * ROWS))["rows"]) != ROWS:
        pass
    return raw


def microseconds(run: Callable[[dict[str, str]], object], documents: list[dict[str, str]]) -> float:
    """What one takes, on average, of the processor."""
    started = time.process_time()
    for facts in documents:
        run(facts)
    return (time.process_time() - started) / len(documents) * 1e6


def measure() -> Iterator[Measure]:
    """The choice alone, then the whole route; what is chosen is checked against a reading that is not ours."""
    raw, random = world(), Random(2)
    matrix, documents = Matrix.model_validate(raw), [document(random, raw) for _ in range(DOCUMENTS)]
    for facts in documents[:CHECKED]:
        row = chosen(matrix, facts, KINDS)
        assert (None if isinstance(row, Refusal) else row.row) == row_of(raw, facts, KINDS)
    for name, run in (
        ("choice", lambda facts: chosen(matrix, facts, KINDS)),
        ("route", lambda facts: route_of({"*": matrix}, "1", "*", facts)),
    ):
        spent = microseconds(run, documents)
        print(f"# {name}: {1e6 / spent:,.0f} a second among {ROWS} rows")
        yield at_most(f"routing.{name}", "CPU-µs", spent, GOAL)
