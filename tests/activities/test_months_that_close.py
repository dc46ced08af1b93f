"""Where a move stands when months were carried on or closed: which line takes it, which is left alone, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from activities.budget_funds import line_of, move_funds
from aggregates._base import Aggregate
from aggregates.budget_line import (
    BUDGET_LINE,
    Accrue,
    BudgetLine,
    Encumber,
    Follow,
    HandOver,
    Pay,
    Release,
    Reserve,
    Restore,
    Save,
    Spend,
    TakeOver,
    Unpay,
    budget_key,
)
from aggregates.budget_period import BUDGET_PERIOD, BudgetPeriod, period_key
from aggregates.budget_series import BUDGET_SERIES, AddPeriod, series_key
from contracts._base import Request
from contracts.budget_line import OpenBudgetLine
from contracts.budget_period import CloseBudgetPeriod
from contracts.ids import stream_id
from contracts.values import CostObject
from store.states import Loaded
from store.work import Refused, Work
from tests.support.house import NOW, WHERE, eur, person, ref

D = Decimal
PR, PO, INV, RUN, LINE = (
    ref(kind) for kind in ("requisition", "purchase_order", "invoice", "payment_run", "budget_line")
)
NOV, DEC, JAN, FEB = ("2026-11", "2026-12", "2027-01", "2027-02")


class _Empty:
    def load(self, kind: Aggregate[Any], _stream: UUID) -> Loaded:
        return Loaded(0, kind.initial)


def _at(period: str) -> CostObject:
    return WHERE.model_copy(update={"period": period})


def _budgets(*periods: str) -> Work:
    """A thousand for each month."""
    asked = Request(command=CloseBudgetPeriod(entity="ACME", period=NOV), key="k", actor=person("carl"))
    work = Work(_Empty(), asked, NOW, lambda *_: 1, None)  # type: ignore[arg-type]
    for period in periods:
        _act(work, period, OpenBudgetLine(entity="ACME", cost_object=_at(period), amount=eur(1000)))
        series = stream_id("budget_series", series_key("ACME", WHERE))
        work.act(BUDGET_SERIES, series, AddPeriod("ACME", _at(period)))
    return work


def _act(work: Work, period: str, command: object) -> None:
    work.act(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", _at(period))), command)


def _close(work: Work, *periods: str) -> None:
    for period in periods:
        stream = stream_id("budget_period", period_key("ACME", period))
        work.folded[BUDGET_PERIOD.kind, stream] = BudgetPeriod(closed=True)


def _line(work: Work, period: str) -> BudgetLine:
    return line_of(work, "ACME", _at(period))


def _move(work: Work, command: Any) -> None:
    move_funds(work, "ACME", WHERE, command)


def _billed(work: Work, period: str) -> None:
    """100 of an order line are billed in a month to which November's line was carried."""
    _act(work, NOV, Follow("o:1", period))
    _move(work, Encumber("o:1", eur(100), "r:1", eur(0), PO))
    _move(work, Spend("o:1", eur(100), eur(100), INV))
    assert _line(work, period).held("actual", "o:1") == 100


def test_what_decides_nothing_is_no_move_of_a_closed_month() -> None:
    work = _budgets(NOV)
    _move(work, Reserve("r:1", eur(1), PR))
    _close(work, NOV)
    before = len(work.decided)
    _move(work, Release("pre_encumbered", "r:2", PR))
    assert len(work.decided) == before
    with pytest.raises(Refused, match="period-closed"):
        _move(work, Release("pre_encumbered", "r:1", PR))


def test_an_order_drawn_from_a_carried_requisition_goes_on_with_it() -> None:
    work = _budgets(NOV, DEC)
    _move(work, Reserve("r:1", eur(100), PR))
    _act(work, NOV, HandOver(("r:1",), DEC, eur(0), LINE))
    _act(work, DEC, TakeOver(eur(100), (("pre_encumbered", "r:1", eur(100)),), LINE))
    _move(work, Encumber("o:1", eur(100), "r:1", eur(100), PO))
    assert _line(work, NOV).carried == {"r:1": DEC, "o:1": DEC}
    assert _line(work, DEC).carried == {}
    _move(work, Accrue("o:1", eur(60), PO))
    assert dict(_line(work, DEC).holds) == {("encumbered", "o:1"): 40, ("accrued", "o:1"): 60}
    assert not _line(work, NOV).holds


def test_a_bill_taken_back_stands_in_the_open_month_it_was_carried_to() -> None:
    work = _budgets(NOV, DEC, JAN)
    _billed(work, DEC)
    _close(work, NOV)
    _move(work, Restore("o:1", eur(100), eur(0), eur(100), INV))
    assert dict(_line(work, DEC).holds) == {("encumbered", "o:1"): 100}
    assert (_line(work, DEC).carried, dict(_line(work, JAN).holds)) == ({}, {})


def test_from_a_closed_month_it_goes_on_in_the_next_open_one_after_it_and_never_in_one_before() -> None:
    work = _budgets(NOV, DEC, JAN, FEB)
    _billed(work, JAN)
    _close(work, JAN)
    _move(work, Restore("o:1", eur(100), eur(0), eur(100), INV))
    assert dict(_line(work, FEB).holds) == {("actual", "o:1"): -100, ("encumbered", "o:1"): 100}
    assert [_line(work, month).carried for month in (NOV, DEC, JAN)] == [{"o:1": JAN}, {}, {"o:1": FEB}]
    assert (_line(work, JAN).held("actual", "o:1"), _line(work, DEC).available) == (D(100), D(1000))


def test_a_bill_is_not_taken_back_while_the_month_where_it_stands_is_closed_and_none_follows() -> None:
    work = _budgets(NOV, DEC)
    _billed(work, DEC)
    _close(work, DEC)
    with pytest.raises(Refused, match="period-closed") as refused:
        _move(work, Restore("o:1", eur(100), eur(0), eur(100), INV))
    assert refused.value.refusal.figures["period"] == DEC


def test_a_payment_that_comes_back_when_no_month_is_open_stands_where_the_bill_did() -> None:
    """The bank's word is never refused; what a discount gave back is spent again in the last month."""
    work = _budgets(NOV, DEC)
    _billed(work, DEC)
    _move(work, Save("o:1", eur(5), INV))
    _move(work, Pay("o:1", eur(95), RUN))
    _close(work, NOV, DEC)
    _move(work, Unpay("o:1", eur(95), eur(5), INV))
    december = _line(work, DEC)
    assert (december.held("actual", "o:1"), december.paid, december.available) == (D(100), D(0), D(900))
    assert (_line(work, NOV).available, dict(_line(work, NOV).holds)) == (D(1000), {})
