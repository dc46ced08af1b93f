"""Rebuilding from zero: equal to the live rows, or the difference is told; and swapped in whole."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text, update

from projections import PROJECTIONS
from projections.cases import CASES, cases
from projections.cost import COST, cost
from projections.queries import select
from projections.rebuild import SHADOW, compare, rebuild
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import Case, Story
from tests.projections.test_runner import counting, revise, running


def test_every_read_model_equals_its_rebuild(story: Story, log: EventLog, views: Views) -> None:
    Case(story, "1").whole()
    Runner(PROJECTIONS, log, views).catch_up()
    for projection in PROJECTIONS:
        result = compare(projection, log, views)
        assert (result.differing, result.position) == (0, log.head())
    assert not [name for name in inspect(views.engine).get_table_names() if SHADOW in name]
    assert not [name for name in views.status() if SHADOW in name]


def test_a_changed_a_missing_and_an_invented_row_are_told(story: Story, log: EventLog, views: Views) -> None:
    for number in "12":
        Case(story, number).whole()
    Runner([CASES, COST], log, views).catch_up()
    with views.write() as connection:
        connection.execute(update(cost).values(available=cost.c.available + 1))
        connection.execute(text("DELETE FROM view_orders WHERE number = 'purchase_order-1'"))
        connection.execute(text("INSERT INTO view_cases (id, number) VALUES ('x', 'PR-0')"))
    (live, rebuilt) = compare(COST, log, views).differences
    assert (live.side, rebuilt.side) == ("live", "rebuilt")
    assert live.row["available"] == rebuilt.row["available"] + 1
    result = compare(CASES, log, views)
    found = {(d.table, d.side, d.row["number"]) for d in result.differences}
    assert found == {("view_orders", "rebuilt", "purchase_order-1"), ("view_cases", "live", "PR-0")}
    assert result.differing == 2
    assert result.rows["view_cases"] == 3


def test_a_swap_mends_and_the_live_runner_goes_on(story: Story, log: EventLog, views: Views) -> None:
    Case(story, "1").whole()
    with running(runner := Runner([CASES], log, views)):
        assert runner.wait_for(log.head(), timeout=10)
        with views.write() as connection:
            connection.execute(update(cases).values(title="forged"))
        assert rebuild(CASES, log, views).differing == 2
        Case(story, "2").whole()
        assert runner.wait_for(log.head(), timeout=10)
    assert {row["title"] for row in select(views.engine, "cases")[0]} == {"Beams"}
    assert compare(CASES, log, views).differing == 0


def test_rebuilding_brings_a_stopped_projection_to_the_head(story: Story, log: EventLog, views: Views) -> None:
    end = revise(story, 10)
    Runner([counting(fails_at=5)], log, views).catch_up()
    result = rebuild(counting(), log, views)
    assert (result.position, result.differing) == (end, 2)
    status = views.status()["counter"]
    assert (status["state"], status["position"], status["error"]) == ("running", end, None)


@pytest.mark.parametrize("change", ["ALTER TABLE view_cases DROP COLUMN title", "DROP TABLE view_orders"])
def test_tables_of_an_older_version_fill_again_from_the_log(
    story: Story, log: EventLog, views: Views, url: str, change: str
) -> None:
    Case(story, "1").whole()
    Runner([CASES, COST], log, views).catch_up()
    with views.write() as connection:
        connection.execute(text(change))
        connection.execute(text("UPDATE view_cost SET available = 77"))
    newer = Views(url)
    try:
        Runner([CASES, COST], log, newer).catch_up()
        assert compare(CASES, log, newer).differing == 0
        assert compare(COST, log, newer).differing > 0  # what is as today is left as it was
    finally:
        newer.close()


def test_a_rebuild_that_fails_says_so_and_changes_nothing(story: Story, log: EventLog, views: Views) -> None:
    Runner([counting()], log, views)
    revise(story, 10)
    Runner([counting()], log, views).catch_up()
    with pytest.raises(RuntimeError, match="cannot show this"):
        rebuild(counting(fails_at=5), log, views)
    assert compare(counting(), log, views).differing == 0
