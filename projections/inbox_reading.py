"""Reading the inbox: what waits for a person, and for whom he may decide in somebody's place."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Engine, Select, String, and_, func, or_, values
from sqlalchemy import column as sql_column
from sqlalchemy import select as sql_select

from projections import inbox, master_data
from projections._base import one_of
from projections._columns import micros
from projections._rows import shown
from projections.inbox_approvals import APPROVAL
from projections.queries import READ_MODELS, Row, fetched, holding, permitted


def principals_of(engine: Engine, person: str, today: date) -> list[str]:
    """In whose place a person may decide today, as a substitute or a substitute's. Who has left passes nothing on."""
    table, day = master_data.substitutes.c, today.isoformat()
    valid = sql_select(table.person, table.substitute).where(
        table.valid_from <= day, table.valid_until >= day, table.person.not_in(_away(day))
    )
    with engine.connect() as connection:
        pairs = [(row.person, row.substitute) for row in connection.execute(valid.order_by(table.position))]
    found = [person]
    for one in found:
        found += (principal for principal, substitute in pairs if substitute == one and principal not in found)
    return found[1:]


def _away(day: str) -> Select[tuple[str]]:
    """Who has left, or has not come yet."""
    people = master_data.people.c
    return sql_select(people.code).where(or_(people.valid_from > day, people.valid_until < day))


def inbox_of(engine: Engine, person: str, today: date, limit: int = 100, not_by: str | None = None) -> list[Row]:
    """The tasks that a person may do: named, or by a role or permission held in the task's entity today, oldest first.

    Tasks that separation of duties keeps from the person (`not_for`, `nor_for`) are left out, and those that begin later: a
    licence that expires in a year is nobody's task yet. `not_by` is somebody who would decide approvals in the person's place;
    nothing else is done so.
    """
    model, tasks = READ_MODELS["inbox"], inbox.tasks.c
    held = master_data.people_roles.c
    # Who is away holds no role and has no task, not even a named one.
    away = _away(today.isoformat()).where(master_data.people.c.code == person)
    by_role = sql_select(held.position).where(holding(person, today, tasks.entity), held.role == tasks.role).exists()
    by_permission = permitted(person, today, tasks.entity, tasks.permission)
    begun = tasks.since < micros(datetime.combine(today, time.min, UTC) + timedelta(days=1))
    kept_from = [(each, who) for each in (tasks.not_for, tasks.nor_for) for who in filter(None, (person, not_by))]
    allowed = and_(*(or_(each.is_(None), each != who) for each, who in kept_from))
    roles, permissions = _duties(engine, person)
    # `is null` would have SQLite take the index of persons, where almost every task of a role stands under null.
    unnamed = func.coalesce(tasks.person, "") == ""
    # Each way by an index of its own, which has them in order: one condition for two would sort everybody's tasks.
    ways = [
        tasks.person == person,
        *(and_(tasks.role == role, unnamed, by_role) for role in _awaited(engine, tasks.role, roles)),
        *(
            and_(tasks.permission == one, unnamed, by_permission)
            for one in _awaited(engine, tasks.permission, permissions)
        ),
    ]
    only = (tasks.kind == APPROVAL,) if not_by else ()
    common = (tasks.open == 1, begun, allowed, ~away.exists(), *only)
    found = [row for way in ways for row in fetched(engine, sql_select(model.table).where(way, *common), model, limit)]
    once = {row["key"]: row for row in sorted(found, key=lambda row: (row["since"], row["key"]))}
    return [shown(model.columns, row) for row in list(once.values())[:limit]]


def _awaited(engine: Engine, column: ColumnElement[str], of: list[str]) -> list[str]:
    """Of these roles or permissions, those that an open task waits for."""
    if not of:
        return []
    named = values(sql_column("code", String), name="named").data([(one,) for one in of]).cte()
    waits = sql_select(inbox.tasks.c.key).where(column == named.c.code, inbox.tasks.c.open == 1).exists()
    with engine.connect() as connection:
        return list(connection.execute(sql_select(named.c.code).where(waits)).scalars())


def as_task(known: Mapping[str, object]) -> Row:
    """What nobody stored as a task, as a row of the inbox."""
    row: Row = dict.fromkeys(column.name for column in inbox.tasks.columns)
    return shown(READ_MODELS["inbox"].columns, {**row, **known})


def _duties(engine: Engine, person: str) -> tuple[list[str], list[str]]:
    """The roles that a person was ever granted, and the permissions that these grant now."""
    held, granted = master_data.people_roles.c, master_data.roles.c
    mine = sql_select(held.role).where(held.person == person).distinct()
    with engine.connect() as connection:
        roles = sorted(connection.execute(mine).scalars())
        listed = connection.execute(sql_select(granted.permissions).where(one_of(granted.code, roles))).scalars().all()
    return roles, sorted({each for row in listed for each in row.split(",") if each})


def stood_in_for(engine: Engine, person: str, today: date, limit: int) -> Iterator[Row]:
    """Approvals that wait for those whose substitute he is; of his own requests none."""
    for principal in principals_of(engine, person, today):
        for row in inbox_of(engine, principal, today, limit, not_by=person):
            yield {**row, "on_behalf_of": principal}
