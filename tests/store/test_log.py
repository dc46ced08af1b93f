"""The event log on both databases: guarded, append-only, ordered, durable, and telling when somebody changed it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import MapperDeserialisationError

from audit.verify import chain
from bench.chaos_writers import start
from contracts.ids import stream_id
from events._base import Meta, Recorded
from events.requisition import RequisitionClosed
from store.log import Conflict, EventLog, environment
from tests.support.house import NOW, Company, person, ref

ABOUT = RequisitionClosed(ref=ref("requisition"))
META = Meta(actor=person("rita"), channel="api", command="test", command_id=ABOUT.ref.id)


def _row(stream: UUID, version: int = 1) -> Recorded:
    return Recorded(stream, version, NOW, NOW, META, ABOUT)


@pytest.fixture
def log(store_url: str, open_log: Callable[[str], EventLog]) -> EventLog:
    return open_log(store_url)


def test_a_taken_version_is_a_conflict_and_stores_nothing_of_the_transaction(log: EventLog) -> None:
    one, other = uuid4(), uuid4()
    log.append([_row(one)], {one: 0})
    head = log.head()
    with pytest.raises(Conflict):
        log.append([_row(other), _row(one)], {})
    assert log.stream(other) == []
    assert log.head() == head


def test_what_could_not_be_read_back_is_not_stored(log: EventLog) -> None:
    stream, head = uuid4(), log.head()
    unreadable = RequisitionClosed.model_construct(ref="no reference")  # type: ignore[arg-type]
    with pytest.warns(UserWarning, match="serializer"), pytest.raises(MapperDeserialisationError):
        log.append([_row(stream), Recorded(stream, 2, NOW, NOW, META, unreadable)], {})
    assert log.stream(stream) == []
    assert log.head() == head


def test_a_transaction_may_be_larger_than_any_buffer_on_the_way_to_the_server(log: EventLog) -> None:
    """A file of many thousand rows is one transaction: it once waited for ever for an answer to what was not sent."""
    many = [_row(uuid4()) for _ in range(12_000)]
    assert log.append(many, {}) == log.head() == len(many)
    assert list(chain(log, log.head())) == []
    assert [each.originator_id for each in log.events()] == [each.originator_id for each in many]


def test_what_was_only_read_is_guarded_against_write_skew(log: EventLog) -> None:
    read, written = uuid4(), uuid4()
    log.append([_row(read)], {})
    with pytest.raises(Conflict):
        log.append([_row(written)], {read: 0})
    with pytest.raises(Conflict):
        log.append([_row(written)], {read: 2})
    assert log.stream(written) == []
    assert log.append([_row(written)], {read: 1}) == log.head()
    assert list(chain(log, log.head())) == []


def test_write_skew_between_two_that_read_what_the_other_writes(log: EventLog) -> None:
    """Each of two transactions writes what the other read: one of them only may stand."""
    left, right = uuid4(), uuid4()
    log.append([_row(left)], {left: 0, right: 0})
    with pytest.raises(Conflict):
        log.append([_row(right)], {left: 0, right: 0})


def test_positions_rise_and_pages_are_complete(log: EventLog) -> None:
    streams = [uuid4() for _ in range(23)]
    for stream in streams:
        log.append([_row(stream), _row(stream, 2)], {})
    pages = list(log.pages(limit=5))
    positions = [recorded.position for page in pages for recorded in page]
    assert positions == sorted(set(positions))
    assert len(positions) == 46
    assert [recorded.originator_id for page in pages for recorded in page][::2] == streams
    assert [recorded.position for recorded in log.events(after=positions[3], until=positions[7])] == positions[4:8]


def _execute(url: str, *statements: str) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(environment(url)["SQLITE_DBNAME"], isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def _tables(url: str) -> tuple[str, str, str, str]:
    """Events, chain, and their position columns."""
    sqlite = url.startswith("sqlite")
    names = ("stored_events", "event_chain") if sqlite else ("req2pay_events", "req2pay_event_chain")
    return (*names, "rowid" if sqlite else "notification_id", "position")


@pytest.mark.parametrize("table", [0, 1])
@pytest.mark.parametrize("change", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1} + 1000"])
def test_events_and_chain_are_append_only(log: EventLog, table: int, change: str) -> None:
    log.append([_row(uuid4())], {})
    names = _tables(log.url)
    statement = change.format(names[table], names[table + 2])
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
        _execute(log.url, statement)
    assert log.head() == 1


def _unguard(url: str) -> None:
    """What only an administrator of the database can do."""
    if url.startswith("sqlite"):
        verbs = [(table, verb) for table in _tables(url)[:2] for verb in ("UPDATE", "DELETE")]
        _execute(url, *(f"DROP TRIGGER {table}_no_{verb}" for table, verb in verbs))
    else:
        _execute(url, *(f"DROP TRIGGER append_only ON {table}" for table in _tables(url)[:2]))


@pytest.mark.parametrize(
    ("tampering", "kind"),
    [
        ("UPDATE {0} SET state = {4} WHERE {2} = 3", "event-changed"),
        ("UPDATE {0} SET topic = 'requisition.withdrawn.v1' WHERE {2} = 3", "event-changed"),
        ("UPDATE {0} SET originator_version = 9 WHERE {2} = 3", "event-changed"),
        ("DELETE FROM {0} WHERE {2} = 3", "event-missing"),
        ("DELETE FROM {1} WHERE {3} = 3", "event-not-in-chain"),
    ],
)
def test_tampering_is_found_and_named(log: EventLog, tampering: str, kind: str) -> None:
    for _ in range(5):
        log.append([_row(uuid4())], {})
    assert list(chain(log, log.head())) == []
    _unguard(log.url)
    body = "CAST('{}' AS BLOB)" if log.is_sqlite else "'{}'::bytea"
    _execute(log.url, tampering.format(*_tables(log.url), body))
    found = [(violation.code, violation.document) for violation in chain(log, log.head())]
    assert found[0] == (kind, "3")
    assert all(position == "4" for _, position in found[1:])


def test_positions_are_never_given_twice(log: EventLog) -> None:
    if not log.is_sqlite:
        return
    for _ in range(3):
        log.append([_row(uuid4())], {})
    _unguard(log.url)
    _execute(log.url, "DELETE FROM stored_events WHERE rowid = 3")
    assert log.append([_row(uuid4())], {}) == 4


def test_sqlite_commits_are_on_the_disk(log: EventLog) -> None:
    if not log.is_sqlite:
        return
    log.append([_row(uuid4())], {})
    with log._recorder.datastore.transaction(commit=True) as cursor:
        for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal")):
            cursor.execute(f"PRAGMA {pragma}")
            row: Any = cursor.fetchone()
            assert row[0] == wanted


@pytest.mark.parametrize("url", ["mysql://host/name", "events.db", ""])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a database URL"):
        EventLog(url)


def test_followers_see_the_commits_of_other_processes_in_order(company: Company, tmp_path: Path) -> None:
    before, stop, seen = company.log.head(), threading.Event(), list[int]()

    def follow() -> None:
        for page in company.log.follow(before, stop, idle=0.2):
            seen.extend(recorded.position for recorded in page)

    thread = threading.Thread(target=follow)
    thread.start()
    writers = [start(company.log.url, [f"case{n}" for n in range(k, k + 4)], tmp_path / "acknowledged") for k in (0, 4)]
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    head, patience = company.log.head(), time.monotonic() + 5
    while (not seen or seen[-1] < head) and time.monotonic() < patience:
        time.sleep(0.01)
    stop.set()
    thread.join()
    assert seen == [recorded.position for recorded in company.log.events(after=before)]
    assert len(seen) > 8 * 4


def test_business_numbers_are_unique_and_rise_over_handlers(
    company: Company, open_log: Callable[[str], EventLog]
) -> None:
    other = Company(open_log(company.log.url), now=company.now)
    made = [house.draft(key=f"{index}:{number}") for number in range(3) for index, house in enumerate((company, other))]
    numbers = [company.log.stream(stream)[0].event.ref.number for stream in made]  # type: ignore[attr-defined]
    assert numbers[::2] == [f"PR-2026-{n:06d}" for n in (1, 3, 4)]
    assert numbers[1::2] == [f"PR-2026-{n:06d}" for n in (2, 23, 24)]
    assert made[0] == stream_id("requisition", "person:rita:0:0")
