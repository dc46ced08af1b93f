"""Pages whose text nobody sees: drawn invisibly behind a picture, by a scanner that guessed it or by a forger."""

from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from bots.reading.opened import Opened

MAX_PAGES, MAX_OBJECTS, MAX_DEPTH = 10, 5_000, 3
SHARE = 0.1  # of the pieces of text; among real invoices none has any that is invisible
INVISIBLE = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})


def pages(document: Opened) -> set[int]:
    """The pages (from 1) much of whose text is invisible; none of a file that cannot be loaded."""
    try:
        return {number for number in range(1, min(len(document), MAX_PAGES) + 1) if _is_hidden(document.page(number))}
    except pypdfium2.PdfiumError:
        return set()


def _is_hidden(page: pypdfium2.PdfPage) -> bool:
    modes = [raw.FPDFTextObj_GetTextRenderMode(one) for one in _texts(page)]
    return sum(mode in INVISIBLE for mode in modes) > SHARE * len(modes)


def _texts(page: pypdfium2.PdfPage) -> Iterator[Any]:
    """Text as it is drawn, also inside of forms; so many objects at most that looking costs little."""
    seen = 0
    waiting = [(raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, page, 0)]
    while waiting:
        count, item, owner, depth = waiting.pop()
        for index in range(count):
            seen += 1
            if seen > MAX_OBJECTS:
                return
            one = item(owner, index)
            kind = raw.FPDFPageObj_GetType(one)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                yield one
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                waiting.append((raw.FPDFFormObj_CountObjects(one), raw.FPDFFormObj_GetObject, one, depth + 1))
