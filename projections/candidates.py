"""Candidates for commands: what a read model suggests; the command reloads the documents and decides."""

from datetime import date

from sqlalchemy import select

from projections.funds import payables
from projections.master_data import legal_entities as entities
from projections.views import Views


def due_payables(views: Views, entity: str, on: date) -> dict[str, list[str]]:
    """Currency -> ids of open payables of an entity that are due by a day."""
    due = payables.c.due_date <= on.isoformat()
    query = select(payables.c.currency, payables.c.id).where(
        payables.c.entity == entity, payables.c.status == "due", due
    )
    found: dict[str, list[str]] = {}
    with views.engine.connect() as connection:
        for currency, stream in connection.execute(query.order_by(payables.c.due_date, payables.c.id)):
            found.setdefault(currency, []).append(stream)
    return found


def legal_entities(views: Views) -> list[str]:
    """The codes of all legal entities."""
    with views.engine.connect() as connection:
        return list(connection.execute(select(entities.c.code).order_by(entities.c.code)).scalars())
