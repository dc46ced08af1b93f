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
from aggregates.role import ROLE, Role
from contracts.approval import OpenApproval
from contracts.ids import stream_id
from contracts.route import Route, Step, leaves
from events.person import RoleGranted
from tests.support.house import HASH, ref

TODAY = date(2026, 11, 2)
ASKED = OpenApproval(subject=ref("requisition"), title="Beams", requester="rita", content_hash=HASH)
ROLES = {
    stream_id("role", "voter"): Role(code="voter", permissions=frozenset(("approval.vote",))),
    stream_id("role", "reader"): Role(code="reader", permissions=frozenset(("approval.comment",))),
    stream_id("role", "ruler"): Role(code="ruler", permissions=frozenset(("person.administer",))),
}


def asked(step: dict[str, Any], *people: Person, head: str | None = None) -> Any:
    """Whom a step asks for rita, or why nobody is."""
    known = {stream_id("person", each.code): each for each in people}

    def load(kind: Aggregate[Any], stream: UUID) -> Any:
        if kind is DEPARTMENT:
            return Department(code="D", head=head)
        if kind is ROLE:
            return ROLES.get(stream, kind.initial)
        return known.get(stream, kind.initial) if kind is PERSON else kind.initial

    route = Route(policy="p", row="r", steps=(Step.model_validate({"name": "One", **step}), LAST))
    found = frozen(load, route, ASKED, TODAY)
    return found if isinstance(found, Refusal) else next(leaves(found.steps)).deciders


def who(code: str, manager: str | None = None, *roles: tuple[str, str], **more: Any) -> Person:
    held = roles or (("voter", "ACME"),)
    grants = tuple(RoleGranted(person=code, role=role, entity=entity) for role, entity in held)
    return Person(code=code, manager=manager, department="D", grants=grants, **more)


RITA, MAX, DORA = who("rita", "max"), who("max", "dora"), who("dora")
LAST = Step(name="Last", roles=("director",))
HEAD: dict[str, Any] = {"department_head": True}


def test_managers_and_head_are_asked_by_name_once_each() -> None:
    assert asked({"managers": [1, 2], "roles": ["finance"]}, RITA, MAX, DORA) == ("finance", "@max", "@dora")
    assert asked({"managers": [2, 1], **HEAD}, RITA, MAX, DORA, head="max") == ("@dora", "@max")


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
    found = frozen(lambda kind, _: kind.initial, Route(policy="p", row="r", steps=steps), ASKED, TODAY)
    assert isinstance(found, Refusal)
    assert found.figures["step"] == "First"


ABSENT = {
    "unknown": (),
    "left": (who("max", valid_until=TODAY - timedelta(1)),),
    "not yet come": (who("max", valid_from=TODAY + timedelta(1)),),
    "without the permission": (who("max", None, ("reader", "ACME")),),
    "elsewhere only": (who("max", None, ("voter", "BETA")),),
    "administrator": (who("max", None, ("voter", "ACME"), ("ruler", "BETA")),),
}


@pytest.mark.parametrize("people", ABSENT.values(), ids=ABSENT)
@pytest.mark.parametrize("more", [{}, {"mode": "any"}, {"roles": ["finance"], "mode": "votes", "needed": 1}])
def test_no_step_waits_for_whom_the_matrix_names_and_who_cannot_decide(people: Any, more: Any) -> None:
    found = asked({"persons": ["dora", "max"], **more}, RITA, DORA, *people)
    assert isinstance(found, Refusal)
    assert (found.code, found.figures) == ("route-asks-absent", {"step": "One", "person": "max", "entity": "ACME"})


def test_who_holds_a_place_must_be_able_to_decide_as_well() -> None:
    reader = who("max", None, ("reader", "ACME"))
    assert asked({"managers": [1]}, RITA, reader).code == "route-asks-absent"
    assert asked({"persons": ["rita"]}, RITA, reader).code == "route-asks-absent"
    assert asked(HEAD, RITA, reader, head="max").code == "route-asks-absent"


def test_who_may_decide_on_his_last_day_and_whoever_is_copied_are_in_the_route() -> None:
    last = who("max", None, ("reader", "*"), ("voter", "*"), valid_from=TODAY, valid_until=TODAY)
    assert asked({"persons": ["max"]}, RITA, last) == ("@max",)
    assert asked({"persons": ["gone"], "kind": "copy"}, RITA) == ("@gone",), "it holds nobody up"


def test_the_requester_and_his_manager_by_name_are_one_vote_where_two_were_wanted() -> None:
    """The manager would decide for himself and in the requester's place. The one above him does not."""
    both = {"persons": ["rita", "max"]}
    found = asked(both, RITA, MAX, DORA)
    assert (found.code, found.figures) == ("route-too-few-deciders", {"step": "One", "needed": "2", "deciders": "1"})
    assert asked({"persons": ["rita", "dora"]}, RITA, MAX, DORA) == ("@max", "@dora")
