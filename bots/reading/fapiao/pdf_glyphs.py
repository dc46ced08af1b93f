"""The characters of PDF pages by pdfium: ten times faster than a parser in Python, and at home with fonts of CJK."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from bots.reading.characters import is_hidden
from bots.reading.fapiao.glyphs import Glyph, glyph
from bots.reading.fapiao.placed import Page
from bots.reading.ink import SMALLEST
from bots.reading.turned import Turned

ABOVE_BASE = 0.38  # of the size; the middle of a character stands so far above its base line
MAX_CHARACTERS = 60_000
ASLANT = 0.06  # quarter turns
HIDDEN = -1  # in place of the quarter turns
_Place = tuple[str, float, float, float, float, int]  # character, x, y, advance, size, quarter turns


class Shown(NamedTuple):
    """A page as it is read, how it is turned, and how many of its characters nobody can see."""

    page: Page
    turned: Turned
    hidden: int


def page_of(page: pdfium.PdfPage, number: int) -> Shown:
    """The page with all characters that stand as most do; those that are turned against them are left out, and so is
    what is too small to be read, of which figures count as hidden."""
    every = [one for one in _places(page) if one[4] >= SMALLEST or one[0].isdigit()]
    left, bottom, right, top = page.get_bbox()
    legible = [one for one in every if one[5] != HIDDEN and one[4] >= SMALLEST]
    places = [one for one in legible if left <= one[1] <= right and bottom <= one[2] <= top]
    left, bottom, right, top = page.get_mediabox()
    width, height = right - left, top - bottom
    turns = Counter(place[5] for place in places).most_common(1)
    turn = turns[0][0] if turns else 0
    turned = Turned(page, turn)
    glyphs: list[Glyph] = []
    seen: set[tuple[str, int, int]] = set()
    for character, at_x, at_y, advance, size, own in places:
        if own != turn:
            continue
        across, down = turned.place(at_x, at_y)
        key = (character, round(across), round(down))
        if key in seen:  # bold by drawing twice
            continue
        seen.add(key)
        if one := glyph(character, across, across + advance, down - ABOVE_BASE * size, size):
            glyphs.append(one)
    wide, high = (width, height) if turn % 2 == 0 else (height, width)
    return Shown(Page(number, wide, high, glyphs), turned, len(every) - len(places))


def _places(page: pdfium.PdfPage) -> Iterator[_Place]:
    text = page.get_textpage()
    try:
        x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
        for index in range(min(raw.FPDFText_CountChars(text), MAX_CHARACTERS)):
            code = raw.FPDFText_GetUnicode(text, index)
            if code <= 32 or raw.FPDFText_IsGenerated(text, index) == 1:
                continue
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            raw.FPDFText_GetLooseCharBox(text, index, box)
            raw.FPDFText_GetMatrix(text, index, matrix)
            size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
            quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
            if abs(quarters - (turn := round(quarters))) > ASLANT:  # along the rim of a seal
                continue
            extent = box.right - box.left if turn % 2 == 0 else box.top - box.bottom
            character = chr(code) if raw.FPDFText_HasUnicodeMapError(text, index) != 1 else "\ufffd"
            yield (
                character,
                x.value,
                y.value,
                extent or size / 2,
                abs(size) or 1.0,
                HIDDEN if is_hidden(text, index) else turn % 4,
            )
    finally:
        text.close()
