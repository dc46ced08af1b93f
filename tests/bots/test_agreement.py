"""Several sources made one: what the best has is kept, what it lacks is taken over, and what is sure and differs is told."""

import pytest

from bots.reading.agreement import SURE, agreed, same
from bots.reading.values import Draft
from contracts.reading import Field, Totals


def _draft(value: str, confidence: float = 1, totals: Totals = Totals()) -> Draft:  # noqa: B008 - frozen
    return Draft(fields={"number": Field(value=value, source="text", confidence=confidence)}, totals=totals)


@pytest.mark.parametrize(
    ("value", "confidence", "codes"),
    [("1", 1, []), ("2", SURE, ["sources-differ"]), ("2", 0.89, []), ("1", SURE, [])],
)
def test_what_a_source_is_sure_of_counts_against_a_better_one(value: str, confidence: float, codes: list[str]) -> None:
    found = agreed([_draft("1"), _draft(value, confidence)])
    assert [one.code for one in found.findings] == codes
    assert found.fields["number"].value == "1"


def test_totals_are_those_of_the_best_source_that_has_any() -> None:
    first, second = Totals(payable="1"), Totals(payable="2")
    assert agreed([_draft("1", totals=first), _draft("1", totals=second)]).totals == first
    assert agreed([_draft("1"), _draft("1", totals=second)]).totals == second


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [("1.0", "1.00", True), ("1.0", "1.01", False), ("AB", "ab", True), ("AB", "AC", False), ("1", "AB", False)],
)
def test_figures_are_compared_as_figures(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal
