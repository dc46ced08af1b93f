"""Control, exceptions, carrying and reversing: at the limit and one cent beyond, and whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from aggregates._base import Refusal
from aggregates.budget_line import (
    BUDGET_LINE,
    Accrue,
    Adjust,
    BudgetLine,
    Encumber,
    Follow,
    GrantException,
    HandOver,
    Open,
    Owe,
    Pay,
    Reserve,
    Restore,
    Reverse,
    Spend,
    TakeOver,
    Within,
)
from aggregates.budget_period import BUDGET_PERIOD, Close, PeriodFigures, checklist
from contracts.budget_line import BudgetControl, ControlBudgetLine, RecordOpeningBalances, Treatments
from contracts.budget_period import CloseBudgetPeriod, ReopenBudgetPeriod
from contracts.values import Money, at_rate
from events.budget_line import (
    BudgetControlled,
    BudgetOpened,
    BudgetRevised,
    CarriedForward,
    ExceptionGranted,
    ExceptionUsed,
    FundsAccrued,
    FundsEncumbered,
    FundsPaid,
    FundsReleased,
    FundsReserved,
    FundsSpent,
    OpeningBalancesRecorded,
    OverspendWarned,
)
from events.budget_period import BudgetPeriodClosed, BudgetPeriodReopened
from tests.support.house import NOW, WHERE, eur, facts, fold, given, ref

PR, PO, INV, BC, LINE = (
    ref(kind) for kind in ("requisition", "purchase_order", "invoice", "budget_change", "budget_line")
)
OTHER = ref("requisition", "other")
AT: dict[str, Any] = {"entity": "ACME", "cost_object": WHERE}
ALLOW = Treatments(requisitions="allow", orders="allow", invoices="allow", wages="allow")
DRAWS: dict[str, Callable[[Money], object]] = {
    "requisitions": lambda amount: Reserve("k", amount, PR),
    "orders": lambda amount: Encumber("k", amount, "r", eur(0), PO),
    "invoices": lambda amount: Spend("k", amount, eur(0), INV),
    "wages": lambda amount: Owe("k", amount, INV),
}


def _n(*figures: int | str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, figures))


def _opened(amount: str = "1000000", **controls: Any) -> BudgetOpened:
    return BudgetOpened(
        **AT, amount=eur(amount), control="stop", controls=BudgetControl(**controls) if controls else None
    )


@pytest.mark.parametrize("asking", DRAWS)
def test_each_kind_of_document_is_held_against_all_stages_by_its_own_treatment(asking: str) -> None:
    """1,004,999 style: a limit of a million less what other stages hold, exactly, and one cent beyond."""
    held = fold(
        BUDGET_LINE,
        BUDGET_LINE.initial,
        (
            _opened(),
            FundsEncumbered(**AT, source="available", source_key="x", key="x", amount=eur("4999.99"), cause=PO),
        ),
    )
    at, beyond = eur("995000.01"), eur("995000.02")
    for treatment, codes in (("stop", None), ("warn", 1), ("allow", 0)):
        others = dict.fromkeys(DRAWS, "allow" if treatment == "stop" else "stop")
        controls = BudgetControl(period=Treatments(**{**others, asking: treatment}))
        line = given(BUDGET_LINE)
        line = replace(line, state=replace(held, controls=controls))
        decided = line.when(DRAWS[asking](beyond)).decision
        if codes is None:
            assert isinstance(decided, Refusal)
            assert (decided.code, decided.figures["available"]) == ("budget-exceeded", "995000.01 EUR")
        else:
            assert isinstance(decided, tuple)
            assert sum(isinstance(event, OverspendWarned) for event in decided) == codes
        exact = line.when(DRAWS[asking](at)).decision
        assert isinstance(exact, tuple)
        assert len(exact) == 1


@pytest.mark.parametrize(
    ("earlier", "code"), [("5", None), ("4.99", "cumulative-budget-exceeded"), ("-100", "cumulative-budget-exceeded")]
)
def test_cumulative_control_adds_what_earlier_periods_have(earlier: str, code: str | None) -> None:
    line = given(BUDGET_LINE, _opened("100", period=ALLOW, cumulative=Treatments()))
    decided = line.when(Within(Reserve("k", eur(105), PR), eur(earlier)))
    if code:
        decided.refused(code)
    else:
        decided.then(FundsReserved)
    both = given(BUDGET_LINE, _opened("100", cumulative=Treatments(requisitions="warn")))
    both.when(Within(Reserve("k", eur(100), PR), eur(-1))).then(FundsReserved, OverspendWarned)
    both.when(Within(Reserve("k", eur("100.01"), PR), eur(100))).refused("budget-exceeded")
    assert both.when(Within(Reserve("k", eur(100), PR), eur(-1))).then(FundsReserved, OverspendWarned).earlier == 0
    worse = given(BUDGET_LINE, _opened("100", cumulative=Treatments()))
    worse.when(Within(Reserve("k", eur("100.01"), PR), eur(-50))).refused("cumulative-budget-exceeded")


def test_control_is_set_once_and_only_on_a_line() -> None:
    controls = BudgetControl(period=ALLOW)
    command = ControlBudgetLine(**AT, controls=controls)
    given(BUDGET_LINE).when(command).refused("unknown-budget-line")
    state = given(BUDGET_LINE, _opened()).when(command).then(BudgetControlled(**AT, controls=controls))
    assert BUDGET_LINE.decide(state, command, facts()) == ()


def _granted(amount: str, document: Any = None, until: date | None = None, name: str = "example") -> ExceptionGranted:
    return ExceptionGranted(
        **AT, exception=ref("budget_change", name), amount=eur(amount), document=document, until=until
    )


def test_an_exception_is_used_up_cent_by_cent_and_once() -> None:
    line = given(BUDGET_LINE, _opened("100"), _granted("5", PR.id))
    line.when(Reserve("k", eur("105.01"), PR)).refused("budget-exceeded")
    line.when(Reserve("k", eur("100.01"), OTHER)).refused("budget-exceeded")
    first = line.when(Reserve("k", eur(103), PR)).then(FundsReserved, ExceptionUsed)
    assert [grant.left for grant in first.grants.values()] == [2]
    assert isinstance(BUDGET_LINE.decide(first, Reserve("l", eur("2.01"), PR), facts()), Refusal)
    second = BUDGET_LINE.decide(first, Reserve("l", eur(2), PR), facts())
    assert isinstance(second, tuple)
    assert not fold(BUDGET_LINE, first, second).grants
    order = Encumber("o", eur(105), f"{PR.id}:1", eur(0), PO)
    line.when(order).then(FundsEncumbered, ExceptionUsed)
    line.when(Encumber("o", eur(105), f"{OTHER.id}:1", eur(0), PO)).refused("budget-exceeded")


def test_a_dated_exception_counts_until_its_day_after_those_of_the_document() -> None:
    dated = _granted("5", until=NOW.date())
    line = given(BUDGET_LINE, _opened("100"), dated, _granted("1", PR.id, name="own"))
    decided = line.when(Reserve("k", eur(103), PR)).decision
    assert isinstance(decided, tuple)
    used = [(event.exception.number, event.amount) for event in decided if isinstance(event, ExceptionUsed)]
    assert used == [("budget_change-own", eur(1)), ("budget_change-example", eur(2))]
    later = facts(now=NOW.replace(day=NOW.day + 1))
    line.when(Reserve("k", eur(103), PR), later).refused("budget-exceeded")
    line.when(Reserve("k", eur(101), PR), later).then(FundsReserved, ExceptionUsed)
    given(BUDGET_LINE, _opened("100")).when(GrantException(eur(5), PR.id, None, BC)).then(ExceptionGranted)


def test_an_exception_that_is_not_needed_any_more_is_not_used() -> None:
    line = given(BUDGET_LINE, _opened("100"), _granted("2", PR.id, name="a"), _granted("2", PR.id, name="b"))
    used = line.when(Reserve("k", eur(102), PR)).then(FundsReserved, ExceptionUsed)
    assert len(used.grants) == 1
    line.when(Reserve("k", eur("102.01"), PR)).then(FundsReserved, ExceptionUsed, ExceptionUsed)


def test_in_another_currency_too_what_goes_beyond_the_budget_is_refused() -> None:
    origin = at_rate(Money(amount=Decimal(110), currency="USD"), Decimal("0.91"), "EUR", NOW.date(), "ECB")
    line = given(BUDGET_LINE, _opened("100"))
    line.when(Encumber("o", eur("100.01"), "r", eur(0), PO, origin)).refused("budget-exceeded")
    decided = line.when(Encumber("o", eur(100), "r", eur(0), PO, origin)).decision
    assert isinstance(decided, tuple)
    assert [event.origin for event in decided if isinstance(event, FundsEncumbered)] == [origin]


def test_only_stages_in_which_something_stands_are_commitments() -> None:
    encumbered = FundsEncumbered(**AT, source="available", source_key="o", key="o", amount=eur("0.01"), cause=PO)
    line = given(BUDGET_LINE, _opened("1"), encumbered).state
    assert line.commitments("o") == (("encumbered", Decimal("0.01")),)
    assert line.commitments("p") == ()


def test_opening_balances_come_first_and_once() -> None:
    balances = RecordOpeningBalances(
        **AT, as_of=NOW.date(), currency="EUR", encumbered=Decimal(60), paid=Decimal("40.01")
    )
    line = given(BUDGET_LINE, _opened("100"))
    over = line.when(Open(balances, LINE)).then(OpeningBalancesRecorded, FundsEncumbered, FundsPaid, OverspendWarned)
    assert (over.available, over.paid, over.held("encumbered", "opening")) == _n("-0.01", "40.01", 60)
    exact = balances.model_copy(update={"paid": Decimal(40)})
    state = line.when(Open(exact, LINE)).then(OpeningBalancesRecorded, FundsEncumbered, FundsPaid)
    assert isinstance(BUDGET_LINE.decide(state, Open(exact, LINE), facts()), Refusal)
    line.when(Open(balances.model_copy(update={"currency": "USD"}), LINE)).refused("currency-mismatch")
    line.when(Open(RecordOpeningBalances(**AT, as_of=NOW.date(), currency="EUR"), LINE)).ignored()


def test_budget_300_order_3_at_10_bill_1_cancel_the_bill() -> None:
    line = given(BUDGET_LINE, _opened("300"))
    ordered = line.when(Encumber("o", eur(30), "r", eur(0), PO)).then(FundsEncumbered)
    billed = replace(line, state=ordered).when(Spend("o", eur(10), eur(10), INV)).then(FundsSpent)
    assert (billed.available, billed.held("encumbered", "o"), billed.held("actual", "o")) == _n(270, 20, 10)
    back = replace(line, state=billed).when(Restore("o", eur(10), eur(0), eur(30), INV)).then(FundsEncumbered)
    assert (back.available, *back.holds.values()) == _n(270, 30)
    assert list(back.holds) == [("encumbered", "o")]


def test_what_is_handed_over_stands_in_the_other_line_and_not_here() -> None:
    held = [
        _opened("100"),
        FundsEncumbered(**AT, source="available", source_key="o", key="o", amount=eur(60), cause=PO),
    ]
    here = given(BUDGET_LINE, *held)
    left = here.when(HandOver(("o",), "2026-12", eur(15), LINE)).then(FundsReleased, CarriedForward, BudgetRevised)
    assert (left.budget, left.available, *left.holds.values()) == _n(25, 25)
    assert left.carried == {"o": "2026-12"}
    there = given(BUDGET_LINE, _opened("10")).when(TakeOver(eur(75), (("encumbered", "o", eur(60)),), LINE))
    state = there.then(BudgetRevised, FundsEncumbered)
    assert (state.budget, state.available, state.held("encumbered", "o")) == _n(85, 25, 60)
    here.when(HandOver((), "2026-12", eur(0), LINE)).ignored()
    given(BUDGET_LINE, _opened("10")).when(TakeOver(eur(0), (), LINE)).ignored()
    followed = given(BUDGET_LINE, _opened("10")).when(Follow("o", "2026-12")).then(CarriedForward)
    assert BUDGET_LINE.decide(followed, Follow("o", "2026-12"), facts()) == ()


def test_a_reversal_of_a_closed_period_may_fall_below_zero_and_nothing_is_taken_back_of_that() -> None:
    line = given(BUDGET_LINE, _opened("0"))
    state = line.when(Reverse("o", eur(10), "2026-10", INV)).then(FundsReleased)
    assert (state.available, state.held("actual", "o")) == _n(10, -10)
    again = replace(line, state=state).when(Restore("o", eur(10), eur(10), eur(0), INV)).then(FundsAccrued)
    assert (again.available, again.held("accrued", "o"), again.held("actual", "o")) == _n(0, 10, -10)
    replace(line, state=state).when(Pay("o", eur(10), INV)).ignored()


CENTS = st.integers(1, 5_000).map(lambda cents: eur(Decimal(cents).scaleb(-2)))
KEY = st.sampled_from(("a", "b"))
STEP = st.one_of(
    st.builds(lambda k, m: Reserve(f"r{k}", m, PR), KEY, CENTS),
    st.builds(lambda k, m, n: Encumber(f"o{k}", m, f"r{k}", n, PO), KEY, CENTS, CENTS),
    st.builds(lambda k, m: Accrue(f"o{k}", m, PO), KEY, CENTS),
    st.builds(lambda k, m, n: Spend(f"o{k}", m, n, INV), KEY, CENTS, CENTS),
    st.builds(lambda k, m, a, e: Restore(f"o{k}", m, a, e, INV), KEY, CENTS, CENTS, CENTS),
    st.builds(lambda k, m: Pay(f"o{k}", m, INV), KEY, CENTS),
    st.builds(lambda k, m: Owe(f"w{k}", m, INV), KEY, CENTS),
    st.builds(lambda m: Adjust(m, BC), CENTS),
    st.builds(lambda k, m: Reverse(f"o{k}", m, "2026-10", INV), KEY, CENTS),
    st.just("carry"),
)


@settings(deadline=None, max_examples=150)
@any_of(st.lists(STEP, max_size=25), st.sampled_from(("stop", "warn", "allow")), st.booleans())
def test_any_moves_conserve_budget_and_a_carry_conserves_both_lines(steps: list[Any], how: Any, surplus: bool) -> None:
    treatments = Treatments(requisitions=how, orders=how, invoices=how, wages=how)
    here, there = (fold(BUDGET_LINE, BUDGET_LINE.initial, (_opened("100", period=treatments),)) for _ in range(2))
    for step in steps:
        if step == "carry":
            both = here.budget + there.budget, here.available + there.available
            here, there = _carry(here, there, surplus=surplus)
            assert (here.budget + there.budget, here.available + there.available) == both
            assert not here.committed()
            continue
        decision = BUDGET_LINE.decide(here, step, facts())
        here = here if isinstance(decision, Refusal) else fold(BUDGET_LINE, here, decision)
        for line in (here, there):
            assert line.available + sum(line.holds.values()) + line.paid == line.budget
            assert all(amount > 0 for (stage, _), amount in line.holds.items() if stage != "actual")
        assert here.available >= 0 or how != "stop"


def _carry(here: BudgetLine, there: BudgetLine, *, surplus: bool) -> tuple[BudgetLine, BudgetLine]:
    holds = tuple((stage, key, here.money(held)) for key in here.committed() for stage, held in here.commitments(key))
    more = max(here.available, Decimal(0)) if surplus else Decimal(0)
    total = sum((amount.amount for _, _, amount in holds), more)
    over = BUDGET_LINE.decide(here, HandOver(here.committed(), "2026-12", eur(more), LINE), facts())
    taken = BUDGET_LINE.decide(there, TakeOver(eur(total), holds, LINE), facts())
    assert isinstance(over, tuple)
    assert isinstance(taken, tuple)
    return fold(BUDGET_LINE, here, over), fold(BUDGET_LINE, there, taken)


def test_the_checklist_sums_by_currency_and_only_open_commitments_block() -> None:
    yen = Money(amount=Decimal(7), currency="JPY")
    figures = PeriodFigures([eur(1), eur(2), yen], [eur(3)], [], {"payment-runs-open": 0, "sheets-not-signed": 2})
    found = [(each.code, each.count, each.amounts, each.blocking) for each in checklist(figures)]
    assert found == [
        ("open-commitments", 3, (("EUR", Decimal(3)), ("JPY", Decimal(7))), True),
        ("accrued-not-billed", 1, (("EUR", Decimal(3)),), False),
        ("sheets-not-signed", 2, (), False),
    ]


def test_a_period_is_closed_when_over_and_opened_again_by_another() -> None:
    close = CloseBudgetPeriod(entity="ACME", period="2026-10", accepted=("accrued-not-billed",))
    accrued = PeriodFigures(accrued=[eur(1)])
    closed = given(BUDGET_PERIOD).when(Close(close, accrued)).then(BudgetPeriodClosed)
    assert (closed.closed, closed.closed_by) == (True, "rita")
    given(BUDGET_PERIOD).when(Close(close.model_copy(update={"accepted": ()}), accrued)).refused("period-findings")
    given(BUDGET_PERIOD).when(Close(close, PeriodFigures([eur(1)]))).refused("period-blocked")
    given(BUDGET_PERIOD).when(Close(close.model_copy(update={"period": "2026-11"}), accrued)).refused("period-not-over")
    reopen = ReopenBudgetPeriod(entity="ACME", period="2026-10", why="late")
    given(BUDGET_PERIOD).when(reopen).ignored()
    line = replace(given(BUDGET_PERIOD), state=closed)
    line.when(Close(close, accrued)).ignored()
    line.when(reopen).refused("closer-reopens")
    assert not line.when(reopen, facts("root")).then(BudgetPeriodReopened).closed
