"""How far day labour is from its budget, split into what its rates and what its days did; pure and exact until rounded."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bots.earned_value import rounded


@dataclass(frozen=True)
class LabourVariance:
    """Above zero it cost more than budgeted; `days` and `total` are unknown where nobody knows what was earned."""

    rate: Decimal
    days: Decimal | None = None
    total: Decimal | None = None


def labour_variance(
    wages: Decimal, days: Decimal, budget_rate: Decimal, earned_days: Fraction | None, unit: Decimal
) -> LabourVariance:
    """Σdays·(rate − budget rate) + (days − earned days)·budget rate; `wages` is Σdays·rate, overtime apart.

    Only the total and its first part are rounded, to the currency's smallest unit: the parts add up to the total.
    """
    by_rate = rounded(Fraction(wages) - Fraction(days) * Fraction(budget_rate), unit)
    if earned_days is None:
        return LabourVariance(by_rate)
    total = rounded(Fraction(wages) - earned_days * Fraction(budget_rate), unit)
    return LabourVariance(by_rate, total - by_rate, total)
