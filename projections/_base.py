"""A projection: its tables and its pure handlers, event -> statements; and the statements that most handlers need."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Executable, Insert, MetaData, Table, and_, bindparam, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import SchemaItem

from events._base import Event, Recorded

Names = tuple[str, ...]
Values = Mapping[str, object]


@dataclass(frozen=True)
class Upsert:
    """Insert a row or, where its key exists, set and increase columns: written by each database in its own words."""

    table: Table
    keys: Names
    sets: Names
    adds: Names

    def for_dialect(self, dialect: str) -> Insert:
        """The statement for "sqlite" or "postgresql", its parameters named after the columns."""
        insert = (sqlite if dialect == "sqlite" else postgresql).insert(self.table)
        row = insert.values({name: bindparam(name) for name in (*self.keys, *self.sets, *self.adds)})
        changes: dict[str, Any] = {name: row.excluded[name] for name in self.sets}
        changes |= {name: self.table.c[name] + row.excluded[name] for name in self.adds}
        keys = list(self.keys)
        if not changes:
            return cast(Insert, row.on_conflict_do_nothing(index_elements=keys))
        return cast(Insert, row.on_conflict_do_update(index_elements=keys, set_=changes))


Statement = Upsert | Executable
Change = tuple[Statement, Values]
"""A statement, made once, and the values of its parameters."""
Changes = Iterable[Change]
Handler = Callable[[Any, Recorded], Changes]
H = TypeVar("H", bound=Handler)


class Projection:
    """A read model: tables named `view_…` in one MetaData, and a handler for each event type it shows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.metadata = MetaData()
        self._handlers: dict[type[Event], Handler] = {}

    def table(self, name: str, *items: SchemaItem) -> Table:
        """One of its tables; the prefix tells a rebuild which names stand for tables."""
        return Table(f"view_{name}", self.metadata, *items)

    def on(self, *kinds: type[Event]) -> Callable[[H], H]:
        """Register the handler of event types: (event, its envelope) -> changes."""

        def register(handler: H) -> H:
            for kind in kinds:
                if self._handlers.setdefault(kind, handler) is not handler:
                    raise TypeError(f"{self.name} handles {kind.__name__} twice")
            return handler

        return register

    @property
    def handles(self) -> frozenset[type[Event]]:
        """The event types it shows."""
        return frozenset(self._handlers)

    def changes(self, recorded: Recorded) -> Changes:
        """What an event changes; nothing where it shows nothing of it."""
        handler = self._handlers.get(type(recorded.event))
        return () if handler is None else handler(recorded.event, recorded)


@cache
def _upsert(table: Table, keys: Names, sets: Names, adds: Names) -> Upsert:
    return Upsert(table, keys, sets, adds)


@cache
def _update(table: Table, keys: Names, sets: Names, adds: Names) -> Executable:
    where = and_(*(table.c[name] == bindparam(f"is_{name}") for name in keys))
    changes = {name: bindparam(f"set_{name}", type_=table.c[name].type) for name in sets}
    changes |= {name: table.c[name] + bindparam(f"add_{name}") for name in adds}  # type: ignore[misc]
    return update(table).where(where).values(changes)


@cache
def _delete(table: Table, keys: Names) -> Executable:
    return delete(table).where(*(table.c[name] == bindparam(f"is_{name}") for name in keys))


def upsert(table: Table, row_key: Values, /, **values: object) -> Change:
    """Insert the row, or overwrite these columns of it."""
    return _upsert(table, tuple(row_key), tuple(values), ()), {**row_key, **values}


def add(table: Table, row_key: Values, /, **deltas: int) -> Change:
    """Increase these columns of the row, which begins at zero."""
    return _upsert(table, tuple(row_key), (), tuple(deltas)), {**row_key, **deltas}


def change(table: Table, where: Values, plus: Mapping[str, int] | None = None, /, **values: object) -> Change:
    """Set columns, and increase those in `plus`, in the rows that `where` names."""
    deltas = plus or {}
    statement = _update(table, tuple(where), tuple(values), tuple(deltas))
    params = {f"is_{name}": value for name, value in where.items()}
    params |= {f"set_{name}": value for name, value in values.items()}
    return statement, params | {f"add_{name}": value for name, value in deltas.items()}


def remove(table: Table, where: Values) -> Change:
    """Delete the rows that `where` names."""
    return _delete(table, tuple(where)), {f"is_{name}": value for name, value in where.items()}


def one_of(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """`column IN (values)` with each value a parameter of its own, so that the statement compiles once."""
    return column.in_([literal(value) for value in values])
