"""Which of the characters of an OFD text people can read: on the page, not cut off, large enough, side by side."""

import itertools
from collections.abc import Sequence

from bots.reading.fapiao.glyphs import Box, Glyph
from bots.reading.ink import SMALLEST

NARROWEST = 0.05  # of the height; a figure takes half of it


def legible(written: Sequence[Glyph], page: Box, clips: Sequence[Box]) -> list[Glyph]:
    """Those of one text that can be read; `clips` are the parts of the page outside of which nothing of it is drawn."""
    stacked = {two for pair in itertools.pairwise(written) if _is_on(*pair) for two in pair}
    return [one for one in written if one not in stacked and _is_read(one, page, clips)]


def inside(glyph: Glyph, box: Box) -> bool:
    """Whether the middle of a character lies in a box."""
    return box[0] <= glyph.centre <= box[2] and box[1] <= glyph.mid <= box[3]


def _is_on(one: Glyph, other: Glyph) -> bool:
    """Whether two characters stand on each other, so that nobody can read either."""
    near = NARROWEST * one.size
    return abs(one.x0 - other.x0) < near and abs(one.mid - other.mid) < near


def _is_read(glyph: Glyph, page: Box, clips: Sequence[Box]) -> bool:
    large = glyph.size >= SMALLEST and glyph.x1 - glyph.x0 >= NARROWEST * glyph.size
    return large and inside(glyph, page) and (not clips or any(inside(glyph, box) for box in clips))
