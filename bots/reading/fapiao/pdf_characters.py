"""The characters of PDF pages by pdfminer, where no font of the machine draws Chinese.

pdfium leaves out the characters of fonts that are neither in the file nor on the machine, and most Chinese invoices do
not carry theirs. pdfminer knows the code tables of these fonts without having them; it is slow and knows less of what
is hidden, so it is asked only then.
"""

import ctypes
import io
import re
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
from pypdfium2 import raw

from bots.reading.fapiao.glyphs import Glyph, glyph
from bots.reading.fapiao.pdf_glyphs import ABOVE_BASE
from bots.reading.fapiao.placed import Page
from bots.reading.pdf_words import drawn

LATIN = re.compile(r"(?:[A-Z]{6}\+)?(?:arial|helvetica|times|courier|symbol|zapfdingbats|calibri|verdana|tahoma)", re.I)
ENOUGH = 400  # text objects


def needs(page: pdfium.PdfPage) -> bool:
    """Whether a page uses a font that is not in the file and is none of the Latin ones that pdfium brings."""
    seen: set[str] = set()
    for index in range(min(raw.FPDFPage_CountObjects(page), ENOUGH)):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
            font = raw.FPDFTextObj_GetFont(item)
            if font and raw.FPDFFont_GetIsEmbedded(font) == 0:
                seen.add(_name(font))
    return any(not LATIN.match(name) for name in seen)


def _name(font: Any) -> str:
    name = ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(font, name, 100)
    return name.value.decode("utf-8", "replace")


def pages(data: bytes, most: int) -> list[Page]:
    """The pages with their upright characters. Raises whatever the parser raises on broken files."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        found = []
        for number, page in enumerate(document.pages[:most], start=1):
            found.append(Page(number, float(page.width), float(page.height), _glyphs(page)))
            page.close()
        return found


def _glyphs(page: Any) -> Iterator[Glyph]:
    left, top = page.bbox[0], page.bbox[1]
    for one in drawn(page.layout):
        size = one.size
        base = float(page.height) - one.matrix[5] + float(page.mediabox[1])
        if not one.upright or not (0 <= base - top <= float(page.height)):
            continue
        start, end = (side + page.mediabox[0] - left for side in (one.x0, one.x1))
        for character in one.get_text():
            if made := glyph(character, start, end, base - ABOVE_BASE * size, size):
                yield made
