"""Day labour: the registers are the fold of the sheets in any order; man-days and money are conserved."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.labour_settlement import LABOUR_SETTLEMENT
from aggregates.labour_sheet import LABOUR_SHEET, LabourSheet
from bots.labour_variance import LabourVariance
from contracts.labour_account import RecordLabourAdvance
from contracts.labour_budget import SetLabourBudget
from contracts.labour_settlement import (
    ApproveLabourSettlement,
    PayLabourSettlement,
    ProposeLabourSettlement,
    WithdrawLabourSettlement,
)
from contracts.labour_sheet import (
    ApproveLabourSheet,
    CountersignLabourSheet,
    ReverseLabourSheet,
    SubmitLabourSheet,
    WithdrawLabourSheet,
    WorkedLine,
)
from contracts.labour_worker import RegisterLabourWorker, SetLabourRate
from contracts.person import GrantRole
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress
from events.labour_settlement import SettlementLine
from events.labour_sheet import LabourSheetApproved, LabourSheetReversed
from projections import PROJECTIONS
from projections.labour_report import WAYS, By, labour_sums, labour_variances
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import Story
from tests.support.house import Company, eur

NUMBERS = count()
WORKERS = ("W1", "W2", "W3")
LINES = st.lists(
    st.tuples(
        st.sampled_from(WORKERS), st.sampled_from(["full", "half", "absent"]), st.integers(0, 1600)
    ),
    min_size=1, max_size=3, unique_by=lambda line: line[0],
)  # fmt: skip
FATES = st.sampled_from([
    (), ("countersign",), ("countersign", "approve"), ("countersign", "approve"), ("countersign", "approve", "reverse"),
    ("withdraw",), ("countersign", "withdraw"),
])  # fmt: skip
ENDS = st.sampled_from([(), ("drop",), ("agree",), ("agree", "pay"), ("agree", "pay"), ("agree", "drop")])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sheet"), st.tuples(st.sampled_from("ns"), st.integers(1, 2), LINES, FATES)),
        st.tuples(st.sampled_from(["countersign", "approve", "withdraw", "reverse"]), st.integers(0, 3)),
        st.tuples(
            st.just("settle"), st.tuples(st.integers(1, 2), st.lists(st.sampled_from(WORKERS), min_size=1), ENDS)
        ),
        st.tuples(st.sampled_from(["agree", "pay", "drop"]), st.integers(0, 1)),
        st.tuples(st.just("rate"), st.tuples(st.sampled_from(WORKERS), st.integers(1, 2), st.integers(1, 30_000))),
        st.tuples(st.just("advance"), st.tuples(st.sampled_from(WORKERS), st.integers(1, 9_000))),
    ),
    min_size=3,
    max_size=14,
)


@contextmanager
def _company() -> Iterator[tuple[EventLog, Company, Views]]:
    log = EventLog(f"sqlite:///file:labour{next(NUMBERS)}?mode=memory&cache=shared")
    company, views = Company(log).found(budget="100000"), Views("sqlite://")
    company.send("ada", GrantRole(person="nora", role="all"))
    for worker in WORKERS:
        of: dict[str, Any] = {"entity": "ACME", "worker": worker}
        company.send("root", RegisterLabourWorker(**of, name=worker, trade=worker[1:], team="A"))
        _rate(company, worker, 1, 20_001)
    yield log, company, views
    views.close()
    log.close()


def _rate(company: Company, worker: str, day: int, cents: int) -> None:
    costs = {"day_rate": eur(Decimal(cents).scaleb(-2)), "overtime_rate": eur("30.33")}
    of: dict[str, Any] = {"entity": "ACME", "worker": worker, "valid_from": date(2026, 11, day)}
    company.send("root", SetLabourRate(**of, **costs), outcome=None)


def _line(worker: str, presence: Any, hours: int) -> WorkedLine:
    overtime = Decimal(0 if presence == "absent" else hours).scaleb(-2)
    return WorkedLine(worker=worker, presence=presence, cost_code="MAT", overtime_hours=overtime)


CONCLUDE: dict[str, Any] = {
    "agree": lambda of: ApproveLabourSettlement(settlement=of),
    "pay": lambda of: PayLabourSettlement(settlement=of, bank_reference="B"),
    "drop": lambda of: WithdrawLabourSettlement(settlement=of, why="w"),
}


def _settle(company: Company, settlements: list[Any], what: str, given: Any) -> None:
    if what == "settle":
        day, workers, end = given
        asked = ProposeLabourSettlement(entity="ACME", until=date(2026, 11, day), workers=tuple(workers))
        if document := company.send("root", asked, outcome=None).document:
            settlements.append(document.id)
            for step in end:
                _settle(company, settlements, step, len(settlements) - 1)
    elif settlements:
        company.send("pia", CONCLUDE[what](settlements[given % len(settlements)]), outcome=None)


def _act(company: Company, sheets: list[Any], what: str, given: Any) -> None:
    match what:
        case "sheet":
            site, day, lines, fate = given
            where: dict[str, Any] = {"entity": "ACME", "project": "P1", "site": site, "day": date(2026, 11, day)}
            asked = SubmitLabourSheet(**where, lines=tuple(_line(*line) for line in lines))
            if document := company.send("root", asked, outcome=None).document:
                sheets.append(document.id)
                for step in fate:
                    _act(company, sheets, step, len(sheets) - 1)
        case "countersign" if sheets:
            company.send("nora", CountersignLabourSheet(sheet=sheets[given % len(sheets)]), outcome=None)
        case "withdraw" if sheets:
            company.send("root", WithdrawLabourSheet(sheet=sheets[given % len(sheets)], why="w"), outcome=None)
        case "approve" if sheets:
            company.send("pia", ApproveLabourSheet(sheet=sheets[given % len(sheets)]), outcome=None)
        case "reverse" if sheets:
            company.send("pia", ReverseLabourSheet(sheet=sheets[given % len(sheets)], why="w"), outcome=None)
        case "rate":
            _rate(company, *given)
        case "advance":
            worker, cents = given
            drawn: dict[str, Any] = {"worker": worker, "amount": eur(Decimal(cents).scaleb(-2)), "why": "w"}
            company.send("root", RecordLabourAdvance(entity="ACME", on=date(2026, 11, 2), **drawn))


def _money(value: Any) -> Decimal:
    return Decimal(value["amount"])


def _paid(company: Company, settlements: list[Any]) -> list[SettlementLine]:
    states = (company.handler.state(LABOUR_SETTLEMENT, each) for each in settlements)
    return [line for state in states if state.status == "paid" for line in state.lines]


def _counting(company: Company, sheets: list[Any]) -> list[LabourSheet]:
    states = (company.handler.state(LABOUR_SHEET, sheet) for sheet in sheets)
    return [state for state in states if state.status == "approved"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, seed=st.integers(0, 99))
def test_registers_are_the_fold_of_the_sheets_and_nothing_is_lost(steps: list[tuple[str, Any]], seed: int) -> None:
    with _company() as (log, company, views):
        sheets: list[Any] = []
        settlements: list[Any] = []
        for what, given_ in steps:
            if what in ("settle", *CONCLUDE):
                _settle(company, settlements, what, given_)
            else:
                _act(company, sheets, what, given_)
        Runner(PROJECTIONS, log, views).catch_up()
        lines = [(sheet, line) for sheet in _counting(company, sheets) for line in sheet.costed]
        register = select(views.engine, "labour_register", limit=500)[0]
        assert sorted((row["sheet_id"], row["line"], _money(row["amount"])) for row in register) == sorted(
            (str(sheet.ref and sheet.ref.id), line.line, line.amount.amount) for sheet, line in lines
        )
        days, amount = sum(line.days for _, line in lines), sum(line.amount.amount for _, line in lines)
        for by in WAYS:
            sums = labour_sums(views.engine, "ACME", "P1", by, "2026-11")
            assert sum(each.days for each in sums) == days
            assert sum(each.amount for each in sums) == amount == sum(each.base + each.overtime for each in sums)
        summaries = select(views.engine, "labour_summaries", limit=500)[0]
        assert sum(_money(row["amount"]) for row in summaries) == amount
        (cost,) = select(views.engine, "cost")[0]
        assert sum(_money(cost[stage]) for stage in ("accrued", "actual", "paid")) == amount
        assert _money(cost["available"]) == 100_000 - amount
        paid = _paid(company, settlements)
        assert _money(cost["paid"]) == sum(line.earned.amount for line in paid)
        wages = select(views.engine, "labour_wages")[0]
        advanced = sum(_money(row["advanced"]) for row in wages)
        owed = sum(_money(row["outstanding"]) for row in wages)
        assert sum(line.amount.amount for line in paid) + owed == amount - advanced, (
            "nobody is paid twice, nothing is lost"
        )
        items = [(item.sheet, item.line) for line in paid for item in line.items]
        assert len(items) == len(set(items)), "each wage is settled once"
        for row in select(views.engine, "labour_wages")[0]:
            assert _money(row["outstanding"]) == _money(row["earned"]) - _money(row["advanced"]) - _money(row["paid"])
        assert sum(_money(row["earned"]) for row in select(views.engine, "labour_wages")[0]) == amount
        whole: dict[Any, Decimal] = defaultdict(Decimal)
        for row in select(views.engine, "labour_days", limit=500)[0]:
            whole[row["worker"], row["day"]] += Decimal(row["days"])
        assert all(taken <= 1 for taken in whole.values())
        _in_another_order(log, register, summaries, seed)


def test_textbook_sums_count_each_worker_once() -> None:
    with _company() as (log, company, views):
        # Day 1: W1 full + 2 h, W2 half; day 2, two sites: W1 half on each, W3 full + 1.5 h. A day costs 200.01, an hour 30.33.
        _rate(company, "W3", 2, 30_000)
        counts = ("countersign", "approve")
        _act(company, [], "sheet", ("n", 1, [("W1", "full", 200), ("W2", "half", 0)], counts))
        _act(company, [], "sheet", ("n", 2, [("W1", "half", 0), ("W3", "full", 150)], counts))
        _act(company, [], "sheet", ("s", 2, [("W1", "half", 0)], counts))
        Runner(PROJECTIONS, log, views).catch_up()
        found = {by: labour_sums(views.engine, "ACME", "P1", by, "2026-11") for by in WAYS}
        # W1: 200.01 + 2 x 100.005, each half rounded to 100.01; + 60.66. W2: 100.01. W3: 300.00 + 45.495, rounded to 45.50.
        sums = found["worker"]
        assert [(each.group, each.days, each.overtime_hours, each.base, each.overtime, each.amount) for each in sums] == [
            ("W1", 2, 2, Decimal("400.03"), Decimal("60.66"), Decimal("460.69")),
            ("W2", Decimal("0.5"), 0, Decimal("100.01"), 0, Decimal("100.01")),
            ("W3", 1, Decimal("1.5"), 300, Decimal("45.50"), Decimal("345.50")),
        ]  # fmt: skip
        one: dict[By, str] = {"project": "P1", "team": "A", "period": "2026-11"}
        for by, group in one.items():
            assert [(each.group, each.workers, each.days, each.overtime_hours, each.amount) for each in found[by]] == [
                (group, 3, Decimal("3.5"), Decimal("3.5"), Decimal("906.20"))
            ]
        assert [(each.group, each.workers, each.amount) for each in found["trade"]] == [
            ("1", 1, Decimal("460.69")), ("2", 1, Decimal("100.01")), ("3", 1, Decimal("345.50")),
        ]  # fmt: skip
        assert labour_sums(views.engine, "ACME", "P1", "team", "2026-10") == []


def test_variance_is_judged_by_what_was_done_of_the_budgeted_days() -> None:
    with _company() as (log, company, views):
        of: dict[str, Any] = {"entity": "ACME", "project": "P1"}
        company.send("root", SetLabourBudget(**of, cost_code="MAT", rate=eur(180), days=Decimal(10)))
        for day, presence in ((1, "full"), (2, "half")):
            _act(company, [], "sheet", ("n", day, [("W1", presence, 100)], ("countersign", "approve")))
        Runner(PROJECTIONS, log, views).catch_up()
        (known,) = labour_variances(views.engine, "ACME", "P1", company.now)
        # 1.5 days at 200.01 against 180: without a baseline nobody knows what was earned.
        assert (known.days, known.earned_days) == (Decimal("1.5"), None)
        assert known.variance == LabourVariance(Decimal("30.02"))
        task = {"task": "T", "name": "T", "owner": "root", "cost_code": "MAT", "budget": eur(1000)}
        plan = PlannedTask.model_validate(task | {"start": date(2026, 11, 1), "finish": date(2026, 11, 30)})
        company.send("root", BaselineSchedule(**of, tasks=(plan,)))
        company.send("root", RecordProgress(**of, task="T", percent=Decimal(10), on=date(2026, 11, 2)))
        Runner(PROJECTIONS, log, views).catch_up()
        (judged,) = labour_variances(views.engine, "ACME", "P1", company.now)
        assert judged.earned_days == 1
        assert judged.variance == LabourVariance(Decimal("30.02"), Decimal("90.00"), Decimal("120.02"))


def _in_another_order(log: EventLog, register: list[Any], summaries: list[Any], seed: int) -> None:
    """Sheets may be approved in any order: only the order within each sheet matters."""
    queues: dict[Any, list[Any]] = defaultdict(list)
    for recorded in log.events():
        if isinstance(recorded.event, LabourSheetApproved | LabourSheetReversed):
            queues[recorded.event.ref].append(recorded.event)
    other = EventLog(f"sqlite:///file:labour{next(NUMBERS)}?mode=memory&cache=shared")
    views, story, chance = Views("sqlite://"), Story(other), random.Random(seed)
    while queues:
        ref = chance.choice(list(queues))
        story.tell((ref, queues[ref].pop(0)))
        queues = defaultdict(list, {key: left for key, left in queues.items() if left})
    Runner(PROJECTIONS, other, views).catch_up()
    assert select(views.engine, "labour_register", limit=500)[0] == register
    assert select(views.engine, "labour_summaries", limit=500)[0] == summaries
    views.close()
    other.close()
