"""Characters with their places, and the rows and cells that they make.

Producers group characters as they like (`名 称:`, a label and its value as one word, one word a character), draw
values before labels, and use look-alikes of characters; so nothing here relies on words, order or code points.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Box = tuple[float, float, float, float]
CELL_GAP = 0.33  # widths of a character; a wider gap parts the figures of two columns
ON_EACH_OTHER = 0.2  # widths; so near to each other only characters of two columns begin
WIDE_GAP = 1.5
SAME_ROW = 0.4  # of the height; the middles of one row vary less
FULL_PUNCTUATION = frozenset("（），：；！？．－～")
ALIKE = {"−": "-", "‐": "-", "–": "-", "﹣": "-", "〇": "零", "∶": ":", "﹕": ":", "￥": "¥"}


class Glyph(NamedTuple):
    """One character: `text` as labels are compared, `printed` as values keep it; points from the top left."""

    text: str
    printed: str
    x0: float
    x1: float
    mid: float
    size: float

    @property
    def centre(self) -> float:
        """The middle between left and right."""
        return (self.x0 + self.x1) / 2


def glyph(character: str, x0: float, x1: float, mid: float, size: float) -> Glyph | None:
    """The glyph of a character as it is compared and as it is kept; None for white space and symbols of no script."""
    text = ALIKE.get(character) or unicodedata.normalize("NFKC", character)
    text = "".join(one for one in ALIKE.get(text, text) if one.isprintable() and not one.isspace())
    if not text:
        return None
    return Glyph(text, character if character in FULL_PUNCTUATION else text, x0, x1, mid, size)


class Span(NamedTuple):
    """Characters that belong together, left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return self.glyphs[-1].x1

    @property
    def edge(self) -> float:
        """Where a value may begin: the cell of a colon is wider than its ink, and values stand in it."""
        last = next((one for one in reversed(self.glyphs) if one.text != ":"), self.glyphs[-1])
        return last.x1 - 0.3 * last.size

    @property
    def mid(self) -> float:
        """The height of the middle."""
        return sum(one.mid for one in self.glyphs) / len(self.glyphs)

    @property
    def size(self) -> float:
        """The largest size of a character."""
        return max(one.size for one in self.glyphs)

    @property
    def text(self) -> str:
        """The characters as labels are compared."""
        return "".join(one.text for one in self.glyphs)

    @property
    def box(self) -> Box:
        """The box around all."""
        return box_of(self.glyphs)


def box_of(glyphs: Sequence[Glyph]) -> Box:
    """The box around characters, to a tenth of a point."""
    return (
        round(min(one.x0 for one in glyphs), 1),
        round(min(one.mid - one.size / 2 for one in glyphs), 1),
        round(max(one.x1 for one in glyphs), 1),
        round(max(one.mid + one.size / 2 for one in glyphs), 1),
    )


def rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Rows from top to bottom, each from left to right; a row keeps to the height of its first character."""
    found: list[list[Glyph]] = []
    for one in sorted(glyphs, key=lambda each: each.mid):
        if found and one.mid - found[-1][0].mid < SAME_ROW * max(one.size, found[-1][0].size):
            found[-1].append(one)
        else:
            found.append([one])
    for row in found:
        row.sort(key=lambda each: each.x0)
    return found


def cells(row: Sequence[Glyph], gap: float = CELL_GAP) -> list[Span]:
    """The parts of a row that a gap of more than `gap` widths of a character keeps apart, or that lie on each other."""
    parts: list[list[Glyph]] = []
    for one in row:
        last = parts[-1][-1] if parts else one
        size = min(one.size, last.size)
        if parts and one.x0 - last.x1 <= gap * size and one.x0 - last.x0 >= ON_EACH_OTHER * size:
            parts[-1].append(one)
        else:
            parts.append([one])
    return [Span(tuple(part)) for part in parts]


def written(row: Sequence[Glyph], gap: float = CELL_GAP) -> str:
    """A row as it is read: a space where a gap parts it, except a small one beside a Chinese character."""
    text, end = "", 0.0
    for part in cells(row, gap):
        piece = "".join(one.printed for one in part.glyphs)
        wide = part.x0 - end > WIDE_GAP * part.size
        text += (" " if text and (wide or not (_han(text[-1]) or _han(piece[0]))) else "") + piece
        end = part.x1
    return text


def _han(character: str) -> bool:
    return character >= "\u2e80"
