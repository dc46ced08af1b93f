"""What of the text of a PDF can be seen: programs read every character, people only those that are drawn.

Text outside of the page or in an invisible mode is no text at all. For the fields that decide about money, and all
amounts beside them, the page is drawn with its text and without: a box that stays the same shows no text, whatever
hides it (the colour of the paper, a picture or a rectangle above it, a layer that is switched off, an annotation).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from bots.reading.fonts import draws_chinese
from bots.reading.hidden_text import INVISIBLE
from bots.reading.ink import Drawn, Turned
from bots.reading.layout import Box, Sheet, Word
from bots.reading.outcome import stop
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Field, Finding

NAMES = (
    "number", "code", "issue_date", "net_amount", "tax_amount", "gross_amount",
    "seller_tax_id", "buyer_tax_id", "iban", "bank_account",
)  # fmt: skip
GAP = 2.0
PARTED = {"bank_account": math.inf}
FIGURES = {"net_amount": 0.8, "tax_amount": 0.8, "gross_amount": 0.8}
"""Heights of the box: figures of real invoices have no wider gap than 0.65. Chinese ones stand up to 1.25 from their ¥;
the name of a bank and the account may stand in two rows."""
MAX_FIGURES = 300  # of a page that are looked at
Figure = tuple[str, Box]
NOT_DRAWN = stop("picture-not-seen", page="1", reason="damaged")


def is_hidden(text: pdfium.PdfTextPage, index: int) -> bool:
    """Whether a character is written in a mode that draws nothing."""
    return raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index)) in INVISIBLE


def told(hidden: Mapping[int, int]) -> tuple[Finding, ...]:
    """The finding about hidden characters, given how many each page has."""
    pages = [number for number, count in sorted(hidden.items()) if count]
    if not pages:
        return ()
    evidence = {"pages": ",".join(map(str, pages))[:200], "characters": str(sum(hidden.values()))}
    return (stop("hidden-text", **evidence).model_copy(update={"page": pages[0]}),)


def visible(data: bytes, words: Sequence[Word]) -> tuple[list[Word], tuple[Finding, ...]]:
    """The words that can be seen, of words that stand on pages turned as they are shown; and what was left out.

    Pages that cannot be drawn keep their words, and a person looks.
    """
    try:
        return _seen(data, words)
    except pdfium.PdfiumError:
        return list(words), (NOT_DRAWN,)


def _seen(data: bytes, words: Sequence[Word]) -> tuple[list[Word], tuple[Finding, ...]]:
    document = pdfium.PdfDocument(data)
    seen: list[Word] = []
    hidden: dict[int, int] = {}
    try:
        for number in sorted({word.page for word in words}):
            own = [word for word in words if word.page == number]
            page = document[number - 1]
            left = _visible(Turned(page, page.get_rotation() // 90), own)
            hidden[number] = sum(len(word.text) for word in own) - sum(len(word.text) for word in left)
            seen += left
        return seen, told(hidden)
    finally:
        document.close()


def _visible(page: Turned, words: Sequence[Word]) -> list[Word]:
    left, top, right, bottom = page.shown()
    inside = [
        one for one in words if left <= (one.x0 + one.x1) / 2 <= right and top <= (one.top + one.bottom) / 2 <= bottom
    ]
    texts = page.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
    if not any(raw.FPDFTextObj_GetTextRenderMode(one) in INVISIBLE for one in texts):
        return inside
    unseen = list(_unseen(page))
    return [one for one in inside if 2 * _hits(one, unseen) < len(one.text)]


def _unseen(page: Turned) -> Iterator[tuple[str, float, float]]:
    """The characters in an invisible mode, each with its middle."""
    text = page.page.get_textpage()
    box = raw.FS_RECTF()
    try:
        for index in range(raw.FPDFText_CountChars(text)):
            if is_hidden(text, index):
                raw.FPDFText_GetLooseCharBox(text, index, box)
                middle = page.place((box.left + box.right) / 2, (box.bottom + box.top) / 2)
                yield chr(raw.FPDFText_GetUnicode(text, index)), *middle
    finally:
        text.close()


def _hits(word: Word, unseen: Iterable[tuple[str, float, float]]) -> int:
    return sum(
        character in word.text and word.x0 <= x <= word.x1 and word.top <= y <= word.bottom
        for character, x, y in unseen
    )


def not_visible(data: bytes, fields: Mapping[str, Field], page: Sheet) -> tuple[Finding, ...]:
    """What is found when fields that were read from text, or other amounts on their pages, cannot be seen, on pages
    turned as they are shown."""
    try:
        return _not_visible(data, fields, page)
    except pdfium.PdfiumError:
        return (NOT_DRAWN,)


def _not_visible(data: bytes, fields: Mapping[str, Field], page: Sheet) -> tuple[Finding, ...]:
    document = pdfium.PdfDocument(data)
    try:
        numbers = {field.page for name, field in fields.items() if name in NAMES and field.page}
        opened = {number: document[number - 1] for number in numbers}
        pages = {number: Turned(page, page.get_rotation() // 90) for number, page in opened.items()}
        return unseen_fields(pages, fields, _figures(page))
    finally:
        document.close()


def _figures(page: Sheet) -> dict[int, list[Figure]]:
    """The amounts of each page."""
    found: dict[int, list[Figure]] = {}
    for amount, start, end in amounts(page.text, decimal_mark(page.text)):
        number, box = page.place(start, end)
        found.setdefault(number, []).append((amount, box))
    return found


def unseen_fields(
    pages: Mapping[int, Turned], fields: Mapping[str, Field], figures: Mapping[int, Sequence[Figure]]
) -> tuple[Finding, ...]:
    """The same for pages that are open already. Their text objects are switched off afterwards."""
    found: list[Finding] = []
    for number, page in sorted(pages.items()):
        own = {
            name: field
            for name in NAMES
            if (field := fields.get(name)) and field.source == "text" and field.page == number and field.box
        }
        if own:
            found += _of_page(page, number, own, figures.get(number, ())[:MAX_FIGURES])
    return tuple(found)


def _of_page(page: Turned, number: int, fields: Mapping[str, Field], figures: Sequence[Figure]) -> Iterator[Finding]:
    chinese = _chinese(page.page)
    gaps = PARTED if chinese else FIGURES
    drawn = Drawn(page)
    unseen = [name for name, field in fields.items() if field.box and not drawn.shows(field.box, gaps.get(name, GAP))]
    if unseen and chinese and not draws_chinese():
        yield stop("page-drawn-empty", page=str(number), characters=str(chinese))
        return
    for name in unseen:
        field = fields[name]
        found = stop("text-not-visible", field=name, value=field.value[:200])
        yield found.model_copy(update={"page": number, "box": field.box})
    for amount, box in () if unseen else figures:
        if not drawn.shows(box):
            yield stop("text-not-visible", field="amount", value=amount).model_copy(update={"page": number, "box": box})
            return


def _chinese(page: pdfium.PdfPage) -> int:
    """How many Chinese characters a page has; a machine may lack the fonts to draw them."""
    text = page.get_textpage()
    try:
        return sum(one >= "\u2e80" for one in text.get_text_range())
    finally:
        text.close()
