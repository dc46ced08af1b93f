"""The cost of a project: the same money by cost code, WBS, month and supplier, its documents, and how it will end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.project import AddCostCode
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress
from contracts.values import CostObject, Ref
from events.budget_line import (
    BudgetOpened,
    BudgetRevised,
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsReserved,
    Move,
)
from events.purchase_order import PurchaseOrderIssued
from projections import PROJECTIONS
from projections.cost_documents import STAGES
from projections.cost_report import WAYS, By, cost_sums
from projections.cost_report_json import cost_report
from projections.queries import select
from projections.rebuild import compare
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import Story
from tests.support.house import NOW, Company, eur, ref

NUMBERS = count()
CODES, PERIODS = ("MAT", "STEEL", "LAB"), ("2026-10", "2026-11")
OF = {"entity": "ACME", "project": "P1"}


class House:
    """A project with a small WBS, told move by move."""

    def __init__(self, log: EventLog, views: Views) -> None:
        self.log, self.views, self.story = log, views, Story(log)
        self.company = Company(log).found()
        above = {"STEEL": "MAT"}
        for code in ("STEEL", "LAB"):
            self.company.send("root", AddCostCode(**OF, cost_code=code, name=code.title(), parent=above.get(code)))

    def line(self, code: str, period: str) -> tuple[Ref, CostObject]:
        where = CostObject(project="P1", cost_code=code, period=period)
        return ref("budget_line", f"{code}{period}"), where

    def opened(self, code: str, period: str, amount: str) -> None:
        budget, where = self.line(code, period)
        if (code, period) == ("MAT", "2026-11"):  # the company has that one already
            event: Any = BudgetRevised(entity="ACME", cost_object=where, amount=eur(amount))
        else:
            event = BudgetOpened(entity="ACME", cost_object=where, amount=eur(amount), control="stop")
        self.story.tell((budget, event))

    def moved(self, kind: type[FundsMove], source: str, document: str, amount: str, **of: Any) -> None:
        budget, where = self.line(of.pop("code", "MAT"), of.pop("period", "2026-11"))
        holder = ref(of.pop("cause_kind", "purchase_order"), document)
        held = f"{holder.id}:1"
        move = {"source": source, "source_key": held, "key": held, "amount": eur(amount), "cause": holder} | of
        self.story.tell((budget, kind(entity="ACME", cost_object=where, **move)))

    def ordered(self, document: str, supplier: str) -> None:
        total = {"total": eur("0"), "currency": "EUR", "lines": ()}
        order = ref("purchase_order", document)
        issued = {"supplier": supplier, "supplier_name": supplier.lower(), "raised_by": "ben"}
        self.story.tell((order, PurchaseOrderIssued(ref=order, **issued, **total)))

    def sums(self, by: By, now: Any = NOW) -> dict[str, dict[str, Any]]:
        Runner(PROJECTIONS, self.log, self.views).catch_up()
        rows = cost_report(self.views.engine, "ACME", "P1", by, now)["rows"]
        return {row["group"]: row for row in rows}


@contextmanager
def house() -> Iterator[House]:
    log = EventLog(f"sqlite:///file:cost{next(NUMBERS)}?mode=memory&cache=shared")
    views = Views("sqlite://")
    yield House(log, views)
    views.close()
    log.close()


def test_a_branch_contains_what_is_below_it_and_the_same_money_stands_in_every_view() -> None:
    with house() as site:
        site.opened("MAT", "2026-11", "1000")
        site.opened("STEEL", "2026-10", "300")
        site.opened("LAB", "2026-11", "50")
        site.ordered("A", "S1")
        site.moved(FundsEncumbered, "available", "A", "200", source_key="")
        site.moved(FundsEncumbered, "available", "A", "100", source_key="", code="STEEL", period="2026-10")
        site.moved(FundsAccrued, "encumbered", "A", "40")
        wbs = site.sums("wbs")
        assert list(wbs) == ["LAB", "MAT", "STEEL"]
        assert {name: (row["level"], row["budget"], row["encumbered"]) for name, row in wbs.items()} == {
            "LAB": (0, "50.00", "0.00"),
            "MAT": (0, "1300.00", "260.00"),
            "STEEL": (1, "300.00", "100.00"),
        }
        assert (wbs["STEEL"]["name"], wbs["MAT"]["accrued"], wbs["MAT"]["available"]) == ("Steel", "40.00", "1000.00")
        codes, months, whole = (site.sums(by) for by in ("cost_code", "period", "project"))
        assert {name: row["encumbered"] for name, row in codes.items()} == {
            "LAB": "0.00",
            "MAT": "160.00",
            "STEEL": "100.00",
        }
        assert {name: row["available"] for name, row in months.items()} == {"2026-10": "200.00", "2026-11": "850.00"}
        assert (whole["P1"]["budget"], whole["P1"]["available"]) == ("1350.00", "1050.00")
        (supplier,) = site.sums("supplier").values()
        assert (supplier["group"], supplier["name"], supplier["encumbered"], supplier["accrued"]) == (
            "S1",
            "s1",
            "260.00",
            "40.00",
        )
        assert supplier["budget"] is None


def test_a_figure_is_made_of_documents_and_a_document_of_moves() -> None:
    with house() as site:
        site.moved(FundsReserved, "available", "R", "70", source_key="", cause_kind="requisition")
        taken = {"source_key": f"{ref('requisition', 'R').id}:1"}
        site.moved(FundsEncumbered, "pre_encumbered", "A", "50", **taken)
        site.ordered("A", "S1")
        site.moved(FundsAccrued, "encumbered", "A", "20", cause=ref("goods_receipt", "G"))
        site.sums("project")
        rows, _ = select(site.views.engine, "cost_documents", {"project": "P1"})
        found = {row["document"]: row for row in rows}
        assert set(found) == {"requisition-R", "purchase_order-A"}
        order = found["purchase_order-A"]
        assert (order["document_kind"], order["supplier"]) == ("purchase_order", "S1")
        assert (order["encumbered"]["amount"], order["accrued"]["amount"]) == ("30.00", "20.00")
        assert found["requisition-R"]["pre_encumbered"]["amount"] == "20.00"
        entries, _ = select(site.views.engine, "cost_document_entries", {"document_id": order["document_id"]})
        assert [(entry["cause_number"], entry["stage"], entry["amount"]["amount"]) for entry in entries] == [
            ("purchase_order-A", "encumbered", "50.00"),
            ("goods_receipt-G", "accrued", "20.00"),
            ("goods_receipt-G", "encumbered", "-20.00"),
        ]


def test_the_forecast_takes_the_higher_of_commitments_and_earned_value() -> None:
    with house() as site:
        site.opened("MAT", "2026-11", "1030000")
        site.moved(FundsAccrued, "available", "A", "520000", source_key="")
        assert site.sums("cost_code")["MAT"]["at_completion"] == "520000.00"
        task = {"task": "t", "name": "T", "owner": "pia", "cost_code": "MAT", "budget": eur("1000000")}
        days = {"start": date(2026, 10, 9), "finish": date(2026, 11, 27)}
        site.company.send("root", BaselineSchedule(**OF, tasks=(PlannedTask(**task, **days),)))
        site.company.send("root", RecordProgress(**OF, task="t", percent=Decimal(50), on=NOW.date()))
        for by in ("cost_code", "wbs", "project"):
            (row,) = (row for row in site.sums(by).values() if row["group"] in ("MAT", "P1"))
            # 510,000 of the 520,000 that are still to come fit into the budget: 24.52 of 25 days.
            assert (row["at_completion"], row["left"], row["crosses_on"]) == ("1040000.00", "-10000.00", "2026-11-27")


HELD = st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(1, 90_000), st.integers(0, 3))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HELD, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_every_total_is_the_fold_of_its_moves_in_any_order(steps: list[tuple[int, int, int, int]], dice: Any) -> None:
    """Moves of several budget lines, told in any order of the lines, add up the same in every view."""
    kinds = {kind.target: kind for kind in get_args(Move)}
    with house() as site:
        for code in CODES:
            for period in PERIODS:
                site.opened(code, period, "1000000")
        for document, supplier in zip("ABC", ("S1", "S2", "S1"), strict=True):
            site.ordered(document, supplier)
        by_line: dict[tuple[str, str], list[Any]] = defaultdict(list)
        wanted: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
        for nth, where, cents, which in steps:
            code, period, document = CODES[where % 3], PERIODS[where // 3], "ABC"[which % 3]
            amount, target = Decimal(cents).scaleb(-2), STAGES[nth]
            wanted[code, period, document, target] += amount
            by_line[code, period].append((kinds[target], document, str(amount), code, period))
        queues = [iter(moves) for moves in by_line.values()]
        while queues:
            queue = dice.choice(queues)
            if (move := next(queue, None)) is None:
                queues.remove(queue)
                continue
            kind, document, text, code, period = move
            site.moved(kind, "available", document, text, source_key="", code=code, period=period)
        whole = sum(wanted.values(), Decimal(0))
        for by in WAYS:
            rows = cost_sums_of(site, by)
            for stage in STAGES:
                expected = sum((each for (*_, at), each in wanted.items() if at == stage), Decimal(0))
                flat = [row for row in rows if row.level == 0]
                assert sum((row.stages[stage] for row in flat), Decimal(0)) == expected, (by, stage)
            if by != "supplier":
                flat = [row for row in rows if row.level == 0]
                assert sum((row.available or Decimal(0) for row in flat), Decimal(0)) == 6_000_000 - whole
        for projection in PROJECTIONS:
            if projection.name in ("cost", "cost_documents"):
                assert not compare(projection, site.log, site.views).differing


def cost_sums_of(site: House, by: By) -> list[Any]:
    Runner(PROJECTIONS, site.log, site.views).catch_up()
    return cost_sums(site.views.engine, "ACME", "P1", by, NOW)
