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

from aggregates.labour_sheet import LABOUR_SHEET, LabourSheet
from bots.labour_variance import LabourVariance
from contracts.labour_account import RecordLabourAdvance
from contracts.labour_budget import SetLabourBudget
from contracts.labour_sheet import (
    ApproveLabourSheet,
    CountersignLabourSheet,
    ReverseLabourSheet,
    SubmitLabourSheet,
    WorkedLine,
)
from contracts.labour_worker import RegisterLabourWorker, SetLabourRate
from contracts.person import GrantRole
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress
from events.labour_sheet import LabourSheetApproved, LabourSheetReversed
from projections import PROJECTIONS
from projections.labour_report import WAYS, labour_sums, labour_variances
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
FATES = st.sampled_from([(), ("approve",), ("approve",), ("approve", "reverse")])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sheet"), st.tuples(st.sampled_from("ns"), st.integers(1, 2), LINES, FATES)),
        st.tuples(st.just("approve"), st.integers(0, 3)),
        st.tuples(st.just("reverse"), st.integers(0, 3)),
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


def _act(company: Company, sheets: list[Any], what: str, given: Any) -> None:
    match what:
        case "sheet":
            site, day, lines, fate = given
            where: dict[str, Any] = {"entity": "ACME", "project": "P1", "site": site, "day": date(2026, 11, day)}
            asked = SubmitLabourSheet(**where, lines=tuple(_line(*line) for line in lines))
            if document := company.send("root", asked, outcome=None).document:
                sheets.append(document.id)
                company.send("nora", CountersignLabourSheet(sheet=document.id))
                for step in fate:
                    _act(company, sheets, step, len(sheets) - 1)
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


def _counting(company: Company, sheets: list[Any]) -> list[LabourSheet]:
    states = (company.handler.state(LABOUR_SHEET, sheet) for sheet in sheets)
    return [state for state in states if state.status == "approved"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, seed=st.integers(0, 99))
def test_registers_are_the_fold_of_the_sheets_and_nothing_is_lost(steps: list[tuple[str, Any]], seed: int) -> None:
    with _company() as (log, company, views):
        sheets: list[Any] = []
        for what, given_ in steps:
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
        assert _money(cost["accrued"]) == amount
        for row in select(views.engine, "labour_wages")[0]:
            assert _money(row["outstanding"]) == _money(row["earned"]) - _money(row["advanced"]) - _money(row["paid"])
        assert sum(_money(row["earned"]) for row in select(views.engine, "labour_wages")[0]) == amount
        whole: dict[Any, Decimal] = defaultdict(Decimal)
        for row in select(views.engine, "labour_days", limit=500)[0]:
            whole[row["worker"], row["day"]] += Decimal(row["days"])
        assert all(taken <= 1 for taken in whole.values())
        _in_another_order(log, register, summaries, seed)


def test_variance_is_judged_by_what_was_done_of_the_budgeted_days() -> None:
    with _company() as (log, company, views):
        of: dict[str, Any] = {"entity": "ACME", "project": "P1"}
        company.send("root", SetLabourBudget(**of, cost_code="MAT", rate=eur(180), days=Decimal(10)))
        for day, presence in ((1, "full"), (2, "half")):
            _act(company, [], "sheet", ("n", day, [("W1", presence, 100)], ("approve",)))
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
