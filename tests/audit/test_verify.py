"""Edits of the SQLite file past all guards are found and named by their position."""

import random
from dataclasses import replace

import pytest

from audit.report import Report
from audit.rows import state
from audit.verify import chain, checkpoint, verify
from events.payable import PayableOpened
from store.chain import GENESIS, link
from tests.audit.conftest import Site
from tests.audit.engine import unguarded


def positions(report: Report) -> dict[str, set[int]]:
    """Code -> the positions it names."""
    found: dict[str, set[int]] = {}
    for each in report.violations:
        found.setdefault(each.code, set()).add(int(dict(each.figures).get("position", 0)))
    return found


def spoil(site: Site, statement: str, *values: object) -> dict[str, set[int]]:
    with unguarded(site.path) as connection:
        connection.execute(statement, values)
    return positions(verify(site.house.log))


def test_a_log_as_written_verifies(site: Site) -> None:
    report = verify(site.house.log)
    assert report.clean
    assert (report.checked, report.events) == (("I6", "I7"), len(list(site.house.log.events())))


def test_changed_bytes_are_named(site: Site) -> None:
    due = next(r.position for r in site.house.log.events() if isinstance(r.event, PayableOpened))
    edit = "UPDATE stored_events SET state = replace(state, '1190.00', '9190.00') WHERE rowid = ?"
    assert spoil(site, edit, due) == {"event-changed": {due}}


@pytest.mark.parametrize("position", [1, 77, 140])
def test_a_changed_time_is_named(site: Site, position: int) -> None:
    edit = "UPDATE stored_events SET state = replace(state, '2026-11-02', '2026-11-03') WHERE rowid = ?"
    assert position in spoil(site, edit, position)["event-changed"]


def test_a_removed_event_is_named(site: Site) -> None:
    found = spoil(site, "DELETE FROM stored_events WHERE rowid = 50")
    assert found["event-missing"] == {50}


def test_an_event_removed_with_its_hash_shows_at_the_next_one(site: Site) -> None:
    with unguarded(site.path) as connection:
        connection.execute("DELETE FROM event_chain WHERE position = 50")
    assert spoil(site, "DELETE FROM stored_events WHERE rowid = 50")["event-changed"] == {51}


def test_an_inserted_event_is_named(site: Site) -> None:
    head = site.house.log.head()
    copy = "INSERT INTO stored_events SELECT ?, originator_id, 99, topic, state FROM stored_events WHERE rowid = 7"
    found = spoil(site, copy, head + 1)
    assert found["event-not-in-chain"] == {head + 1}
    assert found["version-not-contiguous"] == {head + 1}


def test_reordered_events_are_named(site: Site) -> None:
    with unguarded(site.path) as connection:
        for old, new in ((60, -1), (61, 60), (-1, 61)):
            connection.execute("UPDATE stored_events SET rowid = ? WHERE rowid = ?", (new, old))
    assert positions(verify(site.house.log))["event-changed"] == {60, 61}


def test_a_changed_hash_is_named(site: Site) -> None:
    found = spoil(site, "UPDATE event_chain SET hash = zeroblob(32) WHERE position = 20")
    assert found["event-changed"] == {20, 21}


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE stored_events SET state = 'no json' WHERE rowid = 33",
        "UPDATE stored_events SET topic = 'unknown.event.v9' WHERE rowid = 33",
        "UPDATE stored_events SET originator_id = 'no id' WHERE rowid = 33",
        "UPDATE stored_events SET originator_version = 'no number' WHERE rowid = 33",
    ],
)
def test_a_row_that_is_no_event_any_more_is_named_and_the_rest_still_judged(site: Site, edit: str) -> None:
    found = spoil(site, edit)
    assert found["event-unreadable"] == {33}
    report = site.judge()
    assert ("I7", "event-unreadable") in {(v.check, v.code) for v in report.violations}
    assert report.events == len(list(range(site.house.log.head())))


def test_a_cut_off_end_needs_a_checkpoint(site: Site) -> None:
    kept = checkpoint(site.house.log)
    assert verify(site.house.log, kept).clean
    with unguarded(site.path) as connection:
        for table, column in (("stored_events", "rowid"), ("event_chain", "position")):
            connection.execute(f"DELETE FROM {table} WHERE {column} > ?", (kept.position - 3,))
    assert "checkpoint-not-met" in positions(verify(site.house.log, kept))


def test_a_log_written_anew_needs_a_checkpoint(site: Site) -> None:
    """Whoever recomputes the whole chain over a changed event is betrayed by a hash kept elsewhere."""
    kept = checkpoint(site.house.log)
    with unguarded(site.path) as connection:
        connection.execute(
            "UPDATE stored_events SET state = replace(state, '2026-11-02', '2026-11-03') WHERE rowid = 10"
        )
        previous = GENESIS
        for row in list(site.house.log._recorder.select_notifications(1, 10_000)):
            previous = link(previous, row.id, replace(row, state=state(row)))
            connection.execute("UPDATE event_chain SET hash = ? WHERE position = ?", (previous, row.id))
    assert set(positions(verify(site.house.log, kept))) >= {"checkpoint-not-met"}
    assert "event-changed" not in positions(verify(site.house.log))


EDITS = (
    "UPDATE stored_events SET state = state || ' ' WHERE rowid = ?",
    "UPDATE stored_events SET topic = topic || 'x' WHERE rowid = ?",
    "UPDATE stored_events SET originator_version = 1000 WHERE rowid = ?",
    "DELETE FROM stored_events WHERE rowid = ?",
)


def test_a_hundred_random_edits_are_all_found(site: Site) -> None:
    seed, head = random.Random(20261122), site.house.log.head()
    with unguarded(site.path) as connection:
        rows = connection.execute("SELECT * FROM stored_events").fetchall()
        for _ in range(100):
            position = seed.randint(1, head)
            connection.execute(seed.choice(EDITS), (position,))
            assert position in {int(found.document) for found in chain(site.house.log, head)}
            connection.execute("DELETE FROM stored_events WHERE rowid = ?", (position,))
            connection.execute("INSERT INTO stored_events VALUES (?,?,?,?,?)", rows[position - 1])
    assert verify(site.house.log).clean
