"""The days that are printed on pages, and whether 03/04/2025 is the 3rd of April or the 4th of March."""

import re

from bots.reading.layout import Sheet
from bots.reading.written import DAY, iso_date
from contracts.reading import Field

SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{2,4}(?![\d/])")
ENGLISH = re.compile(r"\b(?:invoice|total|date)\b", re.IGNORECASE)
DECEMBER = 12


def all_dates(page: Sheet) -> set[str]:
    """Every date printed anywhere, read day first and month first."""
    found = [match[0] for match in DAY.finditer(page.text)]
    return {date for text in found for month in (False, True) if (date := iso_date(text, month_first=month))}


def is_ambiguous(text: str, written: str) -> bool:
    """Whether 03/04/2025 may be either day: no other date settles it, and the page is in English, which has both."""
    parts = SLASHED.search(written)
    if not parts or max(int(parts[1]), int(parts[2])) > DECEMBER or parts[1] == parts[2]:
        return False
    settled = any(int(first) > DECEMBER or int(second) > DECEMBER for first, second in SLASHED.findall(text))
    return not settled and bool(ENGLISH.search(text))


def month_first(text: str, currency: Field | None) -> bool:
    """Whether 03/04/2025 is the 4th of March: another date on the pages settles it, else dollars do."""
    dates = [(int(first), int(second)) for first, second in SLASHED.findall(text)]
    months, days = any(second > DECEMBER for _, second in dates), any(first > DECEMBER for first, _ in dates)
    return months if months != days else currency is not None and currency.value == "USD"
