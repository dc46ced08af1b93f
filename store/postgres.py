"""The PostgreSQL recorder: the library's, with the same guards and chain inside its locked insert transaction."""

from collections.abc import Sequence
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from psycopg.pq.abc import PGconn
from psycopg.sql import SQL, Identifier

from store.chain import GENESIS, links

EVENTS_TABLE = "req2pay_events"
CHAIN_TABLE = "req2pay_event_chain"
GUARD_TRIGGERS = """
CREATE OR REPLACE FUNCTION {schema}.req2pay_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.{events}
FOR EACH STATEMENT EXECUTE FUNCTION {schema}.req2pay_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.{chain}
FOR EACH STATEMENT EXECUTE FUNCTION {schema}.req2pay_append_only();
"""
ABORT = "DO $$ BEGIN RAISE EXCEPTION 'what was read has changed' USING ERRCODE = 'unique_violation'; END $$"
MIGRATION_LOCK = 7_230_001


class PostgresRecorder(PostgresApplicationRecorder):
    """`insert_events(stored, expected={stream: version})`; the table lock makes commit order the order of ids."""

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = EVENTS_TABLE) -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        names = {"schema": Identifier(datastore.schema), "chain": Identifier(CHAIN_TABLE)}
        names["events"] = Identifier(events_table_name)
        self._chain_table = SQL(
            "CREATE TABLE IF NOT EXISTS {schema}.{chain} (position bigint PRIMARY KEY, hash bytea NOT NULL)"
        ).format(**names)
        self._triggers = SQL(GUARD_TRIGGERS).format(**names)
        self._head = SQL("SELECT hash FROM {schema}.{chain} ORDER BY position DESC LIMIT 1").format(**names)
        self._append = SQL("INSERT INTO {schema}.{chain} SELECT * FROM unnest(%s::bigint[], %s::bytea[])").format(
            **names
        )
        self._version = SQL(
            "SELECT originator_id, MAX(originator_version) AS version FROM {schema}.{events} "
            "WHERE originator_id = ANY(%s) GROUP BY originator_id"
        ).format(**names)
        self._chain_page = SQL(
            "SELECT position, hash FROM {schema}.{chain} WHERE position >= %s ORDER BY position LIMIT %s"
        ).format(**names)

    def create_table(self) -> None:
        """Create what is missing, one process at a time."""
        # Several processes may start at once; PostgreSQL's own CREATE IF NOT EXISTS is not safe against itself.
        with self.datastore.get_connection() as lock:
            lock.execute("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
            try:
                super().create_table()
                with self.datastore.transaction(commit=True) as cursor:
                    cursor.execute(self._chain_table)
                    cursor.execute(self._triggers)
            finally:
                lock.execute("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))

    def _insert_stored_events(self, curs: Any, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._insert_stored_events(curs, stored_events, **kwargs)
        _send(curs.connection.pgconn)

    def _fetch_ids_after_insert_events(
        self,
        curs: Any,
        stored_events: Sequence[StoredEvent],
        expected: dict[UUID, int] | None = None,
        **_: Any,
    ) -> Sequence[int] | None:
        # Runs after the locked insert and before the commit: what is checked here cannot change in between.
        positions = super()._fetch_ids_after_insert_events(curs, stored_events) or []
        try:
            self._check(curs, expected or {})
            self._chain(curs, positions, stored_events)
        except Exception:
            # The library keeps what is raised here until it has committed; only an error of the server rolls back.
            curs.execute(ABORT)
            raise
        return positions

    def _check(self, curs: Any, expected: dict[UUID, int]) -> None:
        if not expected:
            return
        curs.execute(self._version, (list(expected),))
        found = {row["originator_id"]: row["version"] for row in curs.fetchall()}
        for stream, version in expected.items():
            if found.get(stream, 0) != version:
                raise IntegrityError(f"stream {stream} is no longer at version {version}")

    def _chain(self, curs: Any, positions: Sequence[int], stored_events: Sequence[StoredEvent]) -> None:
        curs.execute(self._head)
        head = curs.fetchone()
        rows = links(bytes(head["hash"]) if head else GENESIS, positions, stored_events)
        curs.execute(self._append, ([position for position, _ in rows], [digest for _, digest in rows]))
        _send(curs.connection.pgconn)

    def select_chain(self, start: int, limit: int) -> list[tuple[int, bytes]]:
        """Chain rows from position `start`, in order."""
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            cursor.execute(self._chain_page, (start, limit))
            return [(row["position"], bytes(row["hash"])) for row in cursor.fetchall()]


def _send(pgconn: PGconn) -> None:
    """Send all of what a pipeline has queued.

    In a pipeline psycopg waits for the server's answer even while part of a large statement is still to be sent; the server
    waits for that part, both for ever.
    """
    if not pgconn.flush():
        return
    with DefaultSelector() as both_ways:
        both_ways.register(pgconn.socket, EVENT_READ | EVENT_WRITE)
        while pgconn.flush():
            ((_, ready),) = both_ways.select()
            if ready & EVENT_READ:
                pgconn.consume_input()


class Factory(PostgresFactory):
    """Builds the recorder above; the library finds it by `PERSISTENCE_MODULE=store.postgres`."""

    application_recorder_class = PostgresRecorder
