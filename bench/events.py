"""Measures `events`: durable commands a second beside raw inserts of the very same rows, one transaction each."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

from bench.house import composed, fresh_home
from bench.measure import Measure, at_least
from contracts._base import Actor, Request
from contracts.requisition import CreateRequisition, RequisitionLine
from contracts.values import CostObject, Quantity
from store.sqlite import TABLES
from worker import Service

COMMANDS, ROUNDS = 250, 5
INSERT = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?,?,?,?)"
Row = tuple[str, int, str, bytes]


def commands(today: date) -> list[Request]:
    """Requisitions to create, each a request of its own."""
    line = RequisitionLine(
        line=1,
        description="paper",
        quantity=Quantity(amount=Decimal(120)),
        unit_price=Decimal("24.90"),
        cost_object=CostObject(project="BRIDGE", cost_code="MATERIAL", period=today.strftime("%Y-%m")),
        needed_by=today,
        supplier="S-OFFICE",
    )
    create = CreateRequisition(entity="DE01", title="office paper", currency="EUR", lines=(line,))
    rita = Actor(kind="person", id="rita")
    return [Request(command=create, key=uuid4().hex, actor=rita) for _ in range(COMMANDS)]


def ours(service: Service) -> tuple[float, list[list[Row]]]:
    """Commands a second through the handler; and the rows of each, as they were stored."""
    requests, head = commands(service.handler.clock().date()), service.log.head()
    started = time.perf_counter()
    ends = [service.handler.handle(request).position for request in requests]
    speed = COMMANDS / (time.perf_counter() - started)
    return speed, _rows(service, [head, *ends])


def _rows(service: Service, ends: Sequence[int]) -> list[list[Row]]:
    with sqlite3.connect(service.log.path) as raw:
        query = "SELECT originator_id, originator_version, topic, state FROM stored_events WHERE rowid>? AND rowid<=?"
        found = [raw.execute(query, pair).fetchall() for pair in pairwise(ends)]
    raw.close()
    return found


def raw_inserts(path: Path, transactions: Sequence[Sequence[Row]]) -> float:
    """Transactions a second with nothing but the driver: an append-only table, unique by stream and version."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(TABLES[0])
        started = time.perf_counter()
        for rows in transactions:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, rows)
            connection.execute("COMMIT")
        return len(transactions) / (time.perf_counter() - started)
    finally:
        connection.close()


def measure() -> Iterator[Measure]:
    """In turn on the same disk: the handler (permission, decision, receipt, chain), then the bare rows."""
    with fresh_home() as home, composed(home) as service:
        ours(service)
        pairs = []
        for number in range(ROUNDS):
            speed, rows = ours(service)
            pairs.append((speed, raw_inserts(home / f"raw-{number}.db", rows)))
    yield at_least("events", "commands/s", pairs, 0.4)
