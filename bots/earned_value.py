"""Earned value: how far work is ahead or behind in money and in time, and what it will have cost in the end.

Every ratio stays exact until it is shown: 500,000 earned for 520,000 make a CPI of 0.9615…, and a forecast from the
rounded 0.96 would be wrong by 833.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from bots.numbers import EXACT, product
from contracts.currency import quantum
from contracts.values import SCALE

UNACHIEVABLE: Literal["unachievable"] = "unachievable"
Tcpi = Decimal | Literal["unachievable"]
Ratio = Fraction | None


@dataclass(frozen=True)
class Standing:
    """Budget at completion (BAC), and what is planned (PV), earned (EV) and spent (AC) up to a day, in one currency."""

    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal
    currency: str


@dataclass(frozen=True)
class Forecast:
    """What all will have cost (EAC), what is still to be spent (ETC), and what is left of the budget then (VAC)."""

    eac: Decimal
    etc: Decimal
    vac: Decimal


@dataclass(frozen=True)
class EarnedValue:
    """The figures of a standing; None where one has no meaning yet.

    The rest costs as the work so far (`at_cpi`), is slowed by the schedule as well (`at_spi_and_cpi`), or costs what was
    planned (`at_plan`).
    """

    sv: Decimal
    cv: Decimal
    spi: Decimal | None
    cpi: Decimal | None
    tcpi: Tcpi | None
    at_cpi: Forecast | None
    at_spi_and_cpi: Forecast | None
    at_plan: Forecast


@dataclass(frozen=True)
class CurvePoint:
    """The S-curve at the end of a period; what has not happened yet is not known."""

    period: str
    pv: Decimal
    ev: Decimal | None
    ac: Decimal | None


def earned_value(at: Standing) -> EarnedValue:
    """All figures of a standing."""
    spi, cpi = ratio(at.ev, at.pv), ratio(at.ev, at.ac)
    return EarnedValue(
        sv=at.ev - at.pv,
        cv=at.ev - at.ac,
        spi=shown(spi),
        cpi=shown(cpi),
        tcpi=tcpi(at),
        at_cpi=_forecast(at, cpi),
        at_spi_and_cpi=_forecast(at, None if spi is None or cpi is None else spi * cpi),
        at_plan=_at_cost(at, Fraction(at.bac - at.ev)),
    )


def ratio(part: Decimal, whole: Decimal) -> Ratio:
    """`part` of `whole`, exactly; nothing of nothing is no ratio."""
    return Fraction(part) / Fraction(whole) if whole else None


def shown(exact: Ratio) -> Decimal | None:
    """A ratio for people, at scale 6; nothing is computed from it."""
    return None if exact is None else rounded(exact, Decimal(1).scaleb(-SCALE))


def rounded(exact: Fraction, unit: Decimal) -> Decimal:
    """An exact figure in multiples of `unit`, half away from zero."""
    steps = exact / Fraction(unit)
    whole = (2 * abs(steps.numerator) + steps.denominator) // (2 * steps.denominator)
    return product(Decimal(whole if steps >= 0 else -whole), unit)


def tcpi(at: Standing) -> Tcpi | None:
    """How well the rest must be done to keep to the budget; without budget left for work left nobody can."""
    if at.ev < at.bac and at.bac <= at.ac:
        return UNACHIEVABLE
    return shown(ratio(at.bac - at.ev, at.bac - at.ac))


def _forecast(at: Standing, efficiency: Ratio) -> Forecast | None:
    left = Fraction(at.bac - at.ev)
    if not left:
        return _at_cost(at, left)
    return _at_cost(at, left / efficiency) if efficiency else None


def _at_cost(at: Standing, rest: Fraction) -> Forecast:
    eac = rounded(Fraction(at.ac) + rest, quantum(at.currency))
    return Forecast(eac, EXACT.subtract(eac, at.ac), EXACT.subtract(at.bac, eac))


def earned_schedule(curve: Sequence[tuple[Fraction, Fraction]], earned: Fraction) -> Fraction:
    """The time at which the plan would have earned this much: `curve` is (time, cumulative PV), rising, from (0, 0) on.

    Where the plan stands still, all of the standstill is earned; what exceeds the plan is worth its end.
    """
    before, planned = Fraction(0), Fraction(0)
    for time, value in curve:
        if earned < value:
            return before + (time - before) * (earned - planned) / (value - planned)
        if value == curve[-1][1]:
            return time if value > planned else before
        before, planned = time, value
    return before


def spi_t(schedule: Fraction, actual_time: Fraction) -> Decimal | None:
    """SPI(t): earned schedule by actual time; unlike SPI it does not drift to 1 when late work is finished."""
    return shown(schedule / actual_time) if actual_time > 0 else None


def physical_progress(tasks: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The percentage done of tasks given as (weight, percentage done)."""
    known = [(Fraction(weight), Fraction(percent)) for weight, percent in tasks]
    whole = sum((weight for weight, _ in known), Fraction(0))
    done = sum((weight * percent for weight, percent in known), Fraction(0))
    return shown(done / whole) if whole else None


Sums = Mapping[str, Decimal]


def s_curve(planned: Sums, earned: Sums, actual: Sums, until: str) -> tuple[CurvePoint, ...]:
    """The S-curve from what was planned, earned and spent in each period ("2026-11"); `until` is the present one."""
    known = sorted({*planned, *earned, *actual})
    totals = (_running(figures, known) for figures in (planned, earned, actual))
    return tuple(
        CurvePoint(period, pv, ev if period <= until else None, ac if period <= until else None)
        for period, pv, ev, ac in zip(known, *totals, strict=True)
    )


def _running(figures: Sums, periods: Sequence[str]) -> Iterable[Decimal]:
    return accumulate(figures.get(period, Decimal(0)) for period in periods)
