"""Budget lines: every move is balanced, no stage falls below zero, and every hold is used up once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aggregates._base import Refusal
from aggregates.budget_line import BUDGET_LINE, Accrue, BudgetLine, Encumber, Pay, Release, Reserve, Spend
from contracts.budget_line import OpenBudgetLine, ReviseBudgetLine
from contracts.values import Money
from events.budget_line import (
    BudgetOpened,
    BudgetRevised,
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsPaid,
    FundsReleased,
    FundsReserved,
    FundsSpent,
    FundsUnpaid,
    OverspendWarned,
)
from tests.support.house import WHERE, eur, facts, fold, given, ref

PR, PO, INV = ref("requisition"), ref("purchase_order"), ref("invoice")
AT: dict[str, Any] = {"entity": "ACME", "cost_object": WHERE}


def _budget(amount: str = "100", control: Any = "stop") -> BudgetOpened:
    return BudgetOpened(**AT, amount=eur(amount), control=control)


def _move(kind: type[FundsMove], source: Any, source_key: str, key: str, amount: str) -> FundsMove:
    return kind(**AT, source=source, source_key=source_key, key=key, amount=eur(amount), cause=PR)


def test_opening_and_revising() -> None:
    open_ = OpenBudgetLine(**AT, amount=eur(100))
    given(BUDGET_LINE).when(open_).then(_budget())
    given(BUDGET_LINE).when(OpenBudgetLine(**AT, amount=eur(-1))).refused("negative-amount")
    given(BUDGET_LINE, _budget()).when(open_).refused("already-registered")
    given(BUDGET_LINE).when(ReviseBudgetLine(**AT, amount=eur(1))).refused("unknown-budget-line")
    reserved = _move(FundsReserved, "available", "a", "a", "60")
    line = given(BUDGET_LINE, _budget(), reserved)
    line.when(ReviseBudgetLine(**AT, amount=eur("59.99"))).refused("budget-below-commitments")
    assert line.when(ReviseBudgetLine(**AT, amount=eur(60))).then(BudgetRevised).available == 0
    yen = Money(amount=Decimal(1), currency="JPY")
    line.when(ReviseBudgetLine(**AT, amount=yen)).refused("currency-mismatch")
    line.when(Reserve("b", yen, PR)).refused("currency-mismatch")


@pytest.mark.parametrize("command", [Reserve("a", eur(1), PR), Release("encumbered", "a", PR)])
def test_an_unknown_line_moves_nothing(command: object) -> None:
    given(BUDGET_LINE).when(command).refused("unknown-budget-line")


def test_reserving_up_to_the_last_cent_and_not_one_more() -> None:
    line = given(BUDGET_LINE, _budget("100"))
    assert line.when(Reserve("a", eur(100), PR)).then(FundsReserved).available == 0
    line.when(Reserve("a", eur("100.01"), PR)).refused("budget-exceeded")
    given(BUDGET_LINE, _budget("100", "warn")).when(Reserve("a", eur("100.01"), PR)).then(
        FundsReserved, OverspendWarned
    )
    line.when(Reserve("a", eur(0), PR)).ignored()


def test_ordering_dearer_draws_the_rest_and_cheaper_gives_it_back() -> None:
    line = given(BUDGET_LINE, _budget(), _move(FundsReserved, "available", "r", "r", "60"))
    dearer = line.when(Encumber("o", eur(70), "r", eur(60), PO)).then(FundsEncumbered, FundsEncumbered)
    assert (dearer.available, dearer.held("encumbered", "o"), dearer.held("pre_encumbered", "r")) == tuple(
        map(Decimal, (30, 70, 0))
    )
    cheaper = line.when(Encumber("o", eur(50), "r", eur(60), PO)).then(FundsEncumbered, FundsReleased)
    assert (cheaper.available, cheaper.held("encumbered", "o")) == tuple(map(Decimal, (50, 50)))
    line.when(Encumber("o", eur("100.01"), "r", eur(60), PO)).refused("budget-exceeded")


def test_accruing_spending_and_paying_use_up_what_stands_before() -> None:
    story = (_budget(), _move(FundsEncumbered, "available", "o", "o", "60"))
    line = given(BUDGET_LINE, *story)
    assert line.when(Accrue("o", eur(70), PO)).then(FundsAccrued).held("accrued", "o") == 60
    part = (*story, _move(FundsAccrued, "encumbered", "o", "o", "20"))
    spent = given(BUDGET_LINE, *part).when(Spend("o", eur(50), eur(50), INV)).then(FundsSpent, FundsSpent)
    assert (spent.held("actual", "o"), spent.held("accrued", "o"), spent.held("encumbered", "o")) == tuple(
        map(Decimal, (50, 0, 10))
    )
    dear = given(BUDGET_LINE, *part).when(Spend("o", eur(65), eur(60), INV)).then(FundsSpent, FundsSpent, FundsSpent)
    assert (dear.available, dear.held("actual", "o")) == tuple(map(Decimal, (35, 65)))
    cheap = (
        given(BUDGET_LINE, *part).when(Spend("o", eur(10), eur(60), INV)).then(FundsSpent, FundsReleased, FundsReleased)
    )
    assert (cheap.available, dict(cheap.holds)) == (Decimal(90), {("actual", "o"): Decimal(10)})
    paid = given(BUDGET_LINE, *part, _move(FundsSpent, "accrued", "o", "o", "20")).when(Pay("o", eur(99), INV))
    assert paid.then(FundsPaid).paid == 20
    line.when(Pay("o", eur(1), INV)).ignored()
    line.when(Release("accrued", "o", PO)).ignored()


CENTS = st.integers(0, 6_000).map(lambda cents: eur(Decimal(cents).scaleb(-2)))
KEYS = st.sampled_from(("a", "b"))


class Line(RuleBasedStateMachine):
    """Any moves in any order conserve the budget."""

    @initialize(amount=st.integers(0, 20_000), control=st.sampled_from(("stop", "stop", "warn")))
    def open(self, amount: int, control: Any) -> None:
        opened = BudgetOpened(**AT, amount=eur(Decimal(amount).scaleb(-2)), control=control)
        self.state: BudgetLine = fold(BUDGET_LINE, BUDGET_LINE.initial, (opened,))

    def _ask(self, command: object) -> None:
        decision = BUDGET_LINE.decide(self.state, command, facts())
        if isinstance(decision, Refusal):
            return
        for event in decision:
            if isinstance(event, FundsMove):
                stands = (
                    self.state.available
                    if event.source == "available"
                    else self.state.held(event.source, event.source_key)
                )
                assert event.amount.amount <= stands or (event.source == "available" and self.state.control == "warn")
                assert event.amount.amount > 0
            self.state = fold(BUDGET_LINE, self.state, (event,))

    @rule(key=KEYS, amount=CENTS)
    def reserve(self, key: str, amount: Money) -> None:
        self._ask(Reserve(f"r{key}", amount, PR))

    @rule(key=KEYS, amount=CENTS, relief=CENTS)
    def encumber(self, key: str, amount: Money, relief: Money) -> None:
        self._ask(Encumber(f"o{key}", amount, f"r{key}", relief, PO))

    @rule(key=KEYS, amount=CENTS)
    def accrue(self, key: str, amount: Money) -> None:
        self._ask(Accrue(f"o{key}", amount, PO))

    @rule(key=KEYS, amount=CENTS, relief=CENTS)
    def spend(self, key: str, amount: Money, relief: Money) -> None:
        self._ask(Spend(f"o{key}", amount, relief, INV))

    @rule(key=KEYS, amount=CENTS)
    def pay(self, key: str, amount: Money) -> None:
        self._ask(Pay(f"o{key}", amount, INV))

    @rule(key=st.sampled_from(("ra", "rb", "oa", "ob")), stage=st.sampled_from(("pre_encumbered", "encumbered")))
    def release(self, key: str, stage: Any) -> None:
        self._ask(Release(stage, key, PO))

    @rule(amount=CENTS)
    def revise(self, amount: Money) -> None:
        self._ask(ReviseBudgetLine(**AT, amount=amount))

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        held = sum(self.state.holds.values(), Decimal(0))
        assert self.state.available + held + self.state.paid == self.state.budget

    @invariant()
    def no_stage_is_negative(self) -> None:
        assert all(amount > 0 for amount in self.state.holds.values())
        assert self.state.paid >= 0
        assert self.state.available >= 0 or self.state.control == "warn"


TestLine = Line.TestCase
TestLine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("difference", [None, "discount"])
def test_a_discount_of_the_days_before_it_was_named_is_known_as_well(difference: Any) -> None:
    kept = _move(FundsReleased, "actual", "O:1", "", "2").model_copy(update={"difference": difference})
    again = _move(FundsUnpaid, "available", "O:1", "O:1", "2").model_copy(update={"difference": difference})
    line = fold(BUDGET_LINE, BudgetLine(), (_budget(), _move(FundsSpent, "available", "O:1", "O:1", "100"), kept))
    assert line.saved == {("O:1", PR.id): Decimal(2)}
    assert (
        fold(
            BUDGET_LINE, BudgetLine(), (_budget(), _move(FundsSpent, "available", "O:1", "O:1", "100"), kept, again)
        ).saved
        == {}
    )
