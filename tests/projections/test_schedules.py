"""Planned, earned and actual: whatever happens, the read model's totals are the fold of the events."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.schedule import schedule_ref
from aggregates.schedule import SCHEDULE, earned
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress, ReverseProgress
from projections import PROJECTIONS
from projections.measurements import MEASUREMENTS
from projections.queries import select
from projections.rebuild import compare
from projections.runner import Runner
from projections.schedules import SCHEDULES
from projections.views import Views
from store.log import EventLog
from tests.examples import EVENT_EXAMPLES
from tests.projections.conftest import Show
from tests.projections.story import Case, Story
from tests.support.house import NOW, Company, eur

REF = schedule_ref("ACME", "P1")
FIRST = NOW.date() - timedelta(days=60)
BUDGETS = st.integers(1, 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
TASKS = st.lists(st.tuples(BUDGETS, st.integers(1, 20), st.sampled_from(["MAT", "LAB"])), min_size=1, max_size=3)
PERCENTS = st.integers(1, 100_000_000).map(lambda scaled: Decimal(scaled).scaleb(-6))
ENTRY = st.tuples(st.just("record"), st.integers(0, 2), st.one_of(st.just(Decimal(100)), PERCENTS), st.integers(0, 60))
STEPS = st.lists(
    st.one_of(ENTRY, st.tuples(st.just("reverse"), st.integers(0, 2)), st.tuples(st.just("baseline"), TASKS)),
    max_size=12,
)


def plan(budgets: list[tuple[Decimal, int, str]]) -> BaselineSchedule:
    """Tasks one after another."""
    tasks, start = [], FIRST
    for number, (budget, days, cost_code) in enumerate(budgets):
        finish = start + timedelta(days=days - 1)
        of: dict[str, Any] = {"owner": "pia", "cost_code": cost_code, "budget": eur(budget)}
        after = (f"T{number - 1}",) if number else ()
        tasks.append(PlannedTask(task=f"T{number}", name="T", start=start, finish=finish, after=after, **of))
        start = finish + timedelta(days=1)
    return BaselineSchedule(entity="ACME", project="P1", tasks=tuple(tasks), reason="r")


def command(step: tuple[Any, ...]) -> Any:
    of = {"entity": "ACME", "project": "P1"}
    match step:
        case ("record", number, percent, days):
            on = FIRST + timedelta(days=days)
            return RecordProgress(**of, task=f"T{number}", percent=percent, on=on)
        case ("reverse", number):
            return ReverseProgress(**of, task=f"T{number}", why="w")
        case (_, budgets):
            return plan(budgets)


COUNT = Counter[str]()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(budgets=TASKS, steps=STEPS)
def _totals_are_the_fold_of_the_events(budgets: list[Any], steps: list[Any]) -> None:
    COUNT["logs"] += 1
    log = EventLog(f"sqlite:///file:schedules{COUNT['logs']}?mode=memory&cache=shared")
    company, views = Company(log).found(), Views("sqlite://")
    company.send("root", plan(budgets))
    for step in steps:
        COUNT[company.send("root", command(step), outcome=None).outcome] += 1
    Runner(PROJECTIONS, log, views).catch_up()
    state = company.handler.state(SCHEDULE, REF.id)
    rows = select(views.engine, "earned_values", limit=500)[0]
    tasks = select(views.engine, "schedule_tasks", limit=500)[0]

    def total(column: str, **where: str) -> Decimal:
        found = [row for row in rows if all(row[name] == value for name, value in where.items())]
        return sum((Decimal(row[column]["amount"]) for row in found), Decimal(0))

    whole = sum((earned(task, state.percent(name)).amount for name, task in state.tasks.items()), Decimal(0))
    assert total("earned") == whole
    for cost_code in ("MAT", "LAB"):
        mine = {name: task for name, task in state.tasks.items() if task.cost_code == cost_code}
        assert total("planned", cost_code=cost_code) == sum(task.budget.amount for task in mine.values())
        assert total("earned", cost_code=cost_code) == sum(earned(t, state.percent(n)).amount for n, t in mine.items())
    assert {row["task"]: Decimal(row["percent"]) for row in tasks} == {n: state.percent(n) for n in state.tasks}
    assert {row["task"]: row["progress_on"] for row in tasks} == {
        name: last.on.isoformat() if (last := state.last(name)) else None for name in state.tasks
    }
    versions = select(views.engine, "schedule_baselines", limit=500)[0]
    assert [row["version"] for row in versions] == list(range(1, state.version + 1))
    views.close()
    log.close()


def test_the_totals_are_the_fold_of_the_events_whatever_was_answered() -> None:
    _totals_are_the_fold_of_the_events()
    assert set(COUNT) >= {"accepted", "refused"}


def test_actual_cost_is_what_the_cost_read_model_has_accrued_or_further(story: Story, show: Show) -> None:
    case = Case(story, "1")
    seen = []
    for step in ("draft", "submit", "open_approval", "approve", "order", "receive", "hold", "post", "propose"):
        getattr(case, step)()
        (line,) = show("cost")
        spent = sum(Decimal(line[stage]["amount"]) for stage in ("accrued", "actual", "paid"))
        rows = show("earned_values")
        assert sum((Decimal(row["actual"]["amount"]) for row in rows), Decimal(0)) == spent
        seen.append(spent)
    case.release()
    case.settle()
    (row,) = show("earned_values")
    assert (row["project"], row["cost_code"], row["period"], row["actual"]["amount"]) == (
        "P1",
        "MAT",
        "2026-11",
        "1000.00",
    )
    assert set(seen) == {0, 1000}
    assert date.fromisoformat(f"{row['period']}-01") <= story.now.date()


def test_both_databases_show_the_same_and_a_rebuild_changes_nothing(
    story: Story, show: Show, log: EventLog, views: Views
) -> None:
    told = [event for name, event in EVENT_EXAMPLES.items() if name.split(".")[0] in ("schedule", "measurement")]
    for event in told:
        story.tell((event.ref, event))  # type: ignore[attr-defined]
    (baseline,) = show("schedule_baselines")
    assert (baseline["version"], baseline["total"]["amount"], baseline["reason"]) == (2, "1800.00", "rain")
    (first, second) = show("schedule_tasks")
    assert (first["earned"]["amount"], first["percent"], first["progress_on"]) == ("-10.00", "2.5", "2026-11-01")
    assert (second["predecessors"], second["phasing"][1]) == (["T1"], {"period": "2026-12", "percent": "60"})
    assert [(row["kind"], row["on"], row["taken_back"]) for row in show("progress_entries")] == [
        ("reversed", "2026-11-02", False),
        ("recorded", "2026-11-02", True),
    ]
    assert [row["planned"]["amount"] for row in show("planned_values")] == ["900.00", "360.00", "540.00"]
    (sheet,), (bill,) = show("measurements"), show("progress_bills")
    assert (sheet["status"], bill["certified"], bill["this_period"]) == ("withdrawn", "0", "0")
    assert [row["quantity"] for row in show("measured_rows")] == ["3.6", "-0.432"]
    for projection in (SCHEDULES, MEASUREMENTS):
        assert compare(projection, log, views).differing == 0
