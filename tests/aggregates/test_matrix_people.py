"""Steps that nobody could decide are told before a matrix is used, with an example of who asks."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.matrix_facts import Amount, Fact
from aggregates.matrix_people import Office, never_asked, unfilled
from aggregates.matrix_ways import MOST, ways
from contracts.approval_matrix import FIELDS, Matrix, Row


def matrix(*steps: dict[str, Any]) -> Matrix:
    named = [{"name": f"s{number}", "escalate_to": "nobody", **step} for number, step in enumerate(steps, 1)]
    return Matrix.model_validate({"currencies": ["EUR"], "rows": [{"row": "r", "steps": named}]})


def told(table: Matrix, requesters: set[str], **holders: str) -> list[tuple[str, ...]]:
    known = {role: frozenset(people.split()) for role, people in holders.items()}
    return [
        (f.code, *list(f.figures.values())[1:])
        for f in unfilled(table, Office("ACME", known, asking={each: {} for each in requesters}))
    ]


MANAGER, FINANCE = {"roles": ["manager"]}, {"roles": ["finance"]}


def test_a_role_that_nobody_holds_is_told() -> None:
    assert told(matrix(MANAGER, FINANCE), {"ann"}, manager="mia") == [("matrix-role-empty", "s2", "finance")]


def test_who_asks_does_not_decide() -> None:
    assert told(matrix(MANAGER), {"ann", "mia"}, manager="mia") == [("matrix-nobody-left", "s1", "mia")]
    assert told(matrix(MANAGER), {"ann", "mia"}, manager="mia max") == []


def test_nobody_decides_two_steps() -> None:
    assert told(matrix(MANAGER, FINANCE), {"ann"}, manager="mia", finance="mia") == [
        ("matrix-nobody-left", "s2", "ann")
    ]
    assert told(matrix(MANAGER, FINANCE), {"ann"}, manager="mia max", finance="mia") == []


def test_all_roles_of_a_step_need_a_person_each_and_any_role_one() -> None:
    both = {"roles": ["manager", "finance"]}
    assert told(matrix(both), {"ann"}, manager="mia", finance="mia")[0][0] == "matrix-nobody-left"
    assert told(matrix({**both, "mode": "any"}), {"ann"}, manager="mia", finance="mia") == []
    assert told(matrix({**both, "mode": "any"}), {"mia"}, manager="mia", finance="fay") == []


def test_the_role_that_it_escalates_to_stands_in_for_one() -> None:
    step = {"roles": ["manager", "finance"], "escalate_to": "director"}
    assert told(matrix(step), {"ann"}, manager="mia", finance="mia", director="dan") == []
    assert told(matrix(step), {"mia"}, manager="mia", finance="mia", director="dan")[0][0] == "matrix-nobody-left"


people = st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=3)


@settings(deadline=None)
@given(st.lists(people, min_size=1, max_size=4), st.sampled_from("abcd"))
def test_a_proof_finds_what_trying_every_assignment_finds(roles: list[frozenset[str]], requester: str) -> None:
    table = matrix(*({"roles": [f"r{number}"]} for number in range(len(roles))))
    holders = {f"r{number}": " ".join(sorted(held)) for number, held in enumerate(roles)}
    able = any(
        len(set(chosen)) == len(chosen) and requester not in chosen
        for chosen in product(*(sorted(each) for each in roles))
    )
    assert (told(table, {requester}, **holders) == []) == able


@pytest.mark.parametrize("order", list(permutations(["ab", "a", "bc"])))
def test_whom_an_earlier_seat_took_is_moved_where_that_helps(order: tuple[str, ...]) -> None:
    table = matrix(*({"roles": [f"r{number}"]} for number in range(3)))
    assert told(table, {"x"}, **{f"r{number}": " ".join(held) for number, held in enumerate(order)}) == []


def test_a_copy_needs_nobody() -> None:
    assert told(matrix(MANAGER, {"roles": ["finance"], "kind": "copy"}), {"ann"}, manager="mia") == []
    assert told(matrix(MANAGER, {"roles": ["manager"], "kind": "copy"}), {"ann"}, manager="mia") == []


def test_who_is_asked_by_name_takes_a_seat_of_his_own_and_must_be_able_to_vote() -> None:
    named = {"persons": ["max"]}
    assert told(matrix(named), {"ann"}, manager="max") == []
    assert told(matrix(MANAGER, named), {"ann"}, manager="max") == []
    assert told(matrix(named), {"ann"}, manager="mia") == [("matrix-nobody-left", "s1", "ann")]
    assert told(matrix({**named, "escalate_to": "manager"}), {"ann"}, manager="mia") == []
    assert told(matrix({**named, "mode": "any", "roles": ["manager"]}), {"ann"}, manager="mia") == []


def test_places_are_known_when_it_is_asked_only() -> None:
    assert told(matrix({"managers": [1]}, {"department_head": True}), {"ann"}, manager="mia") == []


@pytest.mark.parametrize(("needed", "flaws"), [(1, 0), (2, 0), (3, 1)])
def test_so_many_votes_need_so_many_persons(needed: int, flaws: int) -> None:
    board = {"roles": ["manager", "finance"], "persons": ["max"], "mode": "votes", "needed": needed}
    assert len(told(matrix(board), {"ann"}, manager="mia", finance="mia", director="max")) == flaws


BOTH = {"roles": ["manager", "finance"], "escalate_to": "director"}


def test_whichever_role_is_missing_is_stood_in_for_but_one_alone() -> None:
    assert told(matrix(BOTH), {"fay"}, manager="mia", finance="fay", director="dan") == []
    assert told(matrix(BOTH), {"mia"}, manager="mia", finance="fay", director="dan") == []
    assert told(matrix(BOTH), {"ann"}, manager="dan", finance="dan", director="dan") == [
        ("matrix-nobody-left", "s1", "ann")
    ]
    assert told(matrix({"persons": ["gone", "left"], "escalate_to": "director"}), {"ann"}, director="dan don") == [
        ("matrix-nobody-left", "s1", "ann")
    ]


def test_a_role_that_is_asked_itself_stands_in_for_nobody() -> None:
    step = {"roles": ["manager", "director"], "escalate_to": "director"}
    assert told(matrix(step), {"mia"}, manager="mia", director="dan don") == [("matrix-nobody-left", "s1", "mia")]


def test_who_is_asked_by_name_decides_for_no_role_from_there_on() -> None:
    named, role = {"persons": ["max"]}, {"roles": ["finance"]}
    assert told(matrix(named, role), {"ann"}, finance="max") == [("matrix-nobody-left", "s2", "ann")]
    assert told(matrix(role, named), {"ann"}, finance="max") == []


def test_any_needs_one_that_is_there() -> None:
    anybody = {"roles": ["manager"], "persons": ["gone"], "mode": "any"}
    assert told(matrix(anybody), {"mia"}, manager="mia") == [("matrix-nobody-left", "s1", "mia")]
    assert told(matrix({**anybody, "persons": ["max"]}), {"mia"}, manager="mia", finance="max") == []


@pytest.mark.parametrize(("needed", "flaws"), [(1, 0), (2, 0), (3, 1)])
def test_who_has_left_gives_no_vote(needed: int, flaws: int) -> None:
    board = {"roles": ["manager"], "persons": ["max", "gone"], "mode": "votes", "needed": needed}
    assert len(told(matrix(board), {"ann"}, manager="mia", finance="max")) == flaws


@pytest.mark.parametrize("place", [{"managers": [1]}, {"department_head": True}, {"managers": [1, 2]}])
def test_a_place_can_answer_where_any_suffices(place: dict[str, Any]) -> None:
    """Whoever is there; the only holder of the role may be who asks."""
    anybody = {"roles": ["manager"], "mode": "any", **place}
    assert told(matrix(anybody), {"mia"}, manager="mia") == []


@pytest.mark.parametrize(("percent", "flaws"), [("25", 0), ("50", 1), ("25.1", 1)])
def test_a_share_is_one_of_all_who_are_asked_also_of_those_who_have_left(percent: str, flaws: int) -> None:
    """Four are asked: two roles of which nobody is left, one who has left, one who votes."""
    board = {"roles": ["manager", "finance"], "persons": ["max", "gone"], "mode": "votes", "percent": percent}
    assert len(told(matrix(board), {"mia"}, manager="mia", finance="mia", director="max")) == flaws


def office(barred: str = "", asking: str = "ann", topmost: str = "", entity: str = "ACME", **holders: str) -> Office:
    known = {role: frozenset(people.split()) for role, people in holders.items()}
    facts: dict[str, dict[str, Fact]] = {who: {} for who in asking.split()}
    return Office(entity, known, frozenset(barred.split()), facts, frozenset(topmost.split()))


def codes(table: Matrix, where: Office) -> list[tuple[str, ...]]:
    return [(flaw.code, *flaw.figures.values()) for flaw in unfilled(table, where)]


def test_who_may_not_vote_fills_no_seat() -> None:
    assert codes(matrix(MANAGER), office(manager="mia max", barred="mia")) == []
    assert codes(matrix(MANAGER), office(manager="mia max", barred="mia", asking="max")) == [
        ("matrix-nobody-left", "ACME", "s1", "max")
    ]
    assert codes(matrix(MANAGER), office(manager="mia max", barred="mia max")) == [
        ("matrix-role-barred", "ACME", "s1", "manager", "max, mia")
    ]


def test_who_is_named_and_may_vote_in_no_entity_is_told_once() -> None:
    here, there = office(manager="mia max", barred="max"), office(entity="EAST", manager="max")
    named = matrix({"persons": ["max", "mia", "gone"], "mode": "any"}, {"persons": ["zoe"], "kind": "copy"}, MANAGER)
    assert [tuple(flaw.figures.values()) for flaw in never_asked(named, [here])] == [("s1", "gone"), ("s1", "max")]
    assert [flaw.figures["person"] for flaw in never_asked(named, [here, there])] == ["gone"]


def test_who_is_named_for_his_own_and_has_no_manager_is_told() -> None:
    named = matrix({"persons": ["max"]})
    own = ("matrix-own-document", "ACME", "s1", "max")
    assert codes(named, office(manager="max mia", asking="max ann", topmost="max mia")) == [own]
    assert codes(named, office(manager="max mia", asking="max ann", topmost="mia")) == []
    assert codes(named, office(manager="max mia", asking="ann", topmost="max")) == []


def rows(*tests: dict[str, Any] | None) -> Matrix:
    """Rows by their tests; None is the row of all others. Each asks a manager."""
    step = {"name": "One", "escalate_to": "nobody", **MANAGER}
    made = [
        {"row": f"r{n}", "steps": [step], **({"when": when} if when is not None else {"otherwise": True})}
        for n, when in enumerate(tests)
    ]
    return Matrix.model_validate({"currencies": ["EUR"], "rows": made})


LOW, HIGH = {"requester_level": {"up_to": 1}}, {"requester_level": {"above": 1}}
CHEAP = {"amount": {"up_to": 5}}


@pytest.mark.parametrize(
    ("tests", "reached"),
    [
        (({},), ["r0"]),
        ((LOW, HIGH), ["r0"]),
        ((HIGH, LOW), ["r1"]),
        ((HIGH, None), ["r1"]),
        ((LOW, None), ["r0"]),
        (({**LOW, "department": {"one_of": ["(none)"]}}, None), ["r0"]),
        (({**LOW, **CHEAP}, None), ["r0", "r1"]),
        (({**HIGH, **CHEAP}, CHEAP, None), ["r1", "r2"]),
    ],
)
def test_whose_documents_a_row_never_takes_needs_nobody_there(tests: Any, reached: list[str]) -> None:
    """Only mia decides, so each row that her documents reach is told."""
    mia: dict[str, Fact] = {"requester_level": Amount(Decimal(1)), "department": "(none)"}
    where = Office("ACME", {"manager": frozenset({"mia"})}, asking={"mia": mia})
    assert [flaw.rows[0] for flaw in unfilled(rows(*tests), where)] == reached


def test_steps_that_are_never_asked_together_may_have_one_person() -> None:
    over, within = {"over_budget": {"so": True}}, {"over_budget": {"so": False}}
    assert (
        codes(
            matrix({**MANAGER, "when": over}, {**FINANCE, "when": within}, COPY), office(manager="mia", finance="mia")
        )
        == []
    )
    assert codes(
        matrix({**MANAGER, "when": over}, {**FINANCE, "when": over}, COPY), office(manager="mia", finance="mia")
    ) == [("matrix-nobody-left", "ACME", "s2", "ann")]


COPY = {"managers": [1]}
SMALL, LARGE = {"amount": {"up_to": 5}}, {"amount": {"above": 5}}


@pytest.mark.parametrize(
    ("row", "steps", "left"),
    [
        ({}, [{}], {"abc"}),
        ({}, [SMALL], {"abc", "bc"}),
        ({}, [SMALL, LARGE], {"ac", "bc"}),
        (SMALL, [SMALL, LARGE], {"ac"}),
        ({"amount": {"above": 10}}, [SMALL, LARGE], {"bc"}),
        ({}, [SMALL, {"category": {"one_of": ["IT"]}}], {"abc", "ac", "bc", "c"}),
        ({"category": {"none_of": ["IT"]}}, [SMALL, {"category": {"one_of": ["IT"]}}], {"ac", "c"}),
        ({}, [{"colour": {"so": True}}], {"abc"}),
    ],
)
def test_the_ways_through_a_row_are_those_that_some_document_goes(row: Any, steps: list[Any], left: set[str]) -> None:
    made = [{"name": "abc"[n], "when": steps[n] if n < len(steps) else {}, **MANAGER} for n in range(3)]
    table = Row.model_validate({"row": "r", "when": row, "steps": made})
    assert {"".join(step.name for step in way) for way in ways(table, FIELDS, ("EUR",))} == left


def test_a_step_that_asks_for_every_fact_there_is_has_both_its_ways() -> None:
    steps = [{"name": "a", "when": {"urgent": {"so": True}}, **MANAGER}, {"name": "b", **FINANCE}]
    row = Row.model_validate({"row": "r", "steps": steps})
    assert sorted(len(way) for way in ways(row, {"urgent": "yes_no"}, ())) == [1, 2]


def test_of_too_many_combinations_every_step_is_taken_to_be_asked() -> None:
    def made(words: int) -> Row:
        named = {"category": {"one_of": [f"c{n}" for n in range(words)]}, "over_budget": {"so": True}}
        steps = [{"name": "a", "when": named, **MANAGER}, {"name": "b", **FINANCE}]
        return Row.model_validate({"row": "r", "steps": steps})

    assert [len(way) for way in ways(made(MOST // 2 - 1), FIELDS, ("EUR",))] == [2, 1]
    assert [len(way) for way in ways(made(MOST // 2), FIELDS, ("EUR",))] == [2]
