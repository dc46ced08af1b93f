"""The event log: open it by URL, load a stream, append a transaction, read pages, follow what is new."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, Notification, OperationalError
from psycopg.sql import SQL, Identifier

from events._base import Recorded
from store.chain import GENESIS
from store.mapper import JsonMapper, decode_all
from store.postgres import PostgresRecorder
from store.sqlite import SqliteRecorder
from store.tail import Tail

PAGE = 500
POLL = 0.005
"""Seconds between two looks at a SQLite file: what an event waits at most before it is followed."""


class Conflict(Exception):
    """Something that was read has changed, or a stream position is taken: decide again."""


class _Log(Application[UUID]):
    name = "req2pay"

    def construct_mapper(self) -> Any:
        return JsonMapper(transcoder=self.construct_transcoder())


def environment(url: str) -> dict[str, str]:
    """The library's settings for a database URL: `sqlite:///path` or `postgresql://user:password@host:port/name`.

    Raises ValueError for any other URL.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = url.removeprefix("sqlite:///") or ":memory:"
        return {"PERSISTENCE_MODULE": "store.sqlite:Factory", "SQLITE_DBNAME": path}
    if parts.scheme in ("postgresql", "postgres"):
        options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "PERSISTENCE_MODULE": "store.postgres:Factory",
            "POSTGRES_DBNAME": parts.path.lstrip("/"),
            "POSTGRES_HOST": unquote(options.get("host", "")) or parts.hostname or "localhost",
            "POSTGRES_PORT": str(parts.port or 5432),
            "POSTGRES_USER": unquote(parts.username or ""),
            "POSTGRES_PASSWORD": unquote(parts.password or ""),
            "POSTGRES_ENABLE_DB_FUNCTIONS": "n",
            "POSTGRES_LOCK_TIMEOUT": "5",
            "POSTGRES_POOL_SIZE": "2",
            "POSTGRES_MAX_OVERFLOW": "6",
        }
    raise ValueError(f"not a database URL: {url!r} (expected sqlite:///… or postgresql://…)")


class EventLog:
    """Everything that has happened, in order. One per process; threads may share it."""

    def __init__(self, url: str) -> None:
        self.url = url
        env = environment(url)
        if self.is_sqlite and not self.is_memory:
            Path(env["SQLITE_DBNAME"]).parent.mkdir(parents=True, exist_ok=True)
        self._app = _Log(env)
        self._recorder: SqliteRecorder | PostgresRecorder = self._app.recorder  # type: ignore[assignment]
        self.path = env.get("SQLITE_DBNAME", "")
        self.tail = Tail(self.page, self.head)

    @property
    def is_sqlite(self) -> bool:
        """True on a SQLite file or memory."""
        return self.url.startswith("sqlite:")

    @property
    def is_memory(self) -> bool:
        """True for a store that ends with the process (scenarios)."""
        return self.is_sqlite and ("memory" in self.url or self.url == "sqlite:///")

    def append(self, events: Sequence[Recorded], expected: dict[UUID, int]) -> int:
        """Store events in one transaction if every stream in `expected` is still at that version; the last position.

        Raises Conflict when something that was read has changed or a stream position is taken.
        """
        # A written stream is guarded by the uniqueness of its next version; only what was merely read needs the check.
        written = {event.originator_id for event in events}
        only_read = {stream: version for stream, version in expected.items() if stream not in written}
        rows = [self._app.mapper.to_stored_event(event) for event in events]
        # Read back before they are stored: what cannot be read for ever is refused, and what is folded live from here is
        # what a replay will fold.
        readable = decode_all(rows)
        try:
            # Not by the application's `save`, which asks every event in vain whether it is an aggregate.
            positions = self._recorder.insert_events(rows, expected=only_read) or ()
        except IntegrityError as error:
            raise Conflict(str(error)) from error
        except OperationalError as error:
            if "lock" in str(error).lower():
                raise Conflict(str(error)) from error
            raise
        for event, position in zip(readable, positions, strict=True):
            object.__setattr__(event, "position", position)  # nobody else has seen these yet
        self.tail.push(readable, before=positions[0] - 1)
        return positions[-1]

    def stream(self, stream: UUID, after: int = 0, until: int | None = None) -> list[Recorded]:
        """The events of one stream after a version (and up to another), oldest first."""
        return decode_all(self._recorder.select_events(stream, gt=after or None, lte=until))

    def page(self, after: int, limit: int = PAGE, until: int | None = None) -> list[Recorded]:
        """Events after a position, in order of position."""
        rows = self._recorder.select_notifications(after, limit, until, inclusive_of_start=False)
        return decode_all(rows)

    def pages(self, after: int = 0, until: int | None = None, limit: int = PAGE) -> Iterator[list[Recorded]]:
        """Everything that is there now, page by page."""
        while page := self.page(after, limit, until):
            yield page
            after = page[-1].position

    def events(self, after: int = 0, until: int | None = None) -> Iterator[Recorded]:
        """Everything that is there now, event by event."""
        for page in self.pages(after, until):
            yield from page

    def head(self) -> int:
        """The position of the newest event; 0 in an empty store."""
        return self._recorder.max_notification_id() or 0

    def follow(self, after: int, stop: threading.Event, idle: float = 1.0) -> Iterator[Sequence[Recorded]]:
        """Pages for ever, as they are committed by any process; an empty page every `idle` seconds without news."""
        with _news_of(self) as wait:
            quiet_until = time.monotonic() + idle
            while not stop.is_set():
                page = self._news(after)
                if page:
                    after = page[-1].position
                elif time.monotonic() < quiet_until:
                    wait()
                    continue
                yield page
                quiet_until = time.monotonic() + idle

    def _news(self, after: int) -> Sequence[Recorded]:
        # A notice of PostgreSQL may be of a commit just after somebody looked, and is given once: it is always looked after.
        self.tail.refresh(POLL / 2 if self.is_sqlite else 0.0)
        page = self.tail.after(after, PAGE)
        return self.page(after) if page is None else page

    def rows(self, after: int, limit: int = PAGE, until: int | None = None) -> Sequence[Notification]:
        """Stored rows after a position, undecoded: what an audit reads, so that a spoilt row does not end it."""
        return self._recorder.select_notifications(after, limit, until, inclusive_of_start=False)

    def chain(self, after: int, limit: int = PAGE) -> list[tuple[int, bytes]]:
        """Rows (position, hash) of the chain after a position."""
        return self._recorder.select_chain(after + 1, limit)

    def chain_head(self) -> bytes:
        """The newest hash of the chain."""
        head = self._recorder.select_chain(self.head(), 1)
        return head[0][1] if head else GENESIS

    def close(self) -> None:
        """Give all connections back."""
        self._app.close()


@contextmanager
def _news_of(log: EventLog) -> Iterator[Callable[[], object]]:
    """Gives what waits for news: a pause on SQLite, whose files tell nobody; LISTEN on PostgreSQL."""
    if log.is_sqlite:
        yield partial(time.sleep, POLL)
        return
    assert isinstance(log._recorder, PostgresRecorder)
    with psycopg.connect(log.url, autocommit=True) as connection:
        connection.execute(SQL("LISTEN {}").format(Identifier(log._recorder.channel_name)))
        # With a timer behind it: a notice can be missed at the start.
        yield lambda: list(connection.notifies(timeout=0.1, stop_after=1))
