"""Dates and amounts as people write them in European languages and Chinese."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bots.reading.layout import DOUBTFUL_SPACE

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "stycznia januar jänner january janvier januari enero gennaio janeiro jan",
            "lutego februar february février fevrier februari febrero febbraio fevereiro feb fév",
            "marca märz maerz march mars maart marzo março mar mär mrt", "kwietnia april avril abril aprile apr avr",
            "maja mai may mei mayo maggio maio", "czerwca juni june juin junio giugno junho jun",
            "lipca juli july juillet julio luglio julho jul juil",
            "sierpnia august août aout augustus agosto aug",
            "września september septembre septiembre settembre setembro sep sept",
            "października oktober october octobre octubre ottobre outubro okt oct",
            "listopada november novembre noviembre novembro nov",
            "grudnia dezember december décembre decembre diciembre dicembre dezembro dez dec déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = (
    r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})(?!\d)"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:de\s)?(?:{_MONTH})\.?,?\s(?:de\s)?\d{{4}}"
    rf"|\d{{1,2}}[-.](?:{_MONTH})\.?[-. ](?:\d{{4}}|\d{{2}})(?!\d)|(?:{_MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
)
DAY = re.compile(DATE, re.IGNORECASE)
PART_OF_DAY = re.compile(rf"\d+|{_MONTH}", re.IGNORECASE)
# No figure begins with a zero before another digit: "000,00" is the end of one that was cut in two.
_AMOUNTS = {
    decimal: re.compile(
        rf"(?<![\d.,/])(?P<sign>[-−–]\s?)?[€$£¥￥]?\s?"
        rf"(?P<figure>[1-9]\d{{0,2}}(?:[{thousand}'\u2009{DOUBTFUL_SPACE}]\d{{3}})+{mark}\d{{2}}|(?:0|[1-9]\d*){mark}\d{{2}})"
        rf"(?![\d]|[.,/-]\d|\s?%|\s?uhr|\s[-–]\s\d)(?P<behind>-(?!\w))?",
        re.IGNORECASE,
    )
    for decimal, thousand, mark in ((",", ".", ","), (".", ",", r"\."))
}
_FIGURES = {
    mark: re.compile(rf"-?(?:\d+|\d{{1,3}}(?:[{thousand}]\d{{3}})+)(?:[{mark}]\d+)?")
    for mark, thousand in ((",", "."), (".", ","))
}


@lru_cache(maxsize=8)  # each reader of a page asks for it
def decimal_mark(text: str) -> str:
    """The decimal mark that the document uses: the one with more two-digit amounts."""
    return "," if len(_AMOUNTS[","].findall(text)) > len(_AMOUNTS["."].findall(text)) else "."


def amounts(text: str, mark: str) -> Iterator[tuple[str, int, int]]:
    """Every amount with two decimals as a decimal string, with the place where it is written.

    Where the space before its last digits is a doubtful one, the whole is given, which `doubtful` tells.
    """
    for found in _AMOUNTS[mark].finditer(text):
        digits = re.sub(r"[^\d,.]", "", found["figure"]).replace("." if mark == "," else ",", "").replace(",", ".")
        yield ("-" if found["sign"] or found["behind"] else "") + digits, found.start("figure"), found.end("figure")


def doubtful(written: str) -> bool:
    """Whether an amount as written may be two figures that stand side by side, such as a quantity and a price."""
    return DOUBTFUL_SPACE in written


def figure(text: str, mark: str) -> str | None:
    """A quantity, price or amount with any decimals as a decimal string, or None when the text is none."""
    core = text.strip("€$£¥￥ ").replace("\u2009", "").replace("−", "-")
    thousand = "." if mark == "," else ","
    if not _FIGURES[mark].fullmatch(core):
        return None
    return core.replace(thousand, "").replace(",", ".")


def iso_date(text: str, *, month_first: bool = False) -> str | None:
    """A written date as YYYY-MM-DD, or None when it is not in the calendar's shape.

    03/04/2025 is day first, unless `month_first`; a part over twelve settles it.
    """
    parts = [MONTHS.get(part.lower(), part) for part in PART_OF_DAY.findall(text)]
    if len(parts) != 3:
        return None
    named = next((index for index, part in enumerate(parts) if isinstance(part, int)), None)
    numbers = [int(part) for part in parts]
    if len(str(parts[0])) == 4:
        year, month, day = numbers
    elif named == 0 or (named is None and _month_leads(numbers, "/" in text and month_first)):
        month, day, year = numbers
    else:
        day, month, year = numbers
    year += 2000 if year < 100 else 0
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month_leads(numbers: list[int], preferred: bool) -> bool:
    return (preferred and numbers[0] <= 12) or (numbers[1] > 12 and numbers[0] <= 12)
