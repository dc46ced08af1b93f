"""Earned value: textbook figures, and what must hold for any figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.earned_value import (
    UNACHIEVABLE,
    Standing,
    earned_schedule,
    earned_value,
    physical_progress,
    rounded,
    s_curve,
    spi_t,
)
from bots.time_phasing import Part, curve, days_passed, months, phased, planned_on

CENTS = st.integers(0, 10**14).map(lambda minor: Decimal(minor).scaleb(-2))
SOME = st.integers(1, 10**14).map(lambda minor: Decimal(minor).scaleb(-2))
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def at(bac: object, pv: object, ev: object, ac: object) -> Standing:
    planned, earned, spent = (Decimal(str(figure)) for figure in (pv, ev, ac))
    return Standing(Decimal(str(bac)), planned, earned, spent, "CNY")


def test_the_textbook_case_is_forecast_from_the_exact_cpi() -> None:
    found = earned_value(at(1_000_000, 600_000, 500_000, 520_000))
    assert [found.sv, found.cv] == [-100_000, -20_000]
    assert (found.spi, found.cpi) == (Decimal("0.833333"), Decimal("0.961538"))
    assert found.at_cpi is not None
    assert [found.at_cpi.eac, found.at_cpi.etc, found.at_cpi.vac] == [1_040_000, 520_000, -40_000]
    assert str(found.at_cpi.eac) == "1040000.00"
    assert found.at_plan.eac == 1_020_000
    assert found.at_spi_and_cpi is not None
    assert found.at_spi_and_cpi.eac == 1_144_000  # 520,000 + 500,000 / (5/6 x 25/26)
    assert found.tcpi == Decimal("1.041667")  # 500,000 / 480,000


@pytest.mark.parametrize(
    ("standing", "tcpi"),
    [
        (at(100, 50, 50, 100), UNACHIEVABLE),  # exactly at the edge: nothing left for the rest
        (at(100, 50, 50, 101), UNACHIEVABLE),
        (at(100, 50, 50, "99.99"), Decimal(5000)),
        (at(100, 100, 100, 90), Decimal(0)),
        (at(100, 100, 100, 120), Decimal(0)),
        (at(100, 100, 100, 100), None),  # nothing left of either
    ],
)
def test_tcpi(standing: Standing, tcpi: object) -> None:
    assert earned_value(standing).tcpi == tcpi


def test_without_work_or_cost_there_is_no_ratio_but_the_plan_still_forecasts() -> None:
    before = earned_value(at(100, 0, 0, 0))
    assert (before.spi, before.cpi, before.at_cpi, before.at_spi_and_cpi) == (None, None, None, None)
    assert before.at_plan.eac == 100
    nothing_earned = earned_value(at(100, 50, 0, 30))
    assert [nothing_earned.spi, nothing_earned.cpi, nothing_earned.at_cpi] == [0, 0, None]
    assert nothing_earned.at_plan.eac == 130


@given(bac=SOME, pv=SOME, share=st.fractions(0, 1), ac=SOME)
def test_forecasts_are_exact_to_the_cent(bac: Decimal, pv: Decimal, share: Fraction, ac: Decimal) -> None:
    ev = rounded(Fraction(bac) * share, Decimal("0.01"))
    found = earned_value(at(bac, pv, ev, ac))
    assert found.sv + pv == found.cv + ac == ev
    for forecast, spent_per_earned in (
        (found.at_cpi, Fraction(ac) / Fraction(ev) if ev else None),
        (found.at_spi_and_cpi, Fraction(ac) * Fraction(pv) / Fraction(ev) ** 2 if ev else None),
        (found.at_plan, Fraction(1)),
    ):
        if forecast is None or spent_per_earned is None:
            assert not ev
            continue
        assert abs(Fraction(forecast.eac) - (Fraction(ac) + Fraction(bac - ev) * spent_per_earned)) <= Fraction(1, 200)
        assert Fraction(forecast.eac) == Fraction(ac) + Fraction(forecast.etc) == Fraction(bac) - Fraction(forecast.vac)
    if found.at_cpi is not None and ev == bac:
        assert found.at_cpi.eac == ac


@given(exact=st.fractions(), unit=st.sampled_from(["1", "0.01", "0.000001"]))
def test_rounding_is_nearest_and_symmetric(exact: Fraction, unit: str) -> None:
    found = rounded(exact, Decimal(unit))
    assert abs(Fraction(found) - exact) <= Fraction(unit) / 2
    assert rounded(-exact, Decimal(unit)) == found.copy_negate()


def _points(*planned: int) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(n), Fraction(value)) for n, value in enumerate(planned, 1)]


@pytest.mark.parametrize(
    ("planned", "earned", "time"),
    [
        ((10, 30, 60, 100), 0, "0"),
        ((10, 30, 60, 100), 30, "2"),
        ((10, 30, 60, 100), 45, "2.5"),
        ((10, 30, 60, 100), 100, "4"),
        ((10, 30, 60, 100), 110, "4"),
        ((10, 10, 60, 100), 10, "2"),  # the standstill of the plan is earned
        ((10, 100, 100), 100, "2"),  # but not after its end
        ((), 5, "0"),
        ((0,), 0, "0"),  # a plan of nothing is over before it begins
    ],
)
def test_earned_schedule(planned: tuple[int, ...], earned: int, time: str) -> None:
    assert earned_schedule(_points(*planned), Fraction(earned)) == Fraction(time)


def test_late_work_stays_late_in_time_when_spi_has_drifted_to_one() -> None:
    plan = _points(25, 50, 75, 100)
    assert earned_value(at(100, 100, 100, 100)).spi == 1
    assert spi_t(earned_schedule(plan, Fraction(100)), Fraction(5)) == Decimal("0.8")
    assert spi_t(Fraction(0), Fraction(0)) is None
    assert spi_t(Fraction(1), Fraction(1)) == 1, "the first day counts"


def test_physical_progress_is_weighted() -> None:
    assert physical_progress([(Decimal(3), Decimal(100)), (Decimal(1), Decimal(0))]) == 75
    assert physical_progress([]) is None


def test_the_s_curve_ends_where_the_future_begins() -> None:
    planned = {"2026-10": Decimal(10), "2026-11": Decimal(20), "2026-12": Decimal(70)}
    points = s_curve(planned, {"2026-10": Decimal(5), "2026-11": Decimal(5)}, {"2026-09": Decimal(2)}, "2026-11")
    assert [[p.period, p.pv, p.ev, p.ac] for p in points] == [
        ["2026-09", 0, 0, 2],
        ["2026-10", 10, 5, 2],
        ["2026-11", 30, 10, 2],
        ["2026-12", 100, None, None],
    ]


def test_a_budget_is_spread_by_days_or_as_stated() -> None:
    first, last = date(2026, 11, 16), date(2027, 1, 14)  # 15, 31 and 14 days
    assert [p.amount for p in phased(Decimal(100), "EUR", first, last)] == [25, Decimal("51.67"), Decimal("23.33")]
    stated = {"2026-11": Decimal(10), "2027-01": Decimal(90)}
    assert [p.amount for p in phased(Decimal(100), "EUR", first, last, stated)] == [10, 0, 90]


@given(budget=SOME, first=DAYS, days=st.integers(0, 1_000), day=st.integers(-5, 1_005))
def test_the_parts_add_up_and_never_fall(budget: Decimal, first: date, days: int, day: int) -> None:
    last = first + timedelta(days=days)
    parts = phased(budget, "CNY", first, last)
    assert sum(part.amount for part in parts) == budget
    assert [(p.first, p.last) for p in parts] == list(months(first, last))
    assert all(part.amount >= 0 for part in parts)
    assert planned_on(parts, last) == budget
    assert 0 <= planned_on(parts, first + timedelta(days=day)) <= budget


@given(
    tasks=st.lists(st.tuples(SOME, st.integers(0, 60), st.integers(1, 90)), min_size=1, max_size=4),
    day=st.integers(1, 200),
)
def test_who_has_earned_what_was_planned_is_on_time(tasks: list[tuple[Decimal, int, int]], day: int) -> None:
    start = date(2026, 1, 1)
    parts: list[Part] = []
    for budget, wait, length in tasks:
        first = start + timedelta(days=wait)
        parts += phased(budget, "CNY", first, first + timedelta(days=length - 1))
    points, today = curve(parts), min(p.first for p in parts) + timedelta(days=day - 1)
    assert points[-1][1] == sum(part.amount for part in parts)
    earned = planned_on(parts, today)
    schedule, passed = earned_schedule(points, earned), days_passed(parts, today)
    assert passed == day
    end = next(time for time, value in points if value == points[-1][1])
    assert schedule >= min(passed, end)
    if all(slower[1] < faster[1] for slower, faster in pairwise([(0, Fraction(0)), *points])):
        assert schedule == min(passed, end)
