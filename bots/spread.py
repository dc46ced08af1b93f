"""Exact figures of how far offers lie apart: rounding, median, spread and outliers."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from contracts.comparison import ComparisonPolicy
from contracts.values import Money


def rounded(value: Fraction, to: Decimal) -> Decimal:
    """`value` rounded half away from zero to a multiple of `to`, from the exact fraction."""
    units = value / Fraction(to)
    whole = (2 * abs(units.numerator) + units.denominator) // (2 * units.denominator)
    return (whole if units >= 0 else -whole) * to


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the mean of the middle two; zero for none."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return Fraction(0)
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def is_outlier(amount: Decimal, amounts: Sequence[Decimal], policy: ComparisonPolicy) -> bool:
    """Whether an amount stands out among at least three."""
    return len(amounts) >= 3 and is_beyond(amount, amounts, policy)


def is_beyond(amount: Decimal, amounts: Sequence[Decimal], policy: ComparisonPolicy) -> bool:
    """Whether an amount lies further from the median of others than the policy allows; of none it does not."""
    if not amounts:
        return False
    values = [Fraction(each) for each in amounts]
    middle = median(values)
    distance = abs(Fraction(amount) - middle)
    deviation = median([abs(value - middle) for value in values])
    percent, times = policy.outlier_percent, policy.outlier_mads
    far = percent is not None and distance * 100 > Fraction(percent) * abs(middle)
    strange = times is not None and deviation > 0 and distance > Fraction(times) * deviation
    return far or strange


def spread_of(amounts: Sequence[Decimal], currency: str) -> tuple[Money | None, Decimal | None]:
    """Highest less lowest, and that in percent of the lowest (two decimals); nothing below two offers."""
    if len(amounts) < 2:
        return None, None
    low, high = min(amounts), max(amounts)
    percent = rounded(Fraction(high - low) * 100 / Fraction(low), Decimal("0.01")) if low > 0 else None
    return Money(amount=high - low, currency=currency), percent
