"""What of a project will be late: tasks, deliveries and approvals, each with its cause and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select

from bots.delays import TaskStanding, delays
from projections._columns import micros
from projections.cases import cases
from projections.orders import lines, orders

Row = dict[str, Any]


@dataclass(frozen=True)
class Warned:
    """Something will be late: planned and expected day, cause (a code), the document or task behind it, and its owner."""

    kind: str
    subject: str
    title: str
    cause: str
    because: str
    owner: str
    planned: date
    expected: date

    @property
    def days_late(self) -> int:
        """By how many days, as far as is known today."""
        return (self.expected - self.planned).days


def task_delays(rows: Iterable[Row], today: date) -> list[Warned]:
    """Tasks of the read model `schedule_tasks` that will be late."""
    names = {row["task"]: row["name"] for row in rows}
    return [
        Warned("task", late.task, names[late.task], late.cause, late.root, late.owner, late.planned, late.expected)
        for late in delays(map(_standing, rows), today)
    ]


def _standing(row: Row) -> TaskStanding:
    start, finish = date.fromisoformat(row["start"]), date.fromisoformat(row["finish"])
    day = date.fromisoformat(row["progress_on"]) if row["progress_on"] else None
    return TaskStanding(
        row["task"], row["owner"], start, finish, tuple(row["predecessors"]), Decimal(row["percent"]), day
    )


def delivery_delays(engine: Engine, entity: str, project: str, today: date) -> list[Warned]:
    """Ordered lines that were needed before today and have not all come; the order's supplier owes them."""
    query = (
        select(lines, orders.c.supplier, orders.c.on_hold)
        .join(orders, orders.c.id == lines.c.order_id)
        .where(lines.c.entity == entity, lines.c.project == project, lines.c.needed_by < today.isoformat())
        .where(lines.c.accepted < lines.c.quantity, lines.c.closed == 0, lines.c.cancelled == 0, lines.c.gone == 0)
        .order_by(lines.c.needed_by, lines.c.order_number, lines.c.line)
    )
    with engine.connect() as connection:
        return [_delivery(dict(row), today) for row in connection.execute(query).mappings()]


def _delivery(row: Row, today: date) -> Warned:
    cause = "order-on-hold" if row["on_hold"] else "not-all-delivered" if row["accepted"] else "not-delivered"
    subject, planned = f"{row['order_number']}/{row['line']}", date.fromisoformat(row["needed_by"])
    return Warned(
        "delivery", subject, row["description"], cause, row["order_number"], row["supplier"] or "", planned, today
    )


def approval_delays(engine: Engine, entity: str, project: str, now: datetime) -> list[Warned]:
    """Requisitions that wait for a decision or an order past their deadline, or past the day on which they are needed."""
    query = (
        select(cases)
        .where(cases.c.entity == entity, cases.c.projects.contains(f",{project},", autoescape=True))
        .where(cases.c.stage.in_(("approval", "order")))
        .order_by(cases.c.position)
    )
    with engine.connect() as connection:
        found = (_approval(dict(row), now) for row in connection.execute(query).mappings())
        return [warned for warned in found if warned]


def _approval(row: Row, now: datetime) -> Warned | None:
    waits = {"approval": "approval-overdue", "order": "not-ordered"}[row["stage"]]
    owner = ", ".join(name for name in (row["with_whom"] or "").split(",") if name)
    about = ("approval", row["number"], row["title"])
    if row["needed_by"] and row["needed_by"] < now.date().isoformat():
        return Warned(*about, waits, row["number"], owner, date.fromisoformat(row["needed_by"]), now.date())
    if row["due"] is not None and row["due"] < micros(now):
        return Warned(*about, waits, row["number"], owner, _day(row["due"], now), now.date())
    return None


def _day(instant: int, now: datetime) -> date:
    return datetime.fromtimestamp(instant // 1_000_000, now.tzinfo).date()
