"""Reading the inbox: what waits for a person, and for whom he may decide in somebody's place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine, and_, or_
from sqlalchemy import select as sql_select

from projections import inbox, master_data
from projections._columns import micros
from projections._rows import shown
from projections.inbox_approvals import APPROVAL
from projections.queries import READ_MODELS, Row, fetched, holding, permitted


def principals_of(engine: Engine, person: str, today: date) -> list[str]:
    """In whose place a person may decide today, as a substitute or a substitute's."""
    table, day = master_data.substitutes.c, today.isoformat()
    valid = sql_select(table.person, table.substitute).where(table.valid_from <= day, table.valid_until >= day)
    with engine.connect() as connection:
        pairs = [(row.person, row.substitute) for row in connection.execute(valid.order_by(table.position))]
    found = [person]
    for one in found:
        found += (principal for principal, substitute in pairs if substitute == one and principal not in found)
    return found[1:]


def inbox_of(engine: Engine, person: str, today: date, limit: int = 100, not_by: str | None = None) -> list[Row]:
    """The tasks that a person may do: named, or by a role or permission held in the task's entity today, oldest first.

    Tasks that separation of duties keeps from the person (`not_for`, `nor_for`) are left out, and those that begin later: a
    licence that expires in a year is nobody's task yet. `not_by` is somebody who would do them in the person's place.
    """
    model, tasks = READ_MODELS["inbox"], inbox.tasks.c
    held, people, day = master_data.people_roles.c, master_data.people.c, today.isoformat()
    holds = holding(person, today, tasks.entity)
    # Who has left, or has not come yet, holds no role and has no task, not even a named one.
    away = sql_select(people.code).where(people.code == person, or_(people.valid_from > day, people.valid_until < day))
    by_role = sql_select(held.position).where(holds, held.role == tasks.role).exists()
    by_permission = permitted(person, today, tasks.entity, tasks.permission)
    begun = tasks.since < micros(datetime.combine(today, time.min, UTC) + timedelta(days=1))
    mine = or_(tasks.person == person, and_(tasks.person.is_(None), or_(by_role, by_permission)))
    kept_from = [(each, who) for each in (tasks.not_for, tasks.nor_for) for who in filter(None, (person, not_by))]
    allowed = and_(*(or_(each.is_(None), each != who) for each, who in kept_from))
    wanted = sql_select(model.table).where(tasks.open == 1, begun, mine, allowed, ~away.exists())
    rows = fetched(engine, wanted, model, limit)
    return [shown(model.columns, row) for row in rows]


def stood_in_for(engine: Engine, person: str, today: date, limit: int) -> Iterator[Row]:
    """Approvals that wait for those whose substitute he is; of his own requests none."""
    for principal in principals_of(engine, person, today):
        for row in inbox_of(engine, principal, today, limit, not_by=person):
            if row["kind"] == APPROVAL:
                yield {**row, "on_behalf_of": principal}
