"""Taking back what was billed: payables, budgets and orders are as they would be without it, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from aggregates import invoice_lines
from aggregates.budget_line import BUDGET_LINE, BudgetLine, Encumber, Restore, Spend
from aggregates.payable import PAYABLE, Reduce
from contracts.values import Money
from events.budget_line import BudgetOpened, FundsEncumbered, FundsReserved
from events.payable import PayableClaimed, PayableOpened, PayableReduced
from tests.examples import EVENT_EXAMPLES, INV, PO, PR, RUN
from tests.support.house import WHERE, eur, facts, given

OPENED = EVENT_EXAMPLES["payable.opened.v1"]
assert isinstance(OPENED, PayableOpened)
PAYABLE_REF = OPENED.ref
CLAIMED = PayableClaimed(ref=OPENED.ref, invoice=INV, run=RUN, attempt=1)


def test_an_open_payable_is_reduced_to_nothing_at_most() -> None:
    due = given(PAYABLE, OPENED)
    assert due.when(Reduce(eur(190), INV)).then(PayableReduced).amount == eur(1000)
    assert due.when(Reduce(eur(1190), INV)).then(PayableReduced).status == "void"
    due.when(Reduce(eur("1190.01"), INV)).refused("credit-exceeds-payable")


def test_what_is_being_paid_is_not_reduced() -> None:
    given(PAYABLE, OPENED, CLAIMED).when(Reduce(eur(1), INV)).refused("original-already-paid")
    nothing = PayableReduced(ref=PAYABLE_REF, invoice=INV, by=eur(1190), amount=eur(0), cause=INV)
    given(PAYABLE, OPENED, nothing).when(Reduce(eur(1), INV)).refused("original-already-paid")


def _line(encumbered: str, spent: str, relief: str) -> BudgetLine:
    """A budget of 100, of which something was ordered and something billed."""
    opened = BudgetOpened(entity="ACME", cost_object=WHERE, amount=eur(100), control="stop")
    reserved = FundsReserved(
        entity="ACME", cost_object=WHERE, source="available", source_key="r", key="r", amount=eur(encumbered), cause=PR
    )
    order = Encumber("k", eur(encumbered), "r", eur(encumbered), PO)
    state = given(BUDGET_LINE, opened, reserved).when(order).then(FundsEncumbered)
    decision = BUDGET_LINE.decide(state, Spend("k", eur(spent), eur(relief), INV), facts())
    assert isinstance(decision, tuple)
    for event in decision:
        state = BUDGET_LINE.evolve(state, event)
    return state


@pytest.mark.parametrize(
    ("spent", "relief", "accrued", "encumbered", "available"),
    [
        ("50", "50", "0", "50", "50"),
        ("60", "50", "20", "30", "50"),
        ("40", "50", "30", "20", "50"),
        ("50", "50", "0", "30", "70"),
    ],
)
def test_actual_returns_to_where_it_came_from(
    spent: str, relief: str, accrued: str, encumbered: str, available: str
) -> None:
    state = _line("50", spent, relief)
    restore = Restore("k", eur(spent), eur(accrued), eur(encumbered), INV)
    decision = BUDGET_LINE.decide(state, restore, facts())
    assert isinstance(decision, tuple)
    for event in decision:
        state = BUDGET_LINE.evolve(state, event)
    stages = tuple(state.held(stage, "k") for stage in ("actual", "accrued", "encumbered"))
    assert stages == (Decimal(0), Decimal(accrued), Decimal(encumbered))
    assert state.available == Decimal(available)


@forall(st.lists(st.integers(1, 10**6), min_size=1, max_size=7), st.integers(0, 2 * 10**6))
def test_what_the_document_takes_off_is_spread_to_the_cent(cents: list[int], whole: int) -> None:
    parts, wanted = [Decimal(cent) / 100 for cent in cents], Money(amount=Decimal(whole) / 100, currency="EUR")
    shares = invoice_lines.spread_amount(parts, wanted)
    assert sum(shares) == wanted.amount
    total = sum(parts)
    for part, share in zip(parts, shares, strict=True):
        assert abs(share - part * wanted.amount / total) < Decimal("0.01")
