"""Measures `books`: the pages of cost and funds over a million events of a hundred thousand documents, on both databases.

Filling the logs takes minutes, so `make bench` leaves it out; `make bench-books` runs it, with BOOKS_EVENTS of another size.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.books_story import CODES, MONTHS, PROJECTS, START, Case, Teller, foundation
from bench.measure import Measure, at_most, growth, p95
from events._base import Recorded
from projections import PROJECTIONS
from projections.cost_report import WAYS, cost_sums
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.support.postgres import fresh_database

EVENTS = int(os.environ.get("BOOKS_EVENTS", "1_000_000"))
SHOWN = ("cost", "cost_documents", "funds", "master_data")
"""The projections behind the pages of cost and funds."""
PAGE, ROUNDS = 2_000, 60
LIMIT_MS, LIMIT_SECONDS, LIMIT_MB = 50.0, 900.0, 500.0


def told() -> Iterator[Recorded]:
    """Foundation and cases, as many events as are wanted."""
    teller = Teller()
    yield from foundation(teller)
    number = 0
    while True:
        yield from Case(teller, number).events()
        number += 1


def fill(log: EventLog) -> int:
    """Write the log; how many documents it has."""
    events, documents = islice(told(), EVENTS), set()
    while page := list(islice(events, PAGE)):
        log.append(page, {})
        documents |= {
            e.originator_id for e in page if e.originator_version == 1 and "receipt.v" not in e.event.stored_as
        }
        print(f"\r# {log.head():,} events written", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return len(documents) - PROJECTS * (CODES * MONTHS + 1)


def catch_up(log: EventLog, views: Views) -> tuple[float, float]:
    """Seconds for the first half of the events, and for the second."""
    runner = Runner([each for each in PROJECTIONS if each.name in SHOWN], log, views)
    halves, started = [], time.perf_counter()
    for until in (log.head() // 2, log.head()):
        runner.catch_up(until)
        halves.append(time.perf_counter() - started)
    return halves[0], halves[1] - halves[0]


def pages(views: Views) -> dict[str, Callable[[random.Random], object]]:
    """What the pages of cost and funds ask, each for any project, cost object, document or supplier."""
    engine = views.engine

    def project(dice: random.Random) -> str:
        return f"P{dice.randrange(PROJECTS):02d}"

    def line(dice: random.Random) -> dict[str, str]:
        period = f"2025-{dice.randrange(12) + 1:02d}"
        return {"project": project(dice), "cost_code": f"C{dice.randrange(CODES):02d}", "period": period}

    found: dict[str, Callable[[random.Random], object]] = {
        f"report by {by}": lambda dice, by=by: cost_sums(engine, "ACME", project(dice), by, START)  # type: ignore[misc]
        for by in WAYS
    }
    found |= {
        "cost lines": lambda dice: select(engine, "cost", {"project": project(dice)}),
        "documents of a figure": lambda dice: select(engine, "cost_documents", line(dice)),
        "documents of a supplier": lambda dice: select(
            engine, "cost_documents", {"supplier": f"S{dice.randrange(50)}"}
        ),
        "moves of a figure": lambda dice: select(engine, "cost_moves", line(dice)),
        "funds": lambda dice: select(engine, "funds", {"entity": "ACME"}),
        "newest payables": lambda dice: select(engine, "payables"),
        "payables due": lambda dice: select(engine, "payables", {"status": "due"}),
        "payables of a supplier": lambda dice: select(engine, "payables", {"supplier": f"S{dice.randrange(50)}"}),
    }
    return found


def slowest(views: Views) -> Iterator[tuple[str, float]]:
    """Each page and the milliseconds that 95 of 100 of its answers do not exceed."""
    dice = random.Random(7)
    for name, ask in pages(views).items():
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            ask(dice)
            times.append((time.perf_counter() - started) * 1000)
        yield name, p95(times)


def measure() -> Iterator[Measure]:
    """On SQLite, then on PostgreSQL."""
    with TemporaryDirectory() as folder:
        urls = {"sqlite": (f"sqlite:///{Path(folder) / 'events.db'}", f"sqlite:///{Path(folder) / 'views.db'}")}
        urls["postgresql"] = (fresh_database(), fresh_database())
        for database, (events, shown) in urls.items():
            log, views = EventLog(events), Views(shown)
            documents = fill(log)
            print(f"# {database}: {log.head():,} events of {documents:,} documents")
            views.prepare(PROJECTIONS)  # a report asks for a baseline, of which there is none here
            first, second = catch_up(log, views)
            held = psutil.Process().memory_info().rss / 1e6
            yield at_most(f"books.{database}.catch_up", "s", first + second, LIMIT_SECONDS)
            yield at_most(f"books.{database}.memory", "MB", held, LIMIT_MB)
            yield growth(f"books.{database}.second_half", first, second, 1.3, "s")
            for name, milliseconds in slowest(views):
                yield at_most(f"books.{database}: {name}", "ms", milliseconds, LIMIT_MS)
            log.close()
            views.close()
