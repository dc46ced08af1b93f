"""The words of a PDF's pages, by pdfplumber.

A page of pdfplumber makes a dictionary of two dozen values of every character, which takes half of its time; words need
the eight of `_character`.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.layout import LTChar, LTComponent, LTContainer
from pdfplumber.page import Page
from pdfplumber.utils.text import extract_words

from bots.reading.layout import Word

MAX_PAGES = 50
MAX_WORDS = 40_000


class Printed(NamedTuple):
    """The words of the first `read` of all `pages`."""

    words: list[Word]
    read: int
    pages: int


def words(data: bytes) -> Printed:
    """The words of the first pages. Raises whatever the parser raises on broken files."""
    found: list[Word] = []
    number = 0
    with pdfplumber.open(io.BytesIO(data)) as document:
        for number, page in enumerate(document.pages[:MAX_PAGES], start=1):
            for word in extract_words(characters(page)):
                # Symbols of icon fonts come out as control characters or nothing.
                if text := "".join(filter(str.isprintable, word["text"])).strip():
                    box = (float(word["x0"]), float(word["top"]), float(word["x1"]), float(word["bottom"]))
                    found.append(Word(text, number, *box))
            page.close()
            if len(found) > MAX_WORDS:
                break
        return Printed(found, number, len(document.pages))


def characters(page: Page) -> list[dict[str, Any]]:
    """The characters of a page in the order in which they are drawn, with what words are made from."""
    left, top = page.mediabox[:2]
    return [_character(one, left, page.height + top) for one in drawn(page.layout)]


def drawn(parts: Iterable[LTComponent]) -> Iterator[LTChar]:
    """The characters among the parts of a page, in the order in which they are drawn."""
    for part in parts:
        if isinstance(part, LTChar):
            yield part
        elif isinstance(part, LTContainer):
            yield from drawn(part)


def _character(one: LTChar, left: float, height: float) -> dict[str, Any]:
    return {
        "text": one.get_text(),
        "x0": one.x0 + left,
        "x1": one.x1 + left,
        "top": height - one.y1,
        "bottom": height - one.y0,
        "doctop": height - one.y1,
        "upright": one.upright,
        "size": one.size,
    }
