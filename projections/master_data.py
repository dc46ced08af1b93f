"""Master data as it stands: people and the roles they hold, what roles grant."""

from sqlalchemy import Text, bindparam, delete

from events._base import Recorded
from events.person import (
    PersonRegistered,
    PersonRevised,
    RoleGranted,
    RoleRevised,
    RoleRevoked,
    SubstituteEnded,
    SubstituteNamed,
)
from events.role import RoleDefined
from projections._base import Change, Changes, Projection, remove, upsert
from projections._columns import day, key, listed, names, number_key, text

MASTER_DATA = Projection("master_data")
people = MASTER_DATA.table(
    "people",
    key("code"),
    *(text(name) for name in ("name", "email", "language", "manager", "department", "valid_from", "valid_until")),
)
"""The dates are the employment, both inclusive."""
people_roles = MASTER_DATA.table(
    "people_roles",
    number_key("position"),
    *(text(name) for name in ("person", "role", "entity", "valid_from", "valid_until")),
    names("projects"),
)
"""Entity "*" is every entity; dates are inclusive."""
substitutes = MASTER_DATA.table(
    "substitutes",
    number_key("position"),
    *(text(name) for name in ("person", "substitute", "valid_from", "valid_until")),
)
roles = MASTER_DATA.table("roles", key("code"), text("name"), names("permissions"))
_SAME_GRANT = delete(people_roles).where(
    *(people_roles.c[name] == bindparam(f"is_{name}") for name in ("person", "role", "entity")),
    people_roles.c.valid_from.is_not_distinct_from(bindparam("is_valid_from", type_=Text)),
)
"""A grant is named by its first day, too, and may have none."""


@MASTER_DATA.on(PersonRegistered, PersonRevised)
def _person(event: PersonRegistered | PersonRevised, _: Recorded) -> Changes:
    yield upsert(
        people,
        {"code": event.person},
        name=event.name,
        email=event.email,
        language=event.language,
        manager=event.manager,
        department=event.department,
        valid_from=day(event.valid_from),
        valid_until=day(event.valid_until),
    )


@MASTER_DATA.on(RoleGranted)
def _granted(event: RoleGranted, at: Recorded) -> Changes:
    yield _grant(event, at)


@MASTER_DATA.on(RoleRevised)
def _role_revised(event: RoleRevised, at: Recorded) -> Changes:
    named = {"is_person": event.person, "is_role": event.role, "is_entity": event.entity}
    yield _SAME_GRANT, {**named, "is_valid_from": day(event.valid_from)}
    yield _grant(event, at)


def _grant(event: RoleGranted | RoleRevised, at: Recorded) -> Change:
    days = {"valid_from": day(event.valid_from), "valid_until": day(event.valid_until)}
    row = {"person": event.person, "role": event.role, "entity": event.entity, "projects": listed(event.projects)}
    return upsert(people_roles, {"position": at.position}, **row, **days)


@MASTER_DATA.on(RoleRevoked)
def _revoked(event: RoleRevoked, _: Recorded) -> Changes:
    yield remove(people_roles, {"person": event.person, "role": event.role, "entity": event.entity})


@MASTER_DATA.on(SubstituteNamed)
def _substitute_named(event: SubstituteNamed, at: Recorded) -> Changes:
    days = {"valid_from": day(event.valid_from), "valid_until": day(event.valid_until)}
    yield upsert(substitutes, {"position": at.position}, person=event.person, substitute=event.substitute, **days)


@MASTER_DATA.on(SubstituteEnded)
def _substitute_ended(event: SubstituteEnded, _: Recorded) -> Changes:
    yield remove(substitutes, {"person": event.person, "substitute": event.substitute})


@MASTER_DATA.on(RoleDefined)
def _role(event: RoleDefined, _: Recorded) -> Changes:
    yield upsert(roles, {"code": event.role}, name=event.name, permissions=listed(event.permissions))
