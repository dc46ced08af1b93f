"""Document numbers as people retype them: when two spellings are the same number, and when they only look alike."""

import re
import unicodedata

_MARKS = re.compile(r"[\W_]+")
_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1"})


def normal(number: str) -> str:
    """The same for every notation of one number: width and case do not count, any separator is one mark.

    Separators still part the number: 1-23 and 12-3 are two. Zeros in front do not count.
    """
    text = unicodedata.normalize("NFKC", number).casefold()
    return _MARKS.sub("-", text).strip("-").lstrip("0") or "0"


def alike(number: str) -> str:
    """The same for numbers that a reader or a forger confuses: no separators, no zeros in front, O as 0, I and l as 1."""
    return _MARKS.sub("", normal(number)).translate(_LOOK_ALIKE).lstrip("0") or "0"


def notations(number: str) -> tuple[str, str]:
    """Two spellings that a number of ours is found by: without separators, and its parts without zeros in front.

    PO-2026-000042 is found as PO2026000042, as "po 2026/42" and as 2026-42 behind any mark.
    """
    plain = unicodedata.normalize("NFKC", number).casefold()
    parts = (part.lstrip("0") or "0" for part in re.findall(r"[^\W\d_]+|\d+", plain))
    return _MARKS.sub("", plain), "-".join(parts)


def looks_like(number: str, prefix: str) -> bool:
    """Whether it is written like one of our own numbers: prefix, year, sequence."""
    return re.fullmatch(rf"{prefix.casefold()}-\d{{4}}-\d+", notations(number)[1]) is not None
