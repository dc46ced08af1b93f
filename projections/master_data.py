"""Master data as it stands: people and the roles they hold, what roles grant, legal entities."""

from events._base import Recorded
from events.legal_entity import LegalEntityRegistered
from events.person import PersonRegistered, RoleGranted, RoleRevoked
from events.role import RoleDefined
from projections._base import Changes, Projection, remove, upsert
from projections._columns import as_json, key, listed, names, number_key, structure, text

MASTER_DATA = Projection("master_data")
people = MASTER_DATA.table("people", key("code"), *(text(name) for name in ("name", "email", "language", "manager")))
people_roles = MASTER_DATA.table(
    "people_roles",
    number_key("position"),
    *(text(name) for name in ("person", "role", "entity", "valid_from", "valid_until")),
    names("projects"),
)
"""Entity "*" is every entity; dates are inclusive."""
roles = MASTER_DATA.table("roles", key("code"), text("name"), names("permissions"))
legal_entities = MASTER_DATA.table(
    "legal_entities",
    key("code"),
    *(text(name) for name in ("name", "country", "currency")),
    structure("tax_ids"),
    structure("accounts"),
)


@MASTER_DATA.on(PersonRegistered)
def _person(event: PersonRegistered, _: Recorded) -> Changes:
    row = {"name": event.name, "email": event.email, "language": event.language, "manager": event.manager}
    yield upsert(people, {"code": event.person}, **row)


@MASTER_DATA.on(RoleGranted)
def _granted(event: RoleGranted, at: Recorded) -> Changes:
    days = {
        "valid_from": event.valid_from.isoformat() if event.valid_from else None,
        "valid_until": event.valid_until.isoformat() if event.valid_until else None,
    }
    row = {"person": event.person, "role": event.role, "entity": event.entity, "projects": listed(event.projects)}
    yield upsert(people_roles, {"position": at.position}, **row, **days)


@MASTER_DATA.on(RoleRevoked)
def _revoked(event: RoleRevoked, _: Recorded) -> Changes:
    yield remove(people_roles, {"person": event.person, "role": event.role, "entity": event.entity})


@MASTER_DATA.on(RoleDefined)
def _role(event: RoleDefined, _: Recorded) -> Changes:
    yield upsert(roles, {"code": event.role}, name=event.name, permissions=listed(event.permissions))


@MASTER_DATA.on(LegalEntityRegistered)
def _entity(event: LegalEntityRegistered, _: Recorded) -> Changes:
    yield upsert(
        legal_entities,
        {"code": event.entity},
        name=event.name,
        country=event.country,
        currency=event.currency,
        tax_ids=as_json(event.tax_ids),
        accounts=as_json([account.model_dump() for account in event.accounts]),
    )
