"""The SQLite recorder: append-only, ids never reused, reads guarded and chain extended inside the insert transaction."""

import json
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)

from store.chain import GENESIS, links

TABLES = (
    # The column must be named rowid: the library reads it as the notification id. AUTOINCREMENT never reuses one.
    (
        "CREATE TABLE IF NOT EXISTS stored_events (rowid INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT NOT NULL, "
        "originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL, "
        "UNIQUE (originator_id, originator_version))"
    ),
    "CREATE TABLE IF NOT EXISTS event_chain (position INTEGER PRIMARY KEY, hash BLOB NOT NULL)",
    *(
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("stored_events", "event_chain")
        for verb in ("UPDATE", "DELETE")
    ),
)

CHANGED = (
    "WITH expected AS (SELECT value->>0 AS stream, value->>1 AS version FROM json_each(?)) "
    "SELECT stream, version FROM expected WHERE version <> COALESCE("
    "(SELECT MAX(originator_version) FROM stored_events WHERE originator_id=stream), 0) LIMIT 1"
)
"""Of streams with their expected versions, one that is at another: all are looked up by one statement."""


class SqliteRecorder(SQLiteApplicationRecorder):
    """The library's recorder with `insert_events(stored, expected={stream: version})`."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        self.insert_events_statement = (
            "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?,?,?,?)"
        )

    def construct_create_table_statements(self) -> list[str]:
        """The tables and their append-only triggers."""
        return list(TABLES)

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        expected: dict[UUID, int] | None = None,
        **_: Any,
    ) -> Sequence[int] | None:
        # The insert comes first: it takes the write lock, so what is checked after it cannot change before the commit.
        positions = super()._insert_events(c, stored_events) or []
        if expected:
            c.execute(CHANGED, (json.dumps([(stream.hex, version) for stream, version in expected.items()]),))
            if changed := c.fetchone():
                raise IntegrityError(f"stream {changed[0]} is no longer at version {changed[1]}")
        c.execute("SELECT hash FROM event_chain ORDER BY position DESC LIMIT 1")
        head = c.fetchone()
        rows = links(bytes(head[0]) if head else GENESIS, positions, stored_events)
        c.executemany("INSERT INTO event_chain VALUES (?,?)", rows)
        return positions

    def select_chain(self, start: int, limit: int) -> list[tuple[int, bytes]]:
        """Chain rows from position `start`, in order."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                "SELECT position, hash FROM event_chain WHERE position>=? ORDER BY position LIMIT ?", (start, limit)
            )
            return [(row[0], bytes(row[1])) for row in c.fetchall()]


class _Pool(SQLiteConnectionPool):
    """The library's pool, whose connections keep their prepared statements (its own keep a single one)."""

    def _create_connection(self) -> SQLiteConnection:
        made = super()._create_connection()
        if self.is_sqlite_memory_mode:
            return made
        raw = sqlite3.connect(
            self.db_name, uri=True, check_same_thread=False, isolation_level=None, timeout=self.lock_timeout or 5
        )
        raw.row_factory = sqlite3.Row
        made._sqlite_conn.close()  # it has set the journal mode
        made._sqlite_conn = raw
        return made


class DurableDatastore(SQLiteDatastore):
    """Asserts `synchronous=FULL` on every connection: NORMAL loses acknowledged commands at a power cut."""

    def __init__(self, db_name: str, lock_timeout: int) -> None:
        super().__init__(db_name=db_name, lock_timeout=lock_timeout)
        self.pool = _Pool(db_name=db_name, lock_timeout=lock_timeout)
        self._own, self._readers = threading.local(), list[sqlite3.Connection]()

    @contextmanager
    def transaction(self, *, commit: bool) -> Any:
        """A transaction on a durable connection, with the database's errors as the library's."""
        if not commit and not self.pool.is_sqlite_memory_mode:
            yield self._reader()
            return
        with self.get_connection(commit=commit) as connection:
            self._assert_durable(connection)
            try:
                with connection.transaction(commit=commit) as cursor:
                    yield cursor
            except sqlite3.OperationalError as error:
                raise OperationalError(error) from error
            except sqlite3.IntegrityError as error:
                raise IntegrityError(error) from error

    def _reader(self) -> SQLiteCursor:
        """This thread's own connection for reading: every read is one statement, so it needs no transaction."""
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.pool.db_name, uri=True, check_same_thread=False, isolation_level=None, timeout=30
            )
            connection.row_factory = sqlite3.Row
            self._own.connection = connection
            self._readers.append(connection)
        return SQLiteCursor(connection.cursor())

    def close(self) -> None:
        """Give all connections back."""
        super().close()
        while readers := getattr(self, "_readers", None):
            readers.pop().close()

    @staticmethod
    def _assert_durable(connection: SQLiteConnection) -> None:
        raw = connection._sqlite_conn
        if getattr(connection, "is_durable", False):
            return
        raw.execute("PRAGMA synchronous=FULL")
        if raw.execute("PRAGMA synchronous").fetchone()[0] != 2:
            raise OperationalError("SQLite refuses synchronous=FULL; acknowledged commands could be lost")
        connection.is_durable = True  # type: ignore[attr-defined]


class Factory(SQLiteFactory):
    """Builds the recorder above; the library finds it by `PERSISTENCE_MODULE=store.sqlite`."""

    application_recorder_class = SqliteRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.close()
        self.datastore = DurableDatastore(db_name=self.env.get(self.SQLITE_DBNAME) or "", lock_timeout=30)
