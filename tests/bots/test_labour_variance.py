"""The variance of day labour: textbook figures, and its parts add up to the whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bots.labour_variance import LabourVariance, labour_variance

CENT = Decimal("0.01")
FIGURES = st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-2))


def test_textbook_figures() -> None:
    # 110 days at 210 against a budget of 200 a day, where 100 days' work was done.
    found = labour_variance(Decimal(110 * 210), Decimal(110), Decimal(200), Fraction(100), CENT)
    assert found == LabourVariance(Decimal("1100.00"), Decimal("2000.00"), Decimal("3100.00"))
    cheaper = labour_variance(Decimal(90 * 190), Decimal(90), Decimal(200), Fraction(100), CENT)
    assert cheaper == LabourVariance(Decimal("-900.00"), Decimal("-2000.00"), Decimal("-2900.00"))


def test_without_earned_days_only_the_rates_are_judged() -> None:
    found = labour_variance(Decimal(210), Decimal(1), Decimal(200), None, CENT)
    assert found == LabourVariance(Decimal("10.00"))


@given(wages=FIGURES, days=FIGURES, rate=FIGURES, earned=st.fractions(0, 10**6))
def test_the_parts_add_up_and_are_exact_to_the_cent(
    wages: Decimal, days: Decimal, rate: Decimal, earned: Fraction
) -> None:
    found = labour_variance(wages, days, rate, earned, CENT)
    assert found.days is not None
    assert found.total == found.rate + found.days
    assert abs(Fraction(found.total) - (Fraction(wages) - earned * Fraction(rate))) <= Fraction(1, 200)
    assert abs(Fraction(found.days) - (Fraction(days) - earned) * Fraction(rate)) <= Fraction(1, 100)
