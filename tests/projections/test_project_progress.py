"""The progress of a project in one answer: the textbook's figures, costs that compare, and what will be late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress, ReverseProgress
from contracts.values import CostObject, Money
from events.budget_line import FundsAccrued, FundsPaid, FundsSpent
from events.purchase_order import OrderedLine, PurchaseOrderIssued, PurchaseOrderReceived, ReceivedLine
from projections import PROJECTIONS
from projections.project_progress import ProjectProgress, project_progress
from projections.project_progress_json import as_json
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import BUDGET, Case, Story
from tests.support.house import NOW, WHERE, Company, eur, ref

OF = {"entity": "ACME", "project": "P1"}
TODAY = NOW.date()


class Site:
    """A company with one project, whose read models are asked."""

    def __init__(self, log: EventLog) -> None:
        self.company, self.views, self.story = Company(log).found(), Views("sqlite://"), Story(log)

    def plan(self, *tasks: PlannedTask, reason: str | None = None) -> None:
        self.company.send("root", BaselineSchedule(**OF, tasks=tasks, reason=reason))

    def done(self, task: str, percent: str, on: date = TODAY) -> None:
        self.company.send("root", RecordProgress(**OF, task=task, percent=Decimal(percent), on=on))

    def spent(self, amount: str, kind: Any = FundsAccrued, source: str = "encumbered", **of: Any) -> None:
        where = {"entity": "ACME", "cost_object": WHERE, "source": source, "source_key": "k", "key": "k"} | of
        money = where.pop("money", None) or eur(amount)
        self.story.tell((BUDGET, kind(**where, amount=money, cause=ref("requisition"))))

    def at(self, now: datetime = NOW) -> ProjectProgress:
        Runner(PROJECTIONS, self.company.log, self.views).catch_up()
        found = project_progress(self.views.engine, "ACME", "P1", now)
        assert found is not None
        return found


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    log = EventLog(f"sqlite:///file:{request.node.name}?mode=memory&cache=shared")
    made = Site(log)
    yield made
    made.views.close()
    log.close()


def task(name: str, start: date, finish: date, budget: str, **more: Any) -> PlannedTask:
    of: dict[str, Any] = {"owner": "pia", "cost_code": "MAT", "budget": eur(budget)} | more
    return PlannedTask(task=name, name=name.upper(), start=start, finish=finish, **of)


LONG = (date(2026, 10, 9), date(2026, 11, 27))
"""Fifty days, of which half have passed on NOW's day."""


def test_without_a_baseline_there_is_no_progress(site: Site) -> None:
    Runner(PROJECTIONS, site.company.log, site.views).catch_up()
    assert project_progress(site.views.engine, "ACME", "P1", NOW) is None


def test_the_textbook_project(site: Site) -> None:
    site.plan(task("t", *LONG, "1000000"))
    site.done("t", "50")
    site.spent("300000")
    site.spent("220000", FundsSpent)
    site.spent("100000", FundsSpent, "accrued")
    site.spent("50000", FundsPaid, "actual")  # a payment is no cost
    found = as_json(site.at())
    total = found["total"]
    assert {name: total[name]["amount"] for name in ("bac", "pv", "ev", "ac", "sv", "cv")} == {
        "bac": "1000000.00",
        "pv": "500000.00",
        "ev": "500000.00",
        "ac": "520000.00",
        "sv": "0.00",
        "cv": "-20000.00",
    }
    assert total["at_cpi"]["eac"] == {"amount": "1040000.00", "currency": "EUR"}
    assert (total["spi"], total["cpi"], total["tcpi"]) == ("1.000000", "0.961538", "1.041667")
    assert (found["spi_t"], found["earned_days"], found["actual_days"]) == ("1.000000", "25.000000", "25")
    assert (found["physical_percent"], found["late"]) == ("50.000000", [])
    assert found["cost_codes"] == [{"cost_code": "MAT", **total}]
    assert [(p["period"], p["pv"]["amount"], p["ac"]["amount"]) for p in found["s_curve"]] == [
        ("2026-10", "460000.00", "0.00"),
        ("2026-11", "1000000.00", "520000.00"),
    ]


def test_cost_codes_add_up_and_other_currencies_stand_apart(site: Site) -> None:
    site.plan(task("a", *LONG, "100", weight=Decimal(3)), task("b", *LONG, "300", cost_code="LAB", weight=Decimal(1)))
    site.done("b", "40")
    unplanned = CostObject(project="P1", cost_code="TOOLS", period="2026-11")
    site.spent("70", cost_object=unplanned)
    site.spent("", money=Money(amount=Decimal(9), currency="USD"))
    found = site.at()
    assert list(found.cost_codes) == ["LAB", "MAT", "TOOLS"]
    for name in ("bac", "pv", "ev", "ac"):
        each = [getattr(figures.standing, name) for figures in found.cost_codes.values()]
        assert getattr(found.total.standing, name) == sum(each)
    assert found.total.standing.ac == 70
    assert found.other_costs == {"USD": Decimal(9)}
    assert found.physical_percent == 10  # (1 x 40 + 3 x 0) / 4


def test_time_stops_when_the_work_is_done(site: Site) -> None:
    site.plan(task("t", date(2026, 10, 1), date(2026, 10, 20), "100"))
    site.done("t", "100", date(2026, 10, 25))
    found = site.at()
    assert [found.total.value.spi, found.spi_t] == [1, Decimal("0.8")]
    assert found.late == ()
    site.company.send("root", ReverseProgress(**OF, task="t", why="not quite"))
    assert site.at().total.value.spi == 0


def test_late_tasks_name_who_holds_them_up(site: Site) -> None:
    site.plan(
        task("dig", date(2026, 10, 19), date(2026, 10, 28), "100", owner="bob"),
        task("pour", date(2026, 10, 29), date(2026, 11, 20), "100", after=("dig",)),
    )
    late = [asdict(each) | {"days": each.days_late} for each in site.at().late]
    assert [(x["subject"], x["cause"], x["because"], x["owner"], x["days"]) for x in late] == [
        ("dig", "not-started", "dig", "bob", 14),
        ("pour", "predecessor-late", "dig", "bob", 14),
    ]


def test_deliveries_are_late_from_the_day_after(site: Site) -> None:
    site.plan(task("t", date(2026, 10, 1), date(2026, 11, 30), "100"))
    site.done("t", "100")
    order, due = ref("purchase_order"), date(2026, 12, 1)
    of: dict[str, Any] = {"requisition": ref("requisition"), "requisition_line": 1, "unit": "C62", "cost_object": WHERE}
    line = OrderedLine(
        line=1, description="Beam", quantity=Decimal(10), unit_price=Decimal(1), amount=eur(10), needed_by=due, **of
    )
    who: dict[str, Any] = {"supplier": "STAHL", "supplier_name": "Stahl AG", "raised_by": "bob"}
    issued = PurchaseOrderIssued(ref=order, currency="EUR", total=eur(10), lines=(line,), **who)
    site.story.tell((order, issued))

    def warned(day: int) -> list[tuple[str, str, str, str, int]]:
        late = site.at(datetime(2026, 12, day, 23, tzinfo=UTC)).late
        return [(each.kind, each.subject, each.cause, each.owner, each.days_late) for each in late]

    subject = f"{order.number}/1"
    assert warned(1) == []
    assert warned(2) == [("delivery", subject, "not-delivered", "STAHL", 1)]
    came: dict[str, Any] = {"ref": order, "receipt": ref("goods_receipt"), "received_by": "gus"}
    for quantity, left in ((4, [("delivery", subject, "not-all-delivered", "STAHL", 2)]), (6, [])):
        received = ReceivedLine(line=1, accepted=Decimal(quantity), rejected=Decimal(0))
        site.story.tell((order, PurchaseOrderReceived(lines=(received,), requisitions=(), invoices=(), **came)))
        assert warned(3) == left


def test_what_waits_for_a_decision_past_its_day_is_warned_of(site: Site) -> None:
    site.plan(task("t", date(2026, 11, 1), date(2026, 12, 31), "100"))
    site.done("t", "90")
    case = Case(site.story, "1")
    for step in ("draft", "submit", "open_approval"):
        getattr(case, step)()
    assert site.at(site.story.now).late == ()
    later = site.at(datetime(2026, 12, 2, tzinfo=UTC)).late
    assert [(e.kind, e.subject, e.cause, e.owner, e.days_late) for e in later] == [
        ("approval", case.pr.number, "approval-overdue", "manager, engineer", 1)
    ]
    overdue = site.at(site.story.now + timedelta(days=4)).late
    assert [(e.kind, e.cause) for e in overdue] == [("approval", "approval-overdue")]
    case.approve()
    ordered = site.at(datetime(2026, 12, 2, tzinfo=UTC)).late
    assert [(e.kind, e.cause, e.owner) for e in ordered] == [("approval", "not-ordered", "purchase_order.issue")]
