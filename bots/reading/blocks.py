"""Words that stand together: segments of a row, and blocks of segments under each other, as in an address."""

from collections.abc import Sequence
from functools import lru_cache

from bots.reading.layout import CELL, Box, Sheet, Word, box_of

SIDE = 3.0  # points by which the left or right edges of one block vary
LEADING = 2.5  # of the height; lines of one block follow each other closer
Segment = tuple[Word, ...]
Block = list[Segment]


def said(segment: Segment) -> str:
    """The words of a segment as text."""
    return " ".join(word.text for word in segment)


@lru_cache(maxsize=8)  # number, day and order look through them
def segments(page: Sheet) -> Sequence[Segment]:
    """The segments of all rows, in reading order."""
    return tuple(part for row in page.rows for part in segments_of(row))


def segments_of(row: Segment) -> list[Segment]:
    """A row cut where a gap is wider than a space can be."""
    found, start = [], 0
    for index in range(1, len(row) + 1):
        if index == len(row) or row[index].x0 - row[index - 1].x1 > CELL * _height(row[index]):
            found.append(row[start:index])
            start = index
    return found


def segment_at(page: Sheet, start: int, *, before: bool = False) -> Segment:
    """The words that stand together with the one at a character; `before`: those of them before it."""
    [word] = page.span(start, start + 1)
    part = next((part for part in segments(page) if word in part), (word,))
    return part[: part.index(word)] if before else part


def blocks(parts: Sequence[Segment]) -> list[Block]:
    """Segments that follow each other closely with one common edge."""
    every: list[Block] = []
    going: list[tuple[Block, float]] = []  # with how far below the last line of each another one may begin
    for part in parts:
        page, top = part[0].page, part[0].top
        going = [(one, reach) for one, reach in going if one[-1][0].page == page and top - one[-1][0].top <= reach]
        under = next((at for at, (one, _) in enumerate(going) if _aligned(one[-1], part)), None)
        if under is None:
            every.append([part])
            going.append((every[-1], _reach(part)))
        else:
            going[under][0].append(part)
            going[under] = going[under][0], _reach(part)
    return sorted(every, key=lambda one: (one[0][0].page, one[0][0].top, one[0][0].x0))


def box(segment: Segment) -> Box:
    """The box around a segment."""
    return box_of(segment)


def _aligned(above: Segment, below: Segment) -> bool:
    left = abs(above[0].x0 - below[0].x0) <= SIDE
    return below[0].top > above[0].top + 1 and (left or abs(above[-1].x1 - below[-1].x1) <= SIDE / 2)


def _height(word: Word) -> float:
    return word.bottom - word.top


def _reach(segment: Segment) -> float:
    return LEADING * max(_height(word) for word in segment)
