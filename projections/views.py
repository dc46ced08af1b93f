"""The database of the read models: its engine, its tables, and how far each projection is."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    delete,
    inspect,
    select,
    update,
)
from sqlalchemy.sql.elements import quoted_name

from projections._base import Projection, upsert
from projections._columns import count, instant
from projections._engine import open_engine
from projections._prepare import Writer

MIGRATION_LOCK = 7_230_002
OWN = MetaData()
"""Tables beside the read models, which no event fills."""
STATUS = Table(
    "projection_status",
    OWN,
    Column("name", Text, primary_key=True),
    count("position"),
    Column("state", Text, nullable=False, server_default="running"),
    Column("error", Text),
    Column("failed_position", count("position").type),
    instant("seen_until"),
)
"""How far each projection is; `stopped` with its error and the event it failed on, once a handler has failed."""


class Views:
    """Owns the engine of the read models. One per process; threads may share it."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._lock = threading.Lock()
        self._ready: set[str] = set()
        self._writers: dict[str, Writer] = {}

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that will write: on SQLite it takes the write lock at once, so that it cannot deadlock."""
        with self.engine.connect().execution_options(write=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A transaction that may create tables, one process at a time: PostgreSQL does not make that safe by itself."""
        with self.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            yield connection

    def prepare(self, projections: Iterable[Projection], suffix: str = "") -> None:
        """Create missing tables and position rows, once, safely beside other starting processes.

        Tables that an older version made with other columns are made anew, empty and at the beginning of the log.
        """
        with self._lock:
            missing = [p for p in projections if p.name + suffix not in self._ready]
            if not missing:
                return
            with self.migrate() as connection:
                OWN.create_all(connection)
                there = inspect(connection).get_multi_columns()
                columns = {table: {column["name"] for column in found} for (_, table), found in there.items()}
                begun = set(connection.execute(select(STATUS.c.name)).scalars())
                for projection in missing:
                    older = projection.name + suffix in begun and _is_older(projection, suffix, columns)
                    self._create(connection, projection, suffix, anew=older)
            if not suffix:
                self._ready |= {projection.name for projection in missing}

    def resume(self, names: Sequence[str]) -> None:
        """Let stopped projections run again, because their code may have been mended."""
        with self.write() as connection:
            mended = update(STATUS).where(STATUS.c.name.in_(names), STATUS.c.state != "running")
            connection.execute(mended.values(state="running", error=None, failed_position=None))

    def begin_anew(self, projections: Iterable[Projection], suffix: str = "") -> None:
        """Empty prepared projections, and put them at the beginning of the log."""
        with self.migrate() as connection:
            for projection in projections:
                self._create(connection, projection, suffix, anew=True)

    def _create(self, connection: Connection, projection: Projection, suffix: str, *, anew: bool) -> None:
        if anew:
            drop(connection, projection, suffix)
        copied(projection, suffix).create_all(connection)
        self.writer(suffix).write(connection, [upsert(STATUS, {"name": projection.name + suffix})])

    def writer(self, suffix: str = "") -> Writer:
        """What runs the changes of handlers here; its statements are compiled once for all runners."""
        return self._writers.setdefault(suffix, Writer(self.engine.dialect, suffix))

    def status(self) -> dict[str, dict[str, Any]]:
        """Name -> position, state, error, failed position, of every projection that has been prepared."""
        with self.engine.connect() as connection:
            return {row["name"]: dict(row) for row in connection.execute(select(STATUS)).mappings()}

    def positions(self, names: Sequence[str]) -> dict[str, int]:
        """How far these projections are; those stopped by a failure are left out."""
        status = self.status()
        return {n: status[n]["position"] for n in names if n in status and status[n]["state"] == "running"}

    def wait_for(self, position: int, names: Sequence[str], timeout: float = 2.0) -> bool:
        """Wait until these projections show a position; False when they do not within `timeout` seconds."""
        end, pause = time.monotonic() + timeout, 0.002
        while True:
            reached = self.positions(names)
            if len(reached) == len(names) and min(reached.values(), default=position) >= position:
                return True
            if len(reached) < len(names) or time.monotonic() + pause > end:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def advance(connection: Connection, name: str, old: int, new: int, seen_until: int | None = None) -> bool:
    """Move a projection's position if it still is where this runner left it; False when another one moved it.

    Comparing with the exact old position, not just "less than", keeps a runner that fell behind from applying
    again what the other one has applied of its page.
    """
    moved = update(STATUS).where(STATUS.c.name == name, STATUS.c.position == old, STATUS.c.state == "running")
    return connection.execute(moved.values(position=new, seen_until=seen_until)).rowcount == 1


def copied(projection: Projection, suffix: str) -> MetaData:
    """The tables of a projection, named with a suffix (and its own when that is empty)."""
    if not suffix:
        return projection.metadata
    copy = MetaData()
    for table in projection.metadata.sorted_tables:
        twin = table.to_metadata(copy, name=table.name + suffix)
        for index in twin.indexes:
            index.name = quoted_name(f"{index.name}{suffix}", quote=None)
    return copy


def drop(connection: Connection, projection: Projection, suffix: str) -> None:
    """Remove the suffixed tables of a projection and its position under that suffix, if they are there."""
    copied(projection, suffix).drop_all(connection)
    connection.execute(delete(STATUS).where(STATUS.c.name == projection.name + suffix))


def _is_older(projection: Projection, suffix: str, columns: Mapping[str, set[str]]) -> bool:
    """Whether a table is missing, or has other columns than the code of today writes."""
    tables = copied(projection, suffix).tables.values()
    return any(columns.get(table.name) != {column.name for column in table.columns} for table in tables)
