"""Benford's law over the amounts of one seller: a report for auditors, never a reason to hold an invoice."""

from collections.abc import Sequence
from decimal import Decimal
from math import log10

FEWEST = 501
"""Fewer amounts say nothing."""
CRITICAL = 15.507
"""Chi-square with 8 degrees of freedom at 5 %."""
EXPECTED = tuple(log10(1 + 1 / digit) for digit in range(1, 10))


def first_digit(amount: Decimal) -> int:
    """The first digit that is not zero; 0 for nothing."""
    return amount.copy_abs().as_tuple().digits[0] if amount else 0


def deviation(amounts: Sequence[Decimal]) -> float | None:
    """Chi-square of the first digits against Benford; None for 500 amounts or fewer. Above CRITICAL it is odd."""
    digits = [digit for amount in amounts if (digit := first_digit(amount))]
    if len(digits) < FEWEST:
        return None
    wanted = [len(digits) * share for share in EXPECTED]
    return sum((digits.count(digit) - want) ** 2 / want for digit, want in enumerate(wanted, start=1))
