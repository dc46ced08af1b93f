"""The value that stands beside a label, wherever the label stands on the pages: behind it in its row, or under it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bots.reading import labels
from bots.reading.agreement import same
from bots.reading.below import REACH, SLACK
from bots.reading.blocks import segments_of
from bots.reading.days import month_first
from bots.reading.layout import Box, Sheet, Word, box_of
from bots.reading.pdf import currency_of
from bots.reading.written import DAY, amounts, decimal_mark, iso_date
from contracts.reading import Field
from contracts.reading_hints import Direction, HintPlace

CONFIDENCE = 0.9
MONEY = ("net_amount", "tax_amount", "gross_amount")
DATES = ("issue_date",)
NUMERAL = re.compile(rf"(?<![A-Za-z0-9]){labels.NUMERAL}", re.IGNORECASE)
RATE = re.compile(r"\(?\d{1,2}(?:[.,]\d{1,2})?\s?%\)?")
Span = tuple[int, int]


def led_to(page: Sheet, place: HintPlace) -> Field | None:
    """The value that a label leads to, wherever it stands; nothing where it leads to several."""
    found = [hit for span in _spans(page, place.label) for hit in _beside(page, place.field, place.direction, span)]
    if not found or not all(same(found[0][0], other) for other, _ in found):
        return None
    value, span = found[0]
    number, box = page.place(*span)
    return Field(value=value, source="hint", confidence=CONFIDENCE, page=number, box=box)


def _spans(page: Sheet, label: str) -> Iterator[Span]:
    """Where a label stands on the pages, as a whole word or words."""
    start = 0
    for line in page.text.split("\n"):
        text, at = folded(line)
        begin = text.find(label)
        while begin >= 0:
            first, last = at[begin], at[begin + len(label) - 1] + 1
            if not line[first - 1 : first].isalnum() and not line[last : last + 1].isalpha():
                yield start + first, start + last
            begin = text.find(label, begin + 1)
        start += len(line) + 1


def folded(text: str) -> tuple[str, list[int]]:
    """Text as labels are compared, and for each of its characters the place that it comes from."""
    signs = [
        (sign, at)
        for at, one in enumerate(text)
        for sign in unicodedata.normalize("NFKC", one).casefold()
        if not sign.isspace()
    ]
    return "".join(sign for sign, _ in signs), [at for _, at in signs]


def _beside(page: Sheet, name: str, direction: Direction, label: Span) -> Iterator[tuple[str, Span]]:
    """The value right behind a label in its row, or the first one under it."""
    if direction == "right":
        end = page.text.find("\n", label[1])
        behind = values(page, name, label[1], end if end >= 0 else len(page.text))
        yield from ((value, at) for value, at in list(behind)[:1] if _nothing(page.text[label[1] : at[0]]))
        return
    number, box = page.place(*label)
    for start, end in _under(page, number, box):
        if found := next(values(page, name, start, end), None):
            yield found
            return


def _nothing(text: str) -> bool:
    """Whether nothing is said between a label and its value, but a rate."""
    return not any(sign.isalnum() for sign in RATE.sub("", text))


def _under(page: Sheet, number: int, box: Box) -> Iterator[Span]:
    """The segments under a box, the nearest row first."""
    for segment, (start, end) in segments(page):
        place = box_of(segment)
        if segment[0].page == number and box[3] - 1 <= place[1] <= box[3] + REACH and overlap(place, box):
            yield start, end


def overlap(one: Box, other: Box) -> bool:
    """Whether one box stands above the other, or beside it by no more than a little."""
    return one[0] < other[2] + SLACK and one[2] > other[0] - SLACK


def segments(page: Sheet) -> Iterator[tuple[Sequence[Word], Span]]:
    """The segments of all rows with the characters that they are, in reading order."""
    at = 0
    for row in page.rows:
        for segment in segments_of(row):
            end = page.starts[at + len(segment) - 1] + len(segment[-1].text)
            yield segment, (page.starts[at], end)
            at += len(segment)


def values(page: Sheet, name: str, start: int, end: int) -> Iterator[tuple[str, Span]]:
    """What may be a value of a field between two characters, as readings write it."""
    text = page.text[start:end]
    if name in MONEY:
        yield from ((value, (start + a, start + b)) for value, a, b in amounts(text, decimal_mark(page.text)))
    elif name in DATES:
        first = month_first(page.text, currency_of(page))
        dated = ((iso_date(found[0], month_first=first), found) for found in DAY.finditer(text))
        yield from ((day, (start + found.start(), start + found.end())) for day, found in dated if day)
    else:
        for found in NUMERAL.finditer(text):
            part_of_date = text[found.end("value") :].lstrip()[:1] in ("年", "月", "日")
            if not part_of_date and not DAY.fullmatch(found["value"]):
                yield found["value"], (start + found.start("value"), start + found.end("value"))
