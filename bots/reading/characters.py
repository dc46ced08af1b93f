"""The characters of a page that stand in some boxes, one by one."""

import ctypes
from collections.abc import Iterator, Mapping

import pypdfium2 as pdfium
from pypdfium2 import raw

from bots.reading.hidden_text import INVISIBLE
from bots.reading.layout import Box
from bots.reading.turned import Turned, around


def is_hidden(text: pdfium.PdfTextPage, index: int) -> bool:
    """Whether a character is written in a mode that draws nothing."""
    return raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index)) in INVISIBLE


def characters(page: Turned, boxes: Mapping[str, Box]) -> Iterator[tuple[str, Box]]:
    """Every Latin letter and figure that is drawn in one of the boxes, with the name of the box."""
    rows: dict[int, list[tuple[str, Box]]] = {}
    for name, box in boxes.items():
        for row in range(int(box[1]), int(box[3]) + 1):
            rows.setdefault(row, []).append((name, box))
    text = page.page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    try:
        for index in range(raw.FPDFText_CountChars(text)):
            if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
                continue
            x, y = page.place((left.value + right.value) / 2, (bottom.value + top.value) / 2)
            for name, box in rows.get(int(y), ()):
                if box[0] <= x <= box[2] and box[1] <= y <= box[3] and _is_drawn(text, index):
                    corners = page.place(left.value, bottom.value), page.place(right.value, top.value)
                    yield name, around(corners)
    finally:
        text.close()


def _is_drawn(text: pdfium.PdfTextPage, index: int) -> bool:
    character = chr(raw.FPDFText_GetUnicode(text, index))
    made = raw.FPDFText_IsGenerated(text, index) == 1
    return character.isascii() and character.isalnum() and not made and not is_hidden(text, index)
