"""What foremen write into the cell of a worker's day: √, 半, ×, 加2h, and what totals say."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from contracts.labour_sheet import MAN_DAYS, Presence

_FULL = frozenset(["√", "✓", "✔", "☑", "全", "满", "全天", "1"])
_HALF = frozenset(["半", "半天", "1/2", "0.5"])
_ABSENT = frozenset(["×", "x", "✕", "✗", "✘", "缺", "0"])
_FIGURE = r"\d{1,5}(?:\.\d{1,6})?"
_WRITTEN = re.compile(rf"(.*?)(?:(?:\+|\+?加班?|\+?ot)({_FIGURE})(?:h|小时|个小时|时)?)?")
_TOTAL = re.compile(rf"({_FIGURE})(?:天|工|工日|人|h|小时)?")


@dataclass(frozen=True)
class Mark:
    """A worker's day as it was written down."""

    presence: Presence
    overtime_hours: Decimal = Decimal(0)

    @property
    def days(self) -> Decimal:
        """Its man-days."""
        return MAN_DAYS[self.presence]


def plain(text: str) -> str:
    """A text without the widths and blanks that people align it with, in small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("⁄", "/").casefold()


def mark(text: str) -> Mark | None:
    """What a cell that is not blank says; None where it says nothing that is certain.

    Overtime alone follows a whole day: nobody works overtime on a day of absence. A bare 2 may be two hours or two days.
    """
    found = _WRITTEN.fullmatch(plain(text))
    if not found or not found[0]:
        return None
    presence, hours = _presence(found[1]) if found[1] else "full", found[2]
    if presence is None or (hours and presence == "absent"):
        return None
    return Mark(presence, Decimal(hours or 0))


def _presence(written: str) -> Presence | None:
    if figure := _figure(written):
        written = figure
    if written in _FULL:
        return "full"
    if written in _HALF:
        return "half"
    return "absent" if written in _ABSENT else None


def _figure(written: str) -> str:
    """1.0 is 1, and .5 is 0.5."""
    return f"{Decimal(written).normalize():f}" if re.fullmatch(r"\d{0,2}\.\d{1,6}|\d{1,2}\.?", written) else ""


def total(text: str) -> Decimal | None:
    """The figure of a total; None where it is none."""
    found = _TOTAL.fullmatch(plain(text))
    return Decimal(found[1]) if found else None
