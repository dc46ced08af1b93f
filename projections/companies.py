"""Legal entities with their departments' tree and the calendars by which people work."""

from sqlalchemy import Engine, select

from events._base import Recorded
from events.department import DepartmentDefined, DepartmentRevised
from events.legal_entity import LegalEntityRegistered, LegalEntityRevised
from events.working_calendar import WorkingCalendarDefined
from projections._base import Changes, change, upsert
from projections._columns import as_json, day, key, number_key, structure, text
from projections.master_data import MASTER_DATA, people, people_roles

legal_entities = MASTER_DATA.table(
    "legal_entities",
    key("code"),
    *(text(name) for name in ("name", "country", "currency", "address", "calendar")),
    structure("tax_ids"),
    structure("accounts"),
)
departments = MASTER_DATA.table(
    "departments",
    key("code"),
    *(text(name) for name in ("name", "parent", "head", "valid_from", "valid_until")),
)
working_calendars = MASTER_DATA.table(
    "working_calendars",
    key("code"),
    number_key("year"),
    *(text(name) for name in ("name", "country", "time_zone")),
    *(structure(name) for name in ("weekend", "hours", "holidays", "working_days")),
)


@MASTER_DATA.on(LegalEntityRegistered)
def _registered(event: LegalEntityRegistered, _: Recorded) -> Changes:
    place = {"country": event.country, "currency": event.currency}
    yield upsert(legal_entities, {"code": event.entity}, **place, **_company(event))


@MASTER_DATA.on(LegalEntityRevised)
def _revised(event: LegalEntityRevised, _: Recorded) -> Changes:
    yield change(legal_entities, {"code": event.entity}, **_company(event))


def _company(event: LegalEntityRegistered | LegalEntityRevised) -> dict[str, object]:
    return {
        "name": event.name,
        "address": event.address,
        "calendar": event.calendar,
        "tax_ids": as_json(event.tax_ids),
        "accounts": as_json([account.model_dump() for account in event.accounts]),
    }


@MASTER_DATA.on(DepartmentDefined, DepartmentRevised)
def _department(event: DepartmentDefined | DepartmentRevised, _: Recorded) -> Changes:
    days = {"valid_from": day(event.valid_from), "valid_until": day(event.valid_until)}
    place = {"name": event.name, "parent": event.parent, "head": event.head}
    yield upsert(departments, {"code": event.department}, **place, **days)


@MASTER_DATA.on(WorkingCalendarDefined)
def _calendar(event: WorkingCalendarDefined, _: Recorded) -> Changes:
    days = {name: [each.model_dump(mode="json") for each in getattr(event, name)] for name in _LISTS}
    yield upsert(
        working_calendars,
        {"code": event.calendar, "year": event.year},
        name=event.name,
        country=event.country,
        time_zone=event.time_zone,
        weekend=as_json(event.weekend),
        **{name: as_json(rows) for name, rows in days.items()},
    )


_LISTS = ("hours", "holidays", "working_days")


def holders(engine: Engine, role: str, entity: str) -> tuple[str, ...]:
    """The codes of people who were granted a role in an entity, for whatever days."""
    mine = (people_roles.c.role == role, people_roles.c.entity.in_(("*", entity)))
    with engine.connect() as connection:
        query = select(people_roles.c.person).where(*mine).distinct().order_by(people_roles.c.person)
        return tuple(connection.execute(query).scalars())


def everybody(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of all people, and those of all legal entities."""
    with engine.connect() as connection:
        known = [
            tuple(connection.execute(select(code).order_by(code)).scalars())
            for code in (people.c.code, legal_entities.c.code)
        ]
    return known[0], known[1]
