"""Statements made ready for the driver: compiled once for each database, so that a page costs little but its SQL."""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from sqlalchemy import BigInteger, Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from projections._base import Change, Statement, Upsert, Values

AT_ONCE = 50
"""Statements sent before their results are read: when more than a socket's buffer is under way, both ends can wait."""
_TABLE = re.compile(r"\bview_\w+\b")


class mul_div(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """amount * part / whole in integers, rounded half away from zero, exact beyond 64 bits in between."""

    inherit_cache = True
    type = BigInteger()


def exact_mul_div(amount: int | None, part: int | None, whole: int | None) -> int | None:
    """`mul_div` for SQLite, whose own numbers would turn into floats; nothing for a whole of zero, as for NULL."""
    if amount is None or part is None or not whole:
        return None
    product, size = amount * part, abs(whole)
    rounded = (2 * abs(product) + size) // (2 * size)
    return rounded if (product < 0) == (whole < 0) else -rounded


@compiles(mul_div, "sqlite")
def _mul_div_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"mul_div({compiler.process(element.clauses, **kw)})"


@compiles(mul_div, "postgresql")
def _mul_div_postgres(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    amount, part, whole = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(ROUND(CAST({amount} AS NUMERIC) * ({part}) / NULLIF({whole}, 0)) AS BIGINT)"


def renamed(sql: str, suffix: str) -> str:
    """The same SQL over tables that carry a suffix (the shadow tables of a rebuild)."""
    return _TABLE.sub(lambda found: found[0] + suffix, sql) if suffix else sql


class Writer:
    """Runs changes on the driver's own connection. One for each database and table suffix."""

    def __init__(self, dialect: Dialect, suffix: str = "") -> None:
        self._dialect, self._suffix = dialect, suffix
        self._ready: dict[Statement, tuple[str, dict[str, Any], Sequence[str] | None]] = {}

    def write(self, connection: Connection, changes: Sequence[Change]) -> None:
        """Run changes in order inside the connection's transaction. Raises the driver's errors."""
        raw: Any = connection.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):
            for statement, values in changes:
                raw.execute(*self._bound(statement, values))
        else:
            self._write_postgres(raw, changes)

    def _write_postgres(self, raw: "psycopg.Connection[Any]", changes: Sequence[Change]) -> None:
        with raw.pipeline() as pipeline, raw.cursor() as cursor:
            for number, (statement, values) in enumerate(changes, 1):
                sql, params = self._bound(statement, values)
                cursor.execute(sql.encode(), params)
                if number % AT_ONCE == 0:
                    pipeline.sync()

    def _bound(self, statement: Statement, values: Values) -> tuple[str, Any]:
        ready = self._ready.get(statement)
        if ready is None:
            ready = self._ready[statement] = self._prepare(statement)
        sql, constants, order = ready
        params: Mapping[str, Any] = {**constants, **values} if constants else values
        return sql, params if order is None else [params[name] for name in order]

    def _prepare(self, statement: Statement) -> tuple[str, dict[str, Any], Sequence[str] | None]:
        if isinstance(statement, Upsert):
            statement = statement.for_dialect(self._dialect.name)
        compiled: Any = statement.compile(dialect=self._dialect)  # type: ignore[attr-defined]
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        params = compiled.construct_params(_check=False)
        constants = {name: value for name, value in params.items() if name not in asked}
        return renamed(compiled.string, self._suffix), constants, compiled.positiontup


def is_transient(error: BaseException) -> bool:
    """Whether an error is of the moment (lock, lost connection, full disk), so that trying again may help."""
    if isinstance(error, sqlite3.OperationalError):
        return any(word in str(error) for word in ("locked", "busy", "disk"))
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError))
