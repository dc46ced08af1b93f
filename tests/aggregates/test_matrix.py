"""Approval matrices: one row takes a document or none, and what a proof says of a matrix is what trying would find."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates import matrix_index
from aggregates._base import Refusal
from aggregates.matrix_facts import nearest
from aggregates.matrix_index import MOST_KEPT, index_of
from aggregates.matrix_proof import ANY_OTHER, flaws
from aggregates.matrix_route import chosen, route_of
from contracts.approval_matrix import FIELDS, Matrix, Row
from contracts.conditions import FieldType, NoneOf, OneOf

STEPS = [{"name": "Manager", "roles": ["manager"]}]
KINDS: dict[str, FieldType] = {"amount": "money", "category": "code", "over_budget": "yes_no", "level": "number"}


def matrix(*rows: dict[str, Any], currencies: tuple[str, ...] = ("EUR",)) -> Matrix:
    numbered = [{"row": f"r{number}", "steps": STEPS} | row for number, row in enumerate(rows, 1)]
    return Matrix.model_validate({"currencies": currencies, "rows": numbered})


SMALL = {"row": "small", "when": {"amount": {"up_to": 100}}}
LARGE = {"row": "large", "when": {"amount": {"above": 100}}}


def row_of(table: Matrix, **facts: str) -> str:
    found = chosen(table, facts)
    return found.code if isinstance(found, Refusal) else found.row


@pytest.mark.parametrize(
    ("amount", "row"),
    [("0.00 EUR", "small"), ("100.00 EUR", "small"), ("100.01 EUR", "large"), ("1000000000000.00 EUR", "large")],
)
def test_a_bound_belongs_to_the_band_below_it(amount: str, row: str) -> None:
    assert row_of(matrix(SMALL, LARGE), amount=amount) == row


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "route-fact-missing"),
        ({"amount": "100.00 EUR"}, "route-fact-missing"),
        ({"amount": "many EUR", "over_budget": "no"}, "route-fact-unreadable"),
        ({"amount": "100.00", "over_budget": "no"}, "route-fact-unreadable"),
        ({"amount": "100.001 EUR", "over_budget": "no"}, "route-fact-unreadable"),
        ({"amount": "-0.01 EUR", "over_budget": "no"}, "route-fact-unreadable"),
        ({"amount": "NaN EUR", "over_budget": "no"}, "route-fact-unreadable"),
        ({"amount": "100.00 EUR", "over_budget": "true"}, "route-fact-unreadable"),
        ({"amount": "100.00 EUR", "over_budget": ""}, "route-fact-unreadable"),
        ({"amount": "100.00 USD", "over_budget": "no"}, "no-route"),
        ({"amount": "100.00 EUR", "over_budget": "yes"}, "no-route"),
    ],
)
def test_what_is_missing_mistyped_or_out_of_range_fails_closed(facts: dict[str, str], code: str) -> None:
    """Though a row stands there that the amount alone would fit."""
    table = matrix({"when": {"amount": {"up_to": 100}, "over_budget": {"so": False}}})
    assert row_of(table, **facts) == code


def test_an_amount_in_a_currency_of_no_row_finds_none_even_where_no_row_tests_amounts() -> None:
    assert row_of(matrix({}), amount="1.00 USD") == "no-route"
    assert row_of(matrix({}), amount="1.00 EUR") == "r1"


def test_what_is_about_no_money_is_taken_by_rows_that_test_no_amount_and_by_no_others() -> None:
    assert row_of(matrix({})) == "r1"
    assert row_of(matrix(SMALL, {"row": "rest", "otherwise": True})) == "route-fact-missing"


def test_two_rows_for_one_document_are_none() -> None:
    assert row_of(matrix(SMALL, {"when": {"amount": {"up_to": 200}}}), amount="100.00 EUR") == "route-ambiguous"


def test_the_row_for_all_others_takes_only_what_no_other_takes() -> None:
    table = matrix(SMALL, {"row": "rest", "otherwise": True})
    assert row_of(table, amount="100.00 EUR") == "small"
    assert row_of(table, amount="100.01 EUR") == "rest"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"row": "a"}, {"row": "a"}], "field-rows-alike"),
        ([{"otherwise": True}, {}], "field-rest-not-last"),
        ([{"otherwise": True, "when": {"amount": {"up_to": 1}}}], "field-rest-tests"),
        ([{"when": {"amount": {"one_of": []}}}], "one_of"),
        ([{"when": {"amount": {"up_to": "NaN"}}}], "up_to"),
        ([{"when": {"amount": {"up_to": -1}}}], "up_to"),
        ([{"steps": []}], "steps"),
    ],
)
def test_what_can_never_be_meant_is_no_matrix(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        matrix(*rows)


def test_what_every_document_tells_is_no_field_of_a_declared_kind() -> None:
    with pytest.raises(ValueError, match="field-fact-taken") as taken:
        Matrix.model_validate(
            {
                "rows": [{"row": "r", "steps": STEPS}],
                "fields": {"days": "number", "over_budget": "yes_no", "amount": "money"},
            }
        )
    assert [one["ctx"] for one in taken.value.errors()] == [{"fact": "amount"}]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("when", "flaws_of"),
    [
        ({"days": {"one_of": ["3"]}}, ["matrix-test-unfitting"]),
        ({"amount": {"up_to": 100}}, ["matrix-without-currency"]),
    ],
)
def test_a_declared_kind_needs_a_currency_where_it_is_about_money(when: dict[str, Any], flaws_of: list[str]) -> None:
    rows = [{"row": "r", "when": when, "steps": STEPS}]
    table = Matrix.model_validate({"rows": rows, "fields": {"days": "number"}})
    assert [flaw.code for flaw in flaws(table, KINDS)][:1] == flaws_of


def test_a_matrix_is_prepared_once_and_so_many_are_kept() -> None:
    tables = [matrix(SMALL, LARGE) for _ in range(MOST_KEPT + 1)]
    first, other = index_of(tables[0]), index_of(tables[1])
    assert first is index_of(tables[0])
    matrix_index._KEPT[id(tables[0])] = other  # another matrix lay there before
    assert index_of(tables[0]).matrix is tables[0]
    for table in tables:
        index_of(table)
        assert len(matrix_index._KEPT) <= MOST_KEPT


def found(table: Matrix) -> list[tuple[object, ...]]:
    return [(flaw.code, flaw.rows, dict(flaw.example), flaw.figures.get("field", "")) for flaw in flaws(table, KINDS)]


@pytest.mark.parametrize(
    ("rows", "flaw"),
    [
        ([SMALL, LARGE], []),
        ([SMALL, {"row": "rest", "otherwise": True}], []),
        ([SMALL], [("matrix-gap", (), {"amount": "100.01 EUR"}, "")]),
        (
            [SMALL, {"when": {"amount": {"above": "100.01"}}}],
            [("matrix-gap", (), {"amount": "100.01 EUR"}, "")],
        ),
        (
            [SMALL, {"row": "b", "when": {"amount": {"above": "99.99"}}}],
            [("matrix-rows-overlap", ("small", "b"), {"amount": "100.00 EUR"}, "")],
        ),
        ([{}, {}], [("matrix-rows-overlap", ("r1", "r2"), {}, "")]),
        ([{}, {"otherwise": True}], [("matrix-row-empty", ("r2",), {}, "")]),
        ([SMALL, LARGE, {"otherwise": True}], [("matrix-row-empty", ("r3",), {}, "")]),
        ([{"when": {"amount": {"above": 5, "up_to": 5}}}], [("matrix-row-empty", ("r1",), {}, "")]),
        ([{"when": {"colour": {"so": True}}}], [("matrix-field-unknown", ("r1",), {}, "colour")]),
        ([{"when": {"category": {"so": True}}}], [("matrix-test-unfitting", ("r1",), {}, "category")]),
        (
            [{"when": {"amount": {"up_to": 1, "currencies": ["USD"]}}}],
            [("matrix-currency-outside", ("r1",), {}, "amount")],
        ),
        (
            [{"when": {"level": {"up_to": 1, "currencies": ["EUR"]}}}],
            [("matrix-currency-outside", ("r1",), {}, "level")],
        ),
        (
            [{"when": {"category": {"one_of": ["IT"]}}}, {"when": {"over_budget": {"so": True}}}],
            [("matrix-rows-overlap", ("r1", "r2"), {"category": "IT", "over_budget": "yes"}, "")],
        ),
        (
            [{"when": {"category": {"none_of": ["IT"]}}}, {"when": {"category": {"one_of": ["IT", "OFFICE"]}}}],
            [("matrix-rows-overlap", ("r1", "r2"), {"category": "OFFICE"}, "")],
        ),
        ([{"when": {"category": {"one_of": ["IT"]}}}], [("matrix-gap", (), {"category": ANY_OTHER}, "")]),
        ([{"otherwise": True}], []),
        ([{"when": {"amount": {"up_to": 10**12}}}], []),
        ([{"when": {"amount": {"up_to": 10**12 - 1}}}], [("matrix-gap", (), {"amount": "999999999999.01 EUR"}, "")]),
        ([{}, {"row": "dead", "when": {"amount": {"above": 10**12}}}], [("matrix-row-empty", ("dead",), {}, "")]),
        (
            [{"when": {"level": {"up_to": "999999999999.5"}}}],
            [("matrix-gap", (), {"level": "1000000000000"}, "")],
        ),
    ],
)
def test_each_flaw_is_told_with_an_example(rows: list[dict[str, Any]], flaw: list[tuple[object, ...]]) -> None:
    assert found(matrix(*rows)) == flaw


@pytest.mark.parametrize(
    ("told", "named", "word"),
    [
        ("IT", "", "IT"),
        ("LAPTOPS<IT", "", "LAPTOPS"),
        ("LAPTOPS<IT", "IT", "IT"),
        ("LAPTOPS<IT", "IT LAPTOPS", "LAPTOPS"),
        ("SMALL<LAPTOPS<IT", "IT LAPTOPS", "LAPTOPS"),
        ("LAPTOPS<IT SCREENS<IT", "IT", "IT"),
        ("LAPTOPS<IT SCREENS<IT", "", "(several)"),
        ("LAPTOPS<IT SCREENS<IT", "IT LAPTOPS", "(several)"),
        ("LAPTOPS<IT (none)", "IT", "(several)"),
        ("LAPTOPS<IT (none)", "(none)", "(several)"),
    ],
)
def test_a_word_takes_what_lies_below_it_but_what_is_named_itself(told: str, named: str, word: str) -> None:
    assert nearest(told, frozenset(named.split())) == word


def test_a_step_approves_only_parts_that_the_document_has() -> None:
    steps = [{"name": "Money", "roles": ["finance"], "parts": ["amount", "colour"]}, {"name": "All", "roles": ["boss"]}]
    bound = Matrix.model_validate({"currencies": ["EUR"], "rows": [{"row": "r1", "steps": steps}]})
    assert [str(flaw) for flaw in flaws(bound, KINDS, ("amount", "colour"))] == []
    assert [str(flaw) for flaw in flaws(bound, KINDS, ("amount",))] == ["matrix-part-unknown: r1 colour"]


def test_the_words_above_count_for_rows_and_steps_alike_where_the_field_is_there() -> None:
    in_step = {"steps": [*STEPS, {"name": "It", "roles": ["it"], "when": {"category": {"one_of": ["IT"]}}}]}
    table = matrix({"when": {"category": {"one_of": ["IT"]}}, **in_step}, {"otherwise": True})
    laptop = {"amount": "1.00 EUR", "category": "LAPTOPS", "categories": "LAPTOPS<IT"}
    assert row_of(table, **laptop) == "r1"
    assert row_of(table, **{**laptop, "categories": "LAPTOPS"}) == "r2"
    assert row_of(table, amount="1.00 EUR", categories="LAPTOPS<IT") == "route-fact-missing"
    assert row_of(table, **{**laptop, "categories": "LАPTOPS<(none"}) == "route-fact-unreadable"
    route = route_of({"*": table}, "p", "*", laptop)
    assert not isinstance(route, Refusal)
    assert [step.name for step in route.steps] == ["Manager", "It"]
    assert row_of(matrix({}), **laptop) == "r1"


@pytest.mark.parametrize(
    ("row", "step", "flaw"),
    [
        ({}, {"one_of": ["A"]}, []),
        ({"one_of": ["A"]}, {"one_of": ["A"]}, []),
        ({"one_of": ["A"]}, {"none_of": ["A"]}, []),
        ({"none_of": ["A"]}, {"one_of": ["B", "A", "C"]}, ["B", "C"]),
    ],
)
def test_what_only_a_step_names_would_leave_the_row_of_what_is_above(row: Any, step: Any, flaw: list[str]) -> None:
    made = [*STEPS, {"name": "It", "roles": ["it"], "when": {"category": step}}]
    table = matrix({"when": {"category": row} if row else {}, "steps": made}, *([{"otherwise": True}] if row else []))
    assert [(each.code, each.rows, each.figures["word"]) for each in flaws(table, KINDS)] == [
        ("matrix-word-in-step-only", ("r1",), word) for word in flaw
    ]


def test_the_bounds_of_a_currency_are_its_own() -> None:
    dollars = {"currencies": ["USD"]}
    large = {"when": {"amount": {"above": 200, **dollars}}}
    rows = (
        {"when": {"amount": {"up_to": 100, "currencies": ["EUR"]}}},
        {"when": {"amount": {"up_to": 200, **dollars}}},
    )
    assert found(matrix(*rows, large, currencies=("EUR", "USD"))) == [("matrix-gap", (), {"amount": "100.01 EUR"}, "")]


def test_of_a_currency_without_bounds_the_smallest_coin_is_the_example() -> None:
    only = {"when": {"amount": {"currencies": ["EUR"]}}}
    assert found(matrix(only, currencies=("EUR", "USD"))) == [("matrix-gap", (), {"amount": "0.01 USD"}, "")]


def test_a_matrix_of_amounts_needs_currencies_and_one_without_them_none() -> None:
    assert [flaw.code for flaw in flaws(matrix({}, currencies=()))] == ["matrix-without-currency"]
    assert flaws(matrix({}, currencies=()), {"level": "number"}) == ()


def test_a_gap_below_the_smallest_coin_is_none() -> None:
    table = matrix(
        {"when": {"amount": {"up_to": "10.2"}}}, {"when": {"amount": {"above": "10.7"}}}, currencies=("JPY",)
    )
    assert flaws(table) == ()
    assert row_of(table, amount="10 JPY") == "r1"
    assert row_of(table, amount="11 JPY") == "r2"


bounds = st.integers(0, 4).map(lambda cents: Decimal(cents) / 100)
bands = st.fixed_dictionaries(
    {}, optional={"above": bounds, "up_to": bounds, "currencies": st.sets(st.sampled_from(["EUR", "USD"]))}
).map(lambda band: band or {"up_to": Decimal("0.03")})
words = st.sets(st.sampled_from(["A", "B"]), min_size=1)
tests = st.fixed_dictionaries(
    {},
    optional={
        "amount": bands,
        "category": st.builds(dict, one_of=words) | st.builds(dict, none_of=words),
        "over_budget": st.builds(dict, so=st.booleans()),
        "level": st.fixed_dictionaries({"above": st.integers(0, 2)})
        | st.fixed_dictionaries({"up_to": st.integers(0, 2)}),
    },
)
EVERYTHING = list(
    product(
        [f"0.0{cents} {currency}" for cents in range(6) for currency in ("EUR", "USD")],
        ["A", "B", "C"],
        ["yes", "no"],
        ["0", "1", "2", "3"],
    )
)


@given(st.lists(st.builds(dict, when=tests), min_size=1, max_size=5), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_proof_says_what_trying_every_document_finds(rows: list[dict[str, Any]], otherwise: bool) -> None:
    """Its oracle is the choice itself, on each document of a small world."""
    table = matrix(*rows, *([{"row": "rest", "otherwise": True}] if otherwise else []), currencies=("EUR", "USD"))
    said = flaws(table, KINDS)
    outcomes = (chosen(table, dict(zip(KINDS, facts, strict=True)), KINDS) for facts in EVERYTHING)
    tried = {picked.code if isinstance(picked, Refusal) else picked.row for picked in outcomes}
    if any(flaw.code == "matrix-row-empty" for flaw in said):
        assert not {name for flaw in said for name in flaw.rows} & tried
        return
    assert any(flaw.code == "matrix-rows-overlap" for flaw in said) == ("route-ambiguous" in tried)
    if not any(flaw.code == "matrix-rows-overlap" for flaw in said):
        assert any(flaw.code == "matrix-gap" for flaw in said) == ("no-route" in tried)
    for flaw in said:
        shown = {"amount": "0.05 EUR", "category": "C", "over_budget": "no", "level": "3"} | dict(flaw.example)
        shown["category"] = re.sub(r"^\*$", "C", shown["category"])
        outcome = chosen(table, shown, KINDS)
        assert isinstance(outcome, Refusal)
        assert outcome.code == {"matrix-gap": "no-route"}.get(flaw.code, "route-ambiguous")


@pytest.mark.parametrize("rows", [1, 10, 999])
def test_a_thousand_rows_are_proven(rows: int) -> None:
    bands = [{"when": {"amount": {"above": low, "up_to": low + 1}}} for low in range(1, rows)]
    whole = matrix({"when": {"amount": {"up_to": 1}}}, *bands[: rows - 1], {"row": "rest", "otherwise": True})
    assert flaws(whole) == ()


def test_rows_keep_their_words() -> None:
    assert set(FIELDS) >= {"amount", "category", "project", "department", "supplier_class", "over_budget", "contract"}
    assert Row.model_validate({"row": "a", "steps": STEPS, "when": {"category": {"one_of": ["B", "A"]}}}).when


def test_what_is_published_has_one_hash_in_whatever_order_its_words_are_held() -> None:
    words = [f"W{number}" for number in range(40)]
    told = OneOf(one_of=frozenset(words)).model_dump_json()
    assert told == OneOf(one_of=frozenset(reversed(words))).model_dump_json()
    assert json.loads(told) == {"one_of": sorted(words)}
    assert json.loads(NoneOf(none_of=frozenset(words)).model_dump_json()) == {"none_of": sorted(words)}
