"""Every event is shown somewhere or ignored on purpose; every read model follows the house rules."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, Boolean, String, Text
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgres_dialect
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect

import events as _registered  # noqa: F401 - importing it registers every event
from events._base import EVENTS
from projections import IGNORED, PROJECTIONS
from projections._base import Upsert, add, upsert
from projections.queries import READ_MODELS

HANDLED = frozenset().union(*(projection.handles for projection in PROJECTIONS))


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_is_shown_or_ignored_with_a_reason(name: str) -> None:
    kind = EVENTS[name]
    assert (kind in HANDLED) != (kind in IGNORED), f"{name}: handle it, or say in IGNORED why not"
    assert len(IGNORED.get(kind, "a reason")) > 5


def test_names_of_projections_and_tables_are_unique() -> None:
    tables = [table.name for projection in PROJECTIONS for table in projection.metadata.sorted_tables]
    assert len(tables) == len(set(tables))
    assert len({projection.name for projection in PROJECTIONS}) == len(PROJECTIONS)
    assert all(name.startswith("view_") for name in tables)


def test_no_column_is_a_float_and_every_table_has_a_key() -> None:
    for projection in PROJECTIONS:
        for table in projection.metadata.sorted_tables:
            assert len(table.primary_key.columns), table.name
            for column in table.columns:
                assert isinstance(column.type, BigInteger | Boolean | Text | String), f"{table.name}.{column.name}"


def test_money_has_its_currency_beside_it() -> None:
    for name, model in READ_MODELS.items():
        if any(column.info.get("kind") == "money" for column in model.columns):
            assert "currency" in model.table.c, name


def test_upserts_are_written_for_both_databases() -> None:
    table = READ_MODELS["funds"].table
    row = {"entity": "ACME", "currency": "EUR"}
    for change in (upsert(table, row, due=1), add(table, row, due=1), upsert(table, row)):
        statement = change[0]
        assert isinstance(statement, Upsert)
        for dialect in (sqlite_dialect(), postgres_dialect()):  # type: ignore[no-untyped-call]
            assert "ON CONFLICT (entity, currency) DO" in str(
                statement.for_dialect(dialect.name).compile(dialect=dialect)
            )
