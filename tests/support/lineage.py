"""Which events write which columns of the read models: seen by giving every sample of an event to every handler.

`python -m tests.support.lineage` writes it to projections/lineage.json, which the catalogue reads.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from sqlalchemy import Table

from contracts.values import Money
from events._base import EVENTS, Event, Meta, Recorded, upcast
from projections import PROJECTIONS
from projections._base import Statement, Upsert
from projections.queries import READ_MODELS
from tests.examples import EVENT_EXAMPLES
from tests.support.house import NOW, person, ref

FILE = Path(__file__).parents[2] / "projections" / "lineage.json"
STORED = Path(__file__).parents[1] / "stored_events.jsonl"
ID = ref("requisition").id
META = Meta(actor=person("rita"), channel="api", command="test", command_id=ID)


def lineage() -> dict[str, dict[str, list[str]]]:
    """Read model -> column -> the events that write it."""
    written: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for event in _samples():
        recorded = Recorded(ID, 1, NOW, NOW, META, event, 1)
        for projection in PROJECTIONS:
            for statement, _ in projection.changes(recorded):
                for table, column in _written(statement):
                    written[table, column].add(event.stored_as)
    return {
        name: {
            column.name: sorted(written[model.table.name, column.name])
            for column in model.columns
            if written[model.table.name, column.name]
        }
        for name, model in sorted(READ_MODELS.items())
    }


def _samples() -> Iterator[Event]:
    for event in EVENT_EXAMPLES.values():
        yield event
        yield from _variants(event)
    for text in STORED.read_text("utf8").splitlines():
        row = json.loads(text)
        name, fields = upcast(row["name"], json.loads(row["state"])["event"])
        yield EVENTS[name].model_validate(fields)


def _variants(event: Event) -> Iterator[Event]:
    """The event with each of its choices taken another way: what a handler does only then is seen as well."""
    for name, info in type(event).model_fields.items():
        for value in _choices(info.annotation, getattr(event, name)):
            yield event.model_copy(update={name: value})


def _choices(annotation: Any, given: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) is tuple and get_origin(get_args(annotation)[0]) is Literal:
        yield get_args(get_args(annotation)[0])
    elif isinstance(given, bool):
        yield not given
    elif isinstance(given, Money):
        yield Money(amount=Decimal(0), currency=given.currency)
    if type(None) in get_args(annotation):
        yield None


def _written(statement: Statement) -> Iterator[tuple[str, str]]:
    if isinstance(statement, Upsert):
        yield from ((statement.table.name, name) for name in (*statement.keys, *statement.sets, *statement.adds))
        return
    made: Any = statement
    table = made.table
    assert isinstance(table, Table)
    names = [*(getattr(made, "_values", None) or ()), *(getattr(made, "_select_names", None) or ())]
    yield from ((table.name, getattr(name, "name", name)) for name in names)


def text() -> str:
    """The file."""
    return json.dumps(lineage(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf8")
