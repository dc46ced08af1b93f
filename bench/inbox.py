"""Measures `inbox`: what waits for one person, among a hundred thousand open tasks of approvals."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bench.house import APPROVERS, company, composed, fresh_home
from bench.measure import Measure, at_most, p95
from contracts._base import SYSTEM
from contracts.values import Money, Ref
from events._base import Meta, Recorded
from events.approval import ApproversAsked, Asked
from projections._base import Upsert
from projections.inbox import INBOX
from projections.inbox_cash import tasks_of
from worker import Service

TASKS, PERSONS, PAGE, ASKED = 100_000, 500, 100, 300
GOAL = 30.0
"""Milliseconds."""
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
ROLES = ("manager", "finance", "director")


def asked(number: int) -> ApproversAsked:
    """An approval that waits for one of many persons, each tenth for whoever holds a role."""
    ref = Ref(kind="approval", id=uuid4(), number=f"AP-2026-{number:06d}", entity="DE01")
    decider = ROLES[number // 10 % len(ROLES)] if number % 10 == 0 else f"@p{number % PERSONS}"
    since = NOW + timedelta(seconds=number)
    later = {"escalates_at": since + timedelta(hours=72), "escalates_to": "director"}
    waits = Asked(step=0, decider=decider, since=since, **later)
    amount = Money.model_validate({"amount": number, "currency": "EUR"})
    return ApproversAsked(
        ref=ref, subject=ref, title=f"Beams {number}", amount=amount, requester="rita", asked=(waits,)
    )


def fill(service: Service) -> None:
    """So many open tasks, written as the projection writes them."""
    meta = Meta(actor=SYSTEM, channel="workflow", command="bench", command_id=uuid4())
    dialect = service.views.engine.dialect.name
    with service.views.engine.begin() as connection:
        for number in range(TASKS):
            event = asked(number)
            recorded = Recorded(event.ref.id, 1, NOW, NOW, meta, event, number)
            for change, values in INBOX.changes(recorded):
                statement = change.for_dialect(dialect) if isinstance(change, Upsert) else change
                connection.execute(statement, values)


def measure() -> Iterator[Measure]:
    """Reading the first hundred, as the door and the command line do: of who is asked by name, and of who holds a role."""
    with fresh_home() as home, composed(home) as service:
        company(service)
        service.runner().catch_up()
        fill(service)
        day, took, shown = NOW.date() + timedelta(days=30), [], 0
        for number in range(ASKED):
            started = time.perf_counter()
            person = APPROVERS[ROLES[number % 3]] if number % 4 == 0 else f"p{number % PERSONS}"
            shown += len(tasks_of(service.views.engine, person, day, 0, PAGE))
            took.append(time.perf_counter() - started)
        print(f"# {TASKS:,} open tasks, {PERSONS} persons; {shown / ASKED:.0f} tasks shown on average")
        yield at_most("inbox.p95", "ms", p95(took) * 1000, GOAL)
