"""Measures `projections`: catching up beside reading the log alone, and how soon a live runner shows a commit."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.events import commands
from bench.house import composed, fresh_home, settings
from bench.measure import Measure, at_least, at_most, p95
from contracts._base import Actor, Request
from contracts.requisition import SubmitRequisition
from projections import PROJECTIONS
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from worker import Service

ROUNDS, LIVE, GAP = 3, 100, 0.02


def fill(service: Service) -> None:
    """Requisitions created and submitted: drafts, numbers, reservations, receipts."""
    for request in commands(datetime.now(UTC).date()):
        created = service.handler.handle(request).document
        assert created is not None
        submit = SubmitRequisition(requisition=created.id)
        service.handler.handle(Request(command=submit, key=request.key + "s", actor=Actor(kind="person", id="rita")))


def reading(log: EventLog) -> float:
    """Events a second, read and decoded."""
    started = time.perf_counter()
    return sum(1 for _ in log.events()) / (time.perf_counter() - started)


def catching_up(log: EventLog, path: Path) -> float:
    """Events a second into empty read models, all of them."""
    views = Views(f"sqlite:///{path}")
    runner = Runner(list(PROJECTIONS), log, views)
    started = time.perf_counter()
    runner.catch_up()
    speed = log.head() / (time.perf_counter() - started)
    views.close()
    return speed


def lags(service: Service) -> list[float]:
    """Seconds from the answer of a command until all read models show it, at a person's pace."""
    runner, stop, found = service.runner(), threading.Event(), []
    runner.catch_up()
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    for request in commands(datetime.now(UTC).date())[:LIVE]:
        position = service.handler.handle(request).position
        started = time.perf_counter()
        while min(service.views.positions(runner.names).values()) < position:
            time.sleep(0.001)
        found.append(time.perf_counter() - started)
        time.sleep(GAP)
    stop.set()
    thread.join()
    return found


def measure() -> Iterator[Measure]:
    """In turn over the same log."""
    with fresh_home() as home, composed(home) as service:
        fill(service)
        log = EventLog(settings(home).events_url)
        pairs = [(catching_up(log, home / f"views-{number}.db"), reading(log)) for number in range(ROUNDS)]
        log.close()
        yield at_least("projections.catch_up", "events/s", pairs, 0.15)
        yield at_most("projections.lag_p95", "ms", p95(lags(service)) * 1000, 100.0)
