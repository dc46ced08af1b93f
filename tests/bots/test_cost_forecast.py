"""Forecast at completion: the higher of commitments and earned value, and the day on which it crosses the budget."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.cost_forecast import CostStanding, cost_forecast

D = Decimal
TODAY, FINISH = date(2026, 11, 10), date(2026, 11, 20)


def test_within_the_budget_nothing_crosses_it() -> None:
    found = cost_forecast(CostStanding(D(1000), D(600), D(200)), TODAY, FINISH)
    assert (found.at_completion, found.left, found.crosses_on) == (D(600), D(400), None)


def test_exactly_at_the_budget_is_within_it_and_a_cent_more_is_not() -> None:
    assert cost_forecast(CostStanding(D(1000), D(1000), D(0)), TODAY, FINISH).crosses_on is None
    over = cost_forecast(CostStanding(D(1000), D("1000.01"), D(0)), TODAY, FINISH)
    assert (over.left, over.crosses_on) == (D("-0.01"), FINISH)


@pytest.mark.parametrize(
    ("spent", "estimate", "crosses"),
    [
        # 1,200 in the end, 200 spent: 1,000 in ten days, of which 800 are within the budget.
        (D(200), D(1200), date(2026, 11, 18)),
        (D(200), D(1800), date(2026, 11, 15)),
        # Nothing is left of the budget: the next day is over it.
        (D(1000), D(1200), date(2026, 11, 11)),
        (D("1000.01"), D(1200), TODAY),
    ],
)
def test_the_rest_is_spent_evenly_until_the_work_ends(spent: D, estimate: D, crosses: date) -> None:
    found = cost_forecast(CostStanding(D(1000), D(900), spent, estimate), TODAY, FINISH)
    assert (found.at_completion, found.crosses_on) == (estimate, crosses)


def test_textbook_figures_of_earned_value() -> None:
    found = cost_forecast(CostStanding(D(1_000_000), D(520_000), D(520_000), D("1040000.00")), TODAY, FINISH)
    # 480,000 of 520,000 in ten days: 9.23 days.
    assert (found.left, found.crosses_on) == (D("-40000.00"), date(2026, 11, 20))


def test_work_that_should_have_ended_crosses_tomorrow() -> None:
    found = cost_forecast(CostStanding(D(100), D(120), D(50)), TODAY, date(2026, 1, 1))
    assert found.crosses_on == date(2026, 11, 11)


AMOUNTS = st.decimals(0, 10**9, places=2)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.none() | AMOUNTS, st.integers(-400, 4000))
def test_it_never_says_less_than_is_committed_and_names_a_day_when_it_is_over(
    budget: D, committed: D, spent: D, estimate: D | None, days: int
) -> None:
    at = CostStanding(budget, max(committed, spent), spent, estimate)
    finish = TODAY + timedelta(days=days)
    found = cost_forecast(at, TODAY, finish)
    assert found.at_completion >= at.committed
    assert found.left == budget - found.at_completion
    assert (found.crosses_on is None) == (found.left >= 0)
    if found.crosses_on:
        assert TODAY <= found.crosses_on <= max(finish, TODAY + timedelta(days=1))
