"""Exact figures: what counts as a plain decimal, and arithmetic that never rounds."""

import re
from decimal import Context, Decimal

from contracts.currency import MINOR_UNITS, quantum

CENT = Decimal("0.01")
# Wide enough for the product of any two figures of PLAIN; nothing that is compared is ever rounded.
EXACT = Context(prec=120)
PLAIN = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,18})?|\.\d{1,18})", re.ASCII)
SCIENTIFIC = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+", re.ASCII)


def exact(text: str | None) -> Decimal | None:
    """The decimal written in `text` (the lexical form of xs:decimal), or None when it is absent or no plain figure."""
    return Decimal(text) if text is not None and PLAIN.fullmatch(text) else None


def total(figures: list[Decimal]) -> Decimal:
    """The exact sum; zero for none."""
    result = Decimal(0)
    for figure in figures:
        result = EXACT.add(result, figure)
    return result


def product(left: Decimal, right: Decimal) -> Decimal:
    """The exact product."""
    return EXACT.multiply(left, right)


def rounding_unit(currency: str | None) -> Decimal:
    """What a computed amount is rounded to: a cent, or the smallest unit of a currency that has no cents."""
    return max(CENT, quantum(currency)) if currency in MINOR_UNITS else CENT


def plain(figure: Decimal) -> str:
    """The figure without exponent, as evidence shows it."""
    return format(figure, "f")
