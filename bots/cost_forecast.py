"""What a cost object will have cost in the end, and the day on which it will cross its budget, before it does."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

ZERO = Decimal(0)


@dataclass(frozen=True)
class CostStanding:
    """Figures of a cost object in one currency: its budget, all that is committed or spent of it, and what is spent.

    `spent` is accrued, actual and paid cost; `estimate` is earned value's EAC at the cost so far, where there is one.
    """

    budget: Decimal
    committed: Decimal
    spent: Decimal
    estimate: Decimal | None = None


@dataclass(frozen=True)
class CostForecast:
    """`at_completion` is what all will have cost; `left` is the budget less that; `crosses_on` the day it is used up."""

    at_completion: Decimal
    left: Decimal
    crosses_on: date | None


def cost_forecast(at: CostStanding, today: date, finish: date) -> CostForecast:
    """Forecast the end: never below what is committed, and as earned value says where the work so far tells more.

    What is still to be spent is spent evenly from the day after `today` to `finish`; a finish that has passed means
    tomorrow. What is over its budget already has crossed it at the latest today.
    """
    at_completion = max(at.committed, at.estimate if at.estimate is not None else ZERO)
    return CostForecast(at_completion, at.budget - at_completion, _crossing(at, at_completion, today, finish))


def _crossing(at: CostStanding, at_completion: Decimal, today: date, finish: date) -> date | None:
    if at_completion <= at.budget:
        return None
    if at.spent > at.budget:
        return today
    share = Fraction(at.budget - at.spent) / Fraction(at_completion - at.spent)
    return today + timedelta(days=max(ceil(share * (finish - today).days), 1))
