"""The inbox with the folders and mailboxes that something stays in: read from their last look, so it goes with its cause."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine, literal, select

from contracts.ids import stream_id
from projections._columns import listed
from projections.inbox_reading import as_task
from projections.intake_sources import SOURCES
from projections.queries import Row, permitted

STUCK, PERMISSION = "intake-stays", "invoice.receive"


def stuck(engine: Engine, person: str, today: date) -> Iterator[Row]:
    """The sources that cannot be taken in whole, for those who may take in what they bring."""
    c = SOURCES.c
    mine = select(SOURCES).where(c.code.is_not(None), permitted(person, today, c.entity, literal(PERMISSION)))
    with engine.connect() as connection:
        rows = connection.execute(mine.order_by(c.since, c.source)).all()
    for row in rows:
        about = {"kind": STUCK, "entity": row.entity, "permission": PERMISSION, "title": row.what}
        of = {"document_kind": "source", "document_id": str(stream_id("source", row.source)), "number": row.source}
        yield as_task({**about, **of, "codes": listed([row.code]), "since": row.since, "escalated": 0})
