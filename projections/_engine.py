"""How the database of the read models is opened: its engine, and what each connection begins with."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from projections._prepare import exact_mul_div

ATTEMPTS = 500


def open_engine(url: str) -> Engine:
    """The engine of a SQLite file or memory, or of a PostgreSQL database."""
    if url.startswith("sqlite:"):
        return _sqlite_engine(url)
    target = make_url(url).set(drivername="postgresql+psycopg")
    # Views can be rebuilt and rows and position are lost together, so a commit need not wait for the disk.
    engine = create_engine(target, pool_size=2, max_overflow=6, connect_args={"options": "-c synchronous_commit=off"})
    event.listen(engine, "connect", _on_postgres)
    return engine


def _sqlite_engine(url: str) -> Engine:
    path = url.removeprefix("sqlite:///")
    in_memory = path in ("", ":memory:", url)
    if not in_memory:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine("sqlite://" if in_memory else url, connect_args={"check_same_thread": False}, **pool)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_postgres(raw: Any, _: object) -> None:
    raw.prepared_max = 500  # all statements of all projections stay prepared


def _on_connect(raw: sqlite3.Connection, _: object) -> None:
    raw.isolation_level = None  # the driver must not begin transactions behind our back
    raw.create_function("mul_div", 3, exact_mul_div, deterministic=True)
    for pragma in ("busy_timeout=30000", "synchronous=NORMAL"):
        raw.execute(f"PRAGMA {pragma}")
    _log_ahead(raw)


def _log_ahead(raw: sqlite3.Connection) -> None:
    """Write-ahead logging; changing to it does not wait for a lock, and several processes may make a file at once."""
    for attempt in range(ATTEMPTS):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.01)


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
