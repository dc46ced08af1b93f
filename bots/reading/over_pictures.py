"""Text that lies over a picture of most of the page: people see the picture, programs read the text.

Letter paper is such a picture, and so is another invoice. What was seen on the page (`ScannedPage`) tells them apart:
the values that were read stand there, and beside the text no other invoice does.
"""

from collections.abc import Iterator, Mapping, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from bots.plain_text import plain_name
from bots.reading import pdf
from bots.reading.layout import Word, sheet
from bots.reading.opened import Opened
from bots.reading.outcome import stop
from bots.reading.scanned import ScannedPage, words
from contracts.reading import Field, Finding

MOST = 0.5  # of the page; logos, codes and seals are a tenth at most
FEW = 8  # characters; a page with fewer is a picture, or empty
GARBLED = 0.2  # unknown characters for each known one
MAX_PAGES, MAX_IMAGES = 10, 200
NAMES = ("number", "gross_amount", "buyer_name", "iban")
SLACK = 3.0  # points


def pages(document: Opened) -> set[int]:
    """The pages (from 1) with legible text most of which pictures cover; none of a file that cannot be loaded."""
    try:
        several = ((number, document.page(number)) for number in range(1, min(len(document), MAX_PAGES) + 1))
        return {number for number, page in several if _is_covered(page) and _is_legible(page)}
    except pdfium.PdfiumError:
        return set()


def _is_legible(page: pdfium.PdfPage) -> bool:
    """Whether there is text that is read; a page without, or with signs that nobody knows, is a picture."""
    text = page.get_textpage()
    try:
        signs = [one for one in text.get_text_range() if not one.isspace()]
    finally:
        text.close()
    unknown = sum(one in "\ufffd\ufffe" or "\ue000" <= one <= "\uf8ff" or not one.isprintable() for one in signs)
    return bool(len(signs) - unknown >= FEW and unknown <= GARBLED * (len(signs) - unknown))


def _is_covered(page: pdfium.PdfPage) -> bool:
    left, bottom, right, top = page.get_bbox()
    area = 0.0
    for at, image in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])):
        if at >= MAX_IMAGES:
            return True
        x0, y0, x1, y1 = image.get_bounds()
        area += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
    return bool(area > MOST * (right - left) * (top - bottom))


def compared(
    covered: set[int], scanned: Sequence[ScannedPage], text: Sequence[Word], fields: Mapping[str, Field]
) -> Iterator[Finding]:
    """What is told of `covered` pages: that somebody must look, or where what was seen differs from the `text`."""
    seen = {page.number: page for page in scanned}
    if unseen := sorted(covered - seen.keys()):
        yield stop("page-over-picture", pages=",".join(map(str, unseen))[:200])
    for number in sorted(covered & seen.keys()):
        yield from _of_page(seen[number], [word for word in text if word.page == number], fields)


def _of_page(page: ScannedPage, text: Sequence[Word], fields: Mapping[str, Field]) -> Iterator[Finding]:
    whole = plain_name("".join(word.text for word in page.words))
    for name in NAMES:
        field = fields.get(name)
        if field and field.source == "text" and field.page == page.number and _shown(field, text) not in whole:
            found = stop("picture-shows-otherwise", field=name, value=field.value[:200], page=str(page.number))
            yield found.model_copy(update={"page": page.number, "box": field.box})
    beside = [word for word in words([page]) if not any(_lies_on(word, one) for one in text)]
    other = pdf.draft(sheet(beside)).fields
    for name in ("number", "gross_amount"):
        if name in other:
            yield stop("picture-shows-otherwise", field=name, value=other[name].value[:200], page=str(page.number))


def _shown(field: Field, text: Sequence[Word]) -> str:
    """The letters and figures that stand where the field was read."""
    if not field.box:
        return ""
    left, top, right, bottom = field.box
    inside = [one for one in text if left - 1 <= one.x0 and one.x1 <= right + 1 and top - 1 <= one.top <= bottom]
    return plain_name("".join(one.text for one in inside))


def _lies_on(seen: Word, word: Word) -> bool:
    x, y = (seen.x0 + seen.x1) / 2, (seen.top + seen.bottom) / 2
    return word.x0 - SLACK <= x <= word.x1 + SLACK and word.top - SLACK <= y <= word.bottom + SLACK
