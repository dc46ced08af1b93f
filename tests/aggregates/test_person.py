"""People: what their roles let them see is the union of their grants, entity by entity."""

from __future__ import annotations

from datetime import date

import pytest

from aggregates.person import PERSON
from contracts.person import GrantRole, Sight
from events.person import PersonRegistered, RoleGranted
from tests.support.house import facts, given

DAY = date(2026, 11, 2)
RITA = PersonRegistered(person="rita", name="Rita")


def granted(entity: str, *projects: str, until: date | None = None) -> RoleGranted:
    return RoleGranted(person="rita", role="requester", entity=entity, projects=projects, valid_until=until)


@pytest.mark.parametrize(
    ("grants", "sight"),
    [
        ((), {}),
        ((granted("ACME"),), {"ACME": None}),
        ((granted("ACME", "P1"), granted("ACME", "P2")), {"ACME": frozenset({"P1", "P2"})}),
        ((granted("ACME", "P1"), granted("ACME")), {"ACME": None}),
        ((granted("ACME"), granted("ACME", "P1")), {"ACME": None}),
        ((granted("*", "P1"), granted("ACME")), {"*": frozenset({"P1"}), "ACME": None}),
        ((granted("ACME", until=date(2026, 11, 1)),), {}),
        ((granted("ACME", until=DAY),), {"ACME": None}),
    ],
)
def test_what_a_person_sees(grants: tuple[RoleGranted, ...], sight: Sight) -> None:
    assert given(PERSON, RITA, *grants).state.sight(DAY) == sight


def test_nobody_grants_to_himself() -> None:
    grant = GrantRole(person="rita", role="requester")
    given(PERSON, RITA).when(grant, facts("rita")).refused("grants-to-self")
    given(PERSON, RITA).when(grant, facts("mona")).then(RoleGranted)
