"""Faults that somebody makes in a sound matrix, each with what must be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any

from tests.support.matrices import KINDS, STEPS

Matrix = dict[str, Any]


def _tested(matrix: Matrix) -> list[tuple[dict[str, Any], str]]:
    return [(row, field) for row in matrix["rows"] for field in row.get("when", {})]


def _row_lost(random: Random, matrix: Matrix) -> bool:
    if len(matrix["rows"]) < 2 or matrix["rows"][-1].get("otherwise"):
        return False
    matrix["rows"].remove(random.choice(matrix["rows"]))
    return True


def _row_narrowed(random: Random, matrix: Matrix) -> bool:
    """One more test in a row: what it leaves goes nowhere."""
    rows = [row for row in matrix["rows"] if "over_budget" not in row.get("when", {})]
    if not rows or matrix["rows"][-1].get("otherwise"):
        return False
    random.choice(rows)["when"]["over_budget"] = {"so": random.choice((True, False))}
    return True


def _word_lost(random: Random, matrix: Matrix) -> bool:
    tests = [row["when"][field] for row, field in _tested(matrix) if len(row["when"][field].get("one_of", ())) > 1]
    if not tests or matrix["rows"][-1].get("otherwise"):
        return False
    test = random.choice(tests)
    test["one_of"].remove(random.choice(test["one_of"]))
    return True


def _row_twice(random: Random, matrix: Matrix) -> bool:
    rows = [row for row in matrix["rows"] if not row.get("otherwise")]
    if not rows:
        return False
    matrix["rows"].insert(0, {**deepcopy(random.choice(rows)), "row": "again"})
    return True


def _row_widened(random: Random, matrix: Matrix) -> bool:
    """A test fewer: with the part that was its other half, it now takes the same documents twice."""
    if matrix["rows"][-1].get("otherwise") or not _tested(matrix):
        return False
    row, field = random.choice(_tested(matrix))
    del row["when"][field]
    return True


def _row_for_nothing(random: Random, matrix: Matrix) -> bool:
    bound = str(random.randint(0, 100))
    when = {random.choice(("amount", "requester_level")): {"above": bound, "up_to": bound}}
    matrix["rows"].insert(0, {"row": "dead", "when": when, "steps": STEPS})
    return True


def _rest_of_nothing(_: Random, matrix: Matrix) -> bool:
    if matrix["rows"][-1].get("otherwise"):
        return False
    matrix["rows"].append({"row": "dead", "otherwise": True, "steps": STEPS})
    return True


def _unknown_field(random: Random, matrix: Matrix) -> bool:
    rows = [row for row in matrix["rows"] if "when" in row]
    if rows:
        random.choice(rows)["when"]["colour"] = {"so": True}
    return bool(rows)


def _wrong_type(random: Random, matrix: Matrix) -> bool:
    rows = [row for row in matrix["rows"] if "when" in row]
    field = random.choice(list(KINDS))
    wrong: Mapping[str, Any] = {"up_to": 5} if KINDS[field] in ("code", "yes_no") else {"one_of": ["IT"]}
    if rows:
        random.choice(rows)["when"][field] = wrong
    return bool(rows)


def _foreign_currency(random: Random, matrix: Matrix) -> bool:
    rows = [row for row in matrix["rows"] if "when" in row]
    if rows:
        random.choice(rows)["when"]["amount"] = {"up_to": 5, "currencies": ["SEK"]}
    return bool(rows)


FAULTS: Sequence[tuple[Callable[[Random, Matrix], bool], str]] = (
    (_row_lost, "matrix-gap"),
    (_row_narrowed, "matrix-gap"),
    (_word_lost, "matrix-gap"),
    (_row_twice, "matrix-rows-overlap"),
    (_row_widened, "matrix-rows-overlap"),
    (_row_for_nothing, "matrix-row-empty"),
    (_rest_of_nothing, "matrix-row-empty"),
    (_unknown_field, "matrix-field-unknown"),
    (_wrong_type, "matrix-test-unfitting"),
    (_foreign_currency, "matrix-currency-outside"),
)
"""What somebody does to a matrix (False: it cannot be done to this one), and the code that must be told."""
