"""The words of a page as rows of text in reading order, where every character still knows its box."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

ROW_TOLERANCE = 3.0  # points; the middle of words of one printed line varies less than this
TIGHT = 0.4  # of the height; a narrower gap between digits groups thousands, a wider one parts columns
CELL = 1.0  # of the height; a wider gap surely parts columns, while a space of Courier is 0.6 wide
THIN_SPACE, DOUBTFUL_SPACE = "\u2009", "\u2002"
Box = tuple[float, float, float, float]

LEADING, GROUP = re.compile(r"[-−]?[1-9]\d{0,2}(?:\d{3})*"), re.compile(r"\d{3}(?:[.,]\d+)?")
"""The parts of a figure whose thousands a space groups."""


class Word(NamedTuple):
    """One printed word in points from the top left of its page (pages from 1)."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, eq=False)  # one page is itself: what was found on it can be kept by it
class Sheet:
    """All rows of a document, their joined text (rows end in a line feed) and the way back to the words."""

    rows: tuple[tuple[Word, ...], ...]
    text: str
    starts: tuple[int, ...]
    words: tuple[Word, ...] = field(repr=False)

    @cached_property
    def small(self) -> str:
        """The text in small letters, character for character: patterns that need not look at the case are found three
        times faster in it."""
        return small(self.text)

    def span(self, start: int, end: int) -> Sequence[Word]:
        """The words that the characters from `start` to `end` lie in."""
        return self.words[bisect_right(self.starts, start) - 1 : bisect_right(self.starts, end - 1)]

    def row(self, start: int, end: int | None = None) -> tuple[int, int]:
        """Where the row of a character begins and ends, without its line feed; up to the row of `end`, where that is told."""
        ends = self.text.find("\n", start if end is None else end)
        return self.text.rfind("\n", 0, start) + 1, ends if ends >= 0 else len(self.text)

    def place(self, start: int, end: int) -> tuple[int, Box]:
        """The page and the box around the characters; of the first page when they go over two."""
        words = [word for word in self.span(start, end) if word.page == self.span(start, end)[0].page]
        return words[0].page, box_of(words)


def small(text: str) -> str:
    """Text in small letters, one for each of its characters."""
    return text.replace("\u0130", "i").lower()  # İ alone would become two


def box_of(words: Sequence[Word]) -> Box:
    """The box around words, to a tenth of a point."""
    return (
        round(min(word.x0 for word in words), 1),
        round(min(word.top for word in words), 1),
        round(max(word.x1 for word in words), 1),
        round(max(word.bottom for word in words), 1),
    )


def sheet(words: Sequence[Word]) -> Sheet:
    """Lay words out in rows, page after page, top to bottom, left to right."""
    rows = tuple(tuple(row) for row in _rows(words))
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for row in rows:
        for index, word in enumerate(row):
            starts.append(at)
            parts.append(word.text)
            parts.append(_gap(word, row[index + 1]) if index + 1 < len(row) else "\n")
            at += len(word.text) + 1
    return Sheet(rows, "".join(parts), tuple(starts), tuple(word for row in rows for word in row))


def _gap(left: Word, right: Word) -> str:
    """A thin space between digits that are printed close together, as in 1 234,56; else a space.

    Between the two widths nobody can tell whether a space groups thousands or parts a quantity from a price.
    """
    if not (left.text[-1].isdigit() and right.text[0].isdigit()):
        return " "
    gap, height = right.x0 - left.x1, left.bottom - left.top
    return THIN_SPACE if gap < TIGHT * height else DOUBTFUL_SPACE if gap < CELL * height else " "


def grouped(row: Sequence[Word]) -> tuple[Word, ...]:
    """A row with figures whose thousands are grouped by a space, as in 1 234,56, as one word each."""
    found: list[Word] = []
    for word in row:
        last = found[-1] if found else None
        if last and LEADING.fullmatch(last.text) and GROUP.fullmatch(word.text) and _gap(last, word) != " ":
            found[-1] = last._replace(text=last.text + word.text, x1=word.x1, bottom=max(last.bottom, word.bottom))
        else:
            found.append(word)
    return tuple(found)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    page, middle = 0, 0.0
    for word in sorted(words, key=lambda one: (one.page, one.top + one.bottom)):
        here = (word.top + word.bottom) / 2
        if rows and word.page == page and here - middle <= ROW_TOLERANCE:
            rows[-1].append(word)
        else:
            rows.append([word])
        page, middle = word.page, here
    for row in rows:
        row.sort(key=lambda one: one.x0)
    return rows
