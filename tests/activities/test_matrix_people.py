"""Who is there for the steps of a matrix: read of people and roles as they are on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from activities.matrix_people import unfilled_now
from aggregates._base import Aggregate
from aggregates.person import Person
from aggregates.role import Role
from contracts.approval_matrix import Matrix
from contracts.ids import stream_id
from events.person import RoleGranted

TODAY = date(2026, 11, 2)
ROLES = {
    "manager": ("approval.vote",),
    "clerk": ("approval.open",),
    "asker": ("requisition.submit",),
    "rules": ("approval_matrix.administer",),
}


def who(code: str, *held: str, manager: str | None = None, **more: Any) -> Person:
    """A person with roles, each in ACME unless it names its entity after an @."""
    parts = [each.partition("@") for each in held]
    grants = tuple(RoleGranted(person=code, role=role, entity=entity or "ACME") for role, _, entity in parts)
    return Person(code=code, manager=manager, grants=grants, **more)


def told(*people: Person, entities: tuple[str, ...] = ("ACME",), **row: Any) -> list[tuple[str, ...]]:
    known = {stream_id("person", each.code): each for each in people}
    roles = {stream_id("role", code): Role(code, code, frozenset(may)) for code, may in ROLES.items()}

    def load(kind: Aggregate[Any], stream: UUID) -> Any:
        found: dict[UUID, Any] = {**known, **roles}
        return found.get(stream, kind.initial)

    step = {"name": "One", "escalate_to": "nobody", "roles": ["manager"]}
    rows = [{"row": "all", "steps": [{**step, **row.pop("step", {})}], **row}]
    matrix = Matrix.model_validate({"currencies": ["EUR"], "rows": rows})
    found = unfilled_now(load, (tuple(each.code for each in people), entities), "requisition", matrix, TODAY)
    return [(flaw.code, *flaw.figures.values()) for flaw in found]


NAMED = {"roles": [], "persons": ["max"]}


def test_who_may_ask_is_told_by_his_roles() -> None:
    assert told(who("mia", "manager"), who("ann", "asker")) == []
    assert told(who("mia", "manager", "asker")) == [("matrix-nobody-left", "ACME", "One", "mia")]
    assert told(who("mia", "manager", "asker"), who("max", "manager")) == []


def test_who_holds_a_role_but_may_not_vote_fills_no_step() -> None:
    here = ("matrix-role-barred", "ACME", "One")
    assert told(who("ann", "clerk"), step={"roles": ["clerk"]}) == [(*here, "clerk", "ann")]
    assert told(who("ann", "clerk", "manager"), step={"roles": ["clerk"]}) == []
    assert told(who("ann", "clerk"), step={"roles": ["asker"]}) == [("matrix-role-empty", "ACME", "One", "asker")]


def test_who_administers_rules_anywhere_votes_nowhere_and_asks_for_nothing() -> None:
    ruling = who("adam", "manager", "rules@EAST")
    assert told(ruling) == [("matrix-role-barred", "ACME", "One", "manager", "adam")]
    assert told(who("mia", "manager"), who("adam", "asker", "rules")) == []
    assert told(who("mia", "manager", "asker", "rules@EAST"), who("max", "manager")) == []


def test_a_role_is_held_in_its_entity() -> None:
    both = ("ACME", "EAST")
    assert told(who("mia", "manager"), entities=both) == [("matrix-role-empty", "EAST", "One", "manager")]
    assert told(who("mia", "manager@*"), entities=both) == []
    gone = who("mia", "manager", valid_until=TODAY - timedelta(1))
    assert told(gone) == [("matrix-role-empty", "ACME", "One", "manager")]


def test_who_is_asked_by_name_may_vote_somewhere() -> None:
    assert told(who("max", "manager"), step=NAMED) == []
    assert told(who("max", "clerk"), step=NAMED) == [("matrix-person-barred", "One", "max")]
    assert told(who("max", "manager@EAST"), entities=("ACME", "EAST"), step=NAMED) == []
    assert told(who("mia", "manager"), step=NAMED) == [("matrix-person-barred", "One", "max")]


def test_who_is_asked_about_his_own_has_a_manager_at_work() -> None:
    own = ("matrix-own-document", "ACME", "One", "max")
    max_, dora = ("max", "manager", "asker"), who("dora", "manager")
    assert told(who(*max_), dora, step=NAMED)[0] == own
    assert told(who(*max_, manager="dora"), dora, step=NAMED) == []
    assert told(who(*max_, manager="max"), dora, step=NAMED)[0] == own
    assert told(who(*max_, manager="dora"), who("dora", valid_until=TODAY - timedelta(1)), step=NAMED)[0] == own


def test_what_is_known_of_who_asks_keeps_rows_from_him() -> None:
    """The level and the department of a requester are facts: of a row that they do not fit he needs nobody."""
    top, ann = who("mia", "manager", "asker"), who("ann", "asker", manager="mia")
    assert told(top, ann) == [("matrix-nobody-left", "ACME", "One", "mia")]
    assert told(top, ann, when={"requester_level": {"above": 0}}) == []
    assert told(top, ann, when={"requester_level": {"up_to": 0}}) == [("matrix-nobody-left", "ACME", "One", "mia")]
    assert told(top, ann, when={"department": {"none_of": ["(none)"]}}) == []
