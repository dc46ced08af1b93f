"""Routes as they may be written: groups, bots, votes, and how large and deep they may be."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.conditions import Conditions
from contracts.route import DEEPEST, MOST_STEPS, Route, Step, applying, depth, mapped, places

BUYER = Step(name="buyer", roles=("buyer",))
A, B, C, D = (BUYER.model_copy(update={"name": name}) for name in "ABCD")
CHECKS: dict[str, Any] = {"name": "checks", "kind": "bot", "bot": "scanner", "time_out_after_hours": 1}


def _group(*branches: tuple[Step, ...]) -> Step:
    return Step(name="group", kind="parallel", branches=branches)


def _deep(levels: int) -> Step:
    return BUYER if levels == 1 else _group((_deep(levels - 1),), (BUYER,))


def _route(*steps: Step) -> Route:
    return Route(policy="P", row="R", steps=steps)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"kind": "parallel", "branches": ((BUYER,), (BUYER,))}, None),
        ({"kind": "parallel", "branches": ((BUYER,),)}, "field-group-unclear"),
        ({"kind": "parallel"}, "field-group-unclear"),
        ({"roles": ("buyer",), "branches": ((BUYER,), (BUYER,))}, "field-group-unclear"),
        ({"kind": "parallel", "branches": ((BUYER,), (BUYER,)), "roles": ("buyer",)}, "field-step-asks-people"),
        ({}, "field-step-asks-nobody"),
        ({"kind": "copy"}, "field-step-asks-nobody"),
        ({"kind": "copy", "persons": ("ann",)}, None),
        ({"department_head": True}, None),
        ({"managers": (1,)}, None),
        ({"kind": "automatic"}, None),
        (CHECKS, None),
        (CHECKS | {"roles": ("buyer",)}, "field-step-asks-people"),
        (CHECKS | {"bot": None}, "field-bot-unclear"),
        (CHECKS | {"time_out_after_hours": None}, "field-bot-unclear"),
        ({"roles": ("buyer",), "bot": "scanner"}, "field-bot-unclear"),
        ({"roles": ("buyer",), "time_out_after_hours": 1}, None),
        ({"roles": ("buyer", "buyer")}, "field-decider-doubled"),
        ({"roles": ("a", "b"), "mode": "votes", "needed": 2}, None),
        ({"roles": ("a", "b"), "mode": "votes", "percent": 50}, None),
        ({"roles": ("a", "b"), "mode": "votes", "needed": 3}, "field-too-many-votes"),
        ({"roles": ("a", "b"), "mode": "votes"}, "field-votes-unclear"),
        ({"roles": ("a", "b"), "mode": "votes", "needed": 1, "percent": 50}, "field-votes-unclear"),
        ({"roles": ("a", "b"), "needed": 1}, "field-votes-unclear"),
    ],
)
def test_what_a_step_may_be(step: dict[str, Any], code: str | None) -> None:
    if code is None:
        assert Step.model_validate({"name": "step", **step})
    else:
        with pytest.raises(ValidationError) as found:
            Step.model_validate({"name": "step", **step})
        assert [one["type"] for one in found.value.errors()] == [code]


def test_groups_stand_four_deep_at_most() -> None:
    assert [depth([_deep(levels)]) for levels in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert depth([]) == 1
    assert _route(_deep(DEEPEST))
    with pytest.raises(ValidationError, match="field-route-too-large"):
        _route(_deep(DEEPEST + 1))


def test_a_route_has_a_hundred_steps_at_most_wherever_they_stand() -> None:
    half = (BUYER,) * (MOST_STEPS // 2)
    assert _route(_group(half, half))
    with pytest.raises(ValidationError, match="field-route-too-large"):
        _route(_group(half, half), BUYER)


@pytest.mark.parametrize(
    ("needed", "percent", "deciders", "votes"),
    [(2, None, 3, 2), (None, 50, 3, 2), (None, 50, 4, 2), (None, 1, 3, 1), (None, 100, 3, 3)],
)
def test_a_part_of_the_votes_is_rounded_up_to_a_person(
    needed: int | None, percent: int | None, deciders: int, votes: int
) -> None:
    roles = tuple(f"r{number}" for number in range(deciders))
    step = Step.model_validate({"name": "s", "roles": roles, "mode": "votes", "needed": needed, "percent": percent})
    assert (step.votes_of(deciders), step.enough_of(deciders)) == (votes, votes)


def test_how_many_must_depends_on_the_mode() -> None:
    modes = {
        mode: Step.model_validate({"name": "s", "roles": ("a", "b", "c"), "mode": mode})
        for mode in ("all", "any", "in_order")
    }
    assert {mode: step.enough_of(3) for mode, step in modes.items()} == {"all": 3, "any": 1, "in_order": 3}


def test_of_a_group_with_one_branch_left_that_branch_alone_is_taken() -> None:
    def left(*names: str) -> tuple[Step, ...]:
        def holds(conditions: Conditions) -> bool:
            return not conditions

        away = {"urgent": {"so": True}}
        a, b, c = (
            step if step.name in names else Step.model_validate({**step.model_dump(), "when": away})
            for step in (A, B, C)
        )
        return applying((_group((a, b), (c,)), D), holds)

    assert left("A", "B", "C") == (_group((A, B), (C,)), D)
    assert left("B", "C") == (_group((B,), (C,)), D)
    assert left("A", "B") == (A, B, D)
    assert left("C") == (C, D)
    assert left() == (D,)


def test_steps_are_changed_in_their_places_and_groups_are_not() -> None:
    def renamed(step: Step) -> Step:
        return step.model_copy(update={"name": step.name.lower()})

    found = mapped((A, _group((B,), (C, _group((D,), (A,))))), renamed)
    a, b, c, d = map(renamed, (A, B, C, D))
    assert found == (a, _group((b,), (c, _group((d,), (a,)))))


def test_a_step_of_a_branch_waits_for_what_is_before_it_in_its_branch_and_before_the_group() -> None:
    found = places((A, _group((B, C), (D, _group((A,), (B, C)))), D))
    assert [(place.step.name, sorted(place.before)) for place in found] == [
        ("A", []),
        ("B", [0]),
        ("C", [0, 1]),
        ("D", [0]),
        ("A", [0, 3]),
        ("B", [0, 3]),
        ("C", [0, 3, 5]),
        ("D", [0, 1, 2, 3, 4, 5, 6]),
    ]
