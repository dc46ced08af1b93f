"""Running projections: exactly once, alone or in company, visibly stopped by a failure, soon after the commit."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select as sql_select

from events.budget_line import BudgetRevised
from projections import PROJECTIONS
from projections._base import Change, Projection, add
from projections._columns import count, key
from projections.cost import COST
from projections.rebuild import compare
from projections.runner import Runner
from projections.views import Views, drop
from store.log import EventLog
from tests.projections.story import BUDGET, WHERE, Case, Story, eur
from tests.support.postgres import fresh_database


def counting(name: str = "counter", fails_at: int | None = None) -> Projection:
    """Adds one for each budget revision: whatever is applied twice or skipped shows. Fails at one of them."""
    projection = Projection(name)
    table = projection.table(name, key("id"), count("total"))

    @projection.on(BudgetRevised)
    def _count(event: BudgetRevised, _: object) -> Iterator[Change]:
        if fails_at is not None and event.amount.amount == fails_at:
            raise ValueError("cannot show this")
        yield add(table, {"id": "all"}, total=1)

    return projection


def total(views: Views, projection: Projection) -> int:
    (table,) = projection.metadata.sorted_tables
    with views.engine.connect() as connection:
        found: int | None = connection.execute(sql_select(table.c.total)).scalar()
    return found or 0


def revise(story: Story, times: int) -> int:
    revised = [BudgetRevised(entity="ACME", cost_object=WHERE, amount=eur(str(n))) for n in range(1, times + 1)]
    return story.tell(*((BUDGET, event) for event in revised))


@contextmanager
def running(*runners: Runner) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=runner.run, args=(stop,)) for runner in runners]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()


def test_catching_up_stops_where_it_is_told_and_reports_progress(story: Story, log: EventLog, views: Views) -> None:
    projection, told = counting(), list[tuple[int, int]]()
    end = revise(story, 1200)
    runner = Runner([projection], log, views)
    assert runner.catch_up(until=700) == 700
    assert total(views, projection) == 698  # a budget and a receipt came before
    assert runner.catch_up(progress=lambda *reached: told.append(reached)) == end
    assert told == [(1200, end), (end, end)]
    assert runner.catch_up() == end
    assert total(views, projection) == 1200
    assert runner.lag() == {"counter": 0}


def test_two_runners_of_one_projection_share_it_exactly_once(story: Story, log: EventLog, views: Views) -> None:
    projection = counting()
    first, second = (Runner([projection], log, views) for _ in range(2))
    revise(story, 600)
    with running(first, second):
        for _ in range(30):
            end = revise(story, 20)
        assert first.wait_for(end, timeout=20)
    assert total(views, projection) == 1200


def test_a_runner_that_fell_behind_neither_repeats_nor_skips(story: Story, log: EventLog, views: Views) -> None:
    projection = counting()
    behind, ahead = (Runner([projection], log, views) for _ in range(2))
    end = revise(story, 100)
    page = log.page(0)
    ahead.catch_up(until=50)
    behind._apply(page, after=0)
    assert (total(views, projection), views.positions(["counter"])) == (100, {"counter": end})


def test_a_failing_handler_stops_its_projection_alone_and_visibly(story: Story, log: EventLog, views: Views) -> None:
    healthy, broken = counting("healthy"), counting("broken", fails_at=5)
    end = revise(story, 10)
    runner = Runner([healthy, broken], log, views)
    runner.catch_up()
    status = views.status()
    assert (total(views, healthy), total(views, broken)) == (10, 4)
    assert (status["healthy"]["state"], status["healthy"]["position"]) == ("running", end)
    assert (status["broken"]["state"], status["broken"]["position"], status["broken"]["failed_position"]) == (
        "stopped",
        6,
        7,
    )
    assert status["broken"]["error"] == "ValueError on budget_line.revised.v1: cannot show this"
    assert runner.lag() == {"healthy": 0, "broken": end - 6}
    assert not views.wait_for(end, ["broken"], timeout=0.05)


def test_a_mended_projection_goes_on_where_it_stopped(story: Story, log: EventLog, views: Views) -> None:
    revise(story, 10)
    Runner([counting(fails_at=5)], log, views).catch_up()
    mended = counting()
    assert Runner([mended], log, views).catch_up() == log.head()
    assert total(views, mended) == 10
    assert views.status()["counter"]["error"] is None


def test_a_live_runner_takes_up_what_was_mended_elsewhere(story: Story, log: EventLog, views: Views) -> None:
    healthy = counting("healthy")
    with running(Runner([healthy, counting(fails_at=5)], log, views)):
        end = revise(story, 10)
        assert views.wait_for(end, ["healthy"], timeout=10)
        deadline = time.monotonic() + 10
        while views.status()["counter"]["state"] != "stopped":
            assert time.monotonic() < deadline
            time.sleep(0.01)
        Runner([counting()], log, views).catch_up()
        end = revise(story, 4)
        assert views.wait_for(end, ["healthy", "counter"], timeout=10)
    assert total(views, healthy) == total(views, counting()) == 14


def test_a_live_runner_skips_nothing_when_another_version_begins_anew(
    story: Story, log: EventLog, views: Views
) -> None:
    """A process of an older version may still run while a newer one empties the tables and goes back to the beginning."""
    projection = counting()
    with running(Runner([projection], log, views)):
        assert views.wait_for(revise(story, 10), ["counter"], timeout=10)
        with views.write() as connection:
            drop(connection, projection, "")
        newer = Views(views.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""))
        newer.prepare([projection])
        newer.close()
        assert views.wait_for(revise(story, 4), ["counter"], timeout=10)
    assert total(views, projection) == 14


def test_read_models_that_are_ahead_of_a_restored_log_begin_anew(url: str, tmp_path: Path, views: Views) -> None:
    """An older backup of the log, and read models kept: they show what is not there, and would skip what comes next."""
    projection = counting()
    for copy, times in (("lost", 10), ("restored", 3)):
        log = EventLog(fresh_database() if url.startswith("postgresql") else f"sqlite:///{tmp_path}/{copy}.db")
        story = Story(log)
        story.budget()
        revise(story, times)
        runner = Runner([projection], log, views)
        assert runner.catch_up() == log.head()
        revise(story, 2)
        runner.catch_up()
        assert total(views, projection) == times + 2
        log.close()


def test_news_are_shown_soon(story: Story, log: EventLog, views: Views) -> None:
    lags = []
    with running(runner := Runner(PROJECTIONS, log, views)):
        assert runner.wait_for(log.head(), timeout=10)
        for number in range(10):
            Case(story, str(number)).draft()
            committed = time.perf_counter()
            assert runner.wait_for(log.head(), timeout=10)
            lags.append(time.perf_counter() - committed)
    assert statistics.median(lags) < 0.1


def test_waiting_for_what_does_not_come_ends(log: EventLog, views: Views) -> None:
    runner = Runner([counting()], log, views)
    began = time.monotonic()
    assert not runner.wait_for(1, timeout=0.1)
    assert time.monotonic() - began < 1


def test_one_page_or_one_event_at_a_time_shows_the_same(story: Story, log: EventLog, views: Views) -> None:
    Case(story, "1").whole()
    runner = Runner(PROJECTIONS, log, views)
    for position in range(1, log.head() + 1):
        runner.catch_up(until=position)
    for projection in PROJECTIONS:
        assert compare(projection, log, views).differing == 0


def test_two_handlers_of_one_event_are_refused() -> None:
    with pytest.raises(TypeError, match="twice"):
        COST.on(BudgetRevised)(lambda *_: ())
