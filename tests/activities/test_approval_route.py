"""Places of a route become persons: never the requester, never who has left, never fewer than must vote."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from activities.approval_route import frozen
from aggregates._base import Aggregate, Refusal
from aggregates.department import DEPARTMENT, Department
from aggregates.person import PERSON, Person
from contracts.ids import stream_id
from contracts.route import Route, Step, leaves

TODAY = date(2026, 11, 2)


def asked(step: dict[str, Any], *people: Person, head: str | None = None) -> Any:
    """Whom a step asks for rita, or why nobody is."""
    known = {stream_id("person", each.code): each for each in people}

    def load(kind: Aggregate[Any], stream: UUID) -> Any:
        if kind is DEPARTMENT:
            return Department(code="D", head=head)
        return known.get(stream, kind.initial) if kind is PERSON else kind.initial

    route = Route(policy="p", row="r", steps=(Step.model_validate({"name": "One", **step}),))
    found = frozen(load, route, "rita", TODAY)
    return found if isinstance(found, Refusal) else next(leaves(found.steps)).deciders


def who(code: str, manager: str | None = None, **more: Any) -> Person:
    return Person(code=code, manager=manager, department="D", **more)


RITA, MAX, DORA = who("rita", "max"), who("max", "dora"), who("dora")
HEAD: dict[str, Any] = {"department_head": True}


def test_managers_and_head_are_asked_by_name_once_each() -> None:
    assert asked({"managers": [1, 2], "roles": ["finance"]}, RITA, MAX, DORA) == ("finance", "@max", "@dora")
    assert asked({"managers": [2, 1], **HEAD}, RITA, MAX, DORA, head="max") == ("@dora", "@max")
    assert asked({"persons": ["gone"]}, RITA, MAX) == ("@gone",), "whom the matrix names is told by rules check"


@pytest.mark.parametrize("step", [HEAD, {"persons": ["rita"]}])
def test_who_would_decide_on_his_own_is_replaced_by_his_manager(step: dict[str, Any]) -> None:
    assert asked(step, RITA, MAX, head="rita") == ("@max",)
    assert asked(step, who("rita"), head="rita").code == "route-without-manager"
    assert asked(step, who("rita", "rita"), head="rita").code == "route-without-manager"


def test_a_circle_of_managers_does_not_ask_the_requester() -> None:
    circle = (RITA, who("max", "rita"))
    assert asked({"managers": [2]}, *circle) == ("@max",)
    assert asked({"managers": [1]}, who("rita", "rita")).code == "route-without-manager"


@pytest.mark.parametrize("step", [{"managers": [1]}, HEAD, {"persons": ["rita"]}])
def test_who_has_left_or_is_unknown_holds_no_place(step: dict[str, Any]) -> None:
    assert asked(step, RITA, who("max", valid_until=TODAY), head="max") == ("@max",)
    left = who("max", valid_until=TODAY - timedelta(1))
    assert asked(step, RITA, left, head="max").code == "route-without-manager"
    assert asked(step, RITA, head="max").figures == {"step": "One", "requester": "rita"}


def test_one_person_in_two_places_has_one_vote() -> None:
    board = {"managers": [1], **HEAD, "mode": "votes", "needed": 2}
    assert asked(board, RITA, MAX, DORA, head="dora") == ("@max", "@dora")
    assert asked(board, RITA, MAX, head="max").figures == {"step": "One", "needed": "2", "deciders": "1"}
    assert asked({**board, "roles": ["finance"]}, RITA, MAX, head="max") == ("finance", "@max")


def test_of_two_steps_that_find_nobody_the_first_is_told() -> None:
    steps = tuple(Step.model_validate({"name": name, "managers": [1]}) for name in ("First", "Second"))
    found = frozen(lambda kind, _: kind.initial, Route(policy="p", row="r", steps=steps), "rita", TODAY)
    assert isinstance(found, Refusal)
    assert found.figures["step"] == "First"
