"""Units of measure (UN/ECE Recommendation 20): when an invoice counts in the same unit as the order."""

import re

CODE = re.compile(r"[A-Z0-9]{2,3}")
PIECES = frozenset({"C62", "EA", "H87", "PCE"})
"""One, each, piece: suppliers' systems use them for the same thing."""


def same_unit(billed: str | None, ordered: str | None) -> bool:
    """Whether two units are the same. A unit that is not stated, or is a word of a printed page, says nothing."""
    if billed is None or ordered is None or not CODE.fullmatch(billed) or billed == ordered:
        return True
    return {billed, ordered} <= PIECES
