"""What of the text of a PDF can be seen: programs read every character, people only those that are drawn.

Text outside of the page or in an invisible mode is no text at all. For the fields that decide about money, and all
amounts beside them, the page is drawn with its text and without: a box that stays the same shows no text, whatever
hides it (the colour of the paper, a picture or a rectangle above it, a layer that is switched off, an annotation).
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from bots.reading import drawn_digits
from bots.reading.characters import characters, is_hidden
from bots.reading.fonts import draws_chinese
from bots.reading.hidden_text import INVISIBLE
from bots.reading.ink import SMALLEST, Drawn
from bots.reading.layout import Box, Sheet, Word, box_of
from bots.reading.opened import Opened
from bots.reading.outcome import stop
from bots.reading.turned import Turned
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Field, Finding

NAMES = (
    "number", "code", "issue_date", "currency", "net_amount", "tax_amount", "gross_amount", "seller_name",
    "seller_tax_id", "buyer_name", "buyer_tax_id", "iban", "bank_account", "purchase_order", "original_number",
)  # fmt: skip
DIGITS = ("number", "issue_date", "gross_amount", "iban", "purchase_order")
"""What is held against the shapes that are drawn."""
GAP = 2.0
PARTED = {"bank_account": math.inf}
FIGURES = {"net_amount": 0.8, "tax_amount": 0.8, "gross_amount": 0.8}
"""Heights of the box: figures of real invoices have no wider gap than 0.65. Chinese ones stand up to 1.25 from their ¥;
the name of a bank and the account may stand in two rows."""
HIDDEN = 0.4  # of a character that is covered; seals and rules cross less of one
MAX_FIGURES = 300  # of a page that are looked at
Figure = tuple[str, Box]
CHINESE = re.compile("[\u2e80-\U0010ffff]")
NOT_DRAWN = stop("picture-not-seen", page="1", reason="damaged")


def told(hidden: Mapping[int, int]) -> tuple[Finding, ...]:
    """The finding about hidden characters, given how many each page has."""
    pages = [number for number, count in sorted(hidden.items()) if count]
    if not pages:
        return ()
    evidence = {"pages": ",".join(map(str, pages))[:200], "characters": str(sum(hidden.values()))}
    return (stop("hidden-text", **evidence).model_copy(update={"page": pages[0]}),)


def visible(document: Opened, words: Sequence[Word]) -> tuple[list[Word], tuple[Finding, ...]]:
    """The words that can be seen, of words that stand on pages turned as they are shown; and what was left out.

    Pages that cannot be drawn keep their words, and a person looks.
    """
    try:
        return _seen(document, words)
    except pdfium.PdfiumError:
        return list(words), (NOT_DRAWN,)


def _seen(document: Opened, words: Sequence[Word]) -> tuple[list[Word], tuple[Finding, ...]]:
    seen: list[Word] = []
    hidden: dict[int, int] = {}
    without_ink: list[Finding] = []
    for number in sorted({word.page for word in words}):
        own = [word for word in words if word.page == number]
        drawn = document.drawn(number)
        left = _visible(drawn, own)
        hidden[number] = sum(len(word.text) for word in own) - sum(len(word.text) for word in left)
        seen += left
        without_ink += _without_ink(drawn, left)
    return seen, (*told(hidden), *without_ink)


def _without_ink(drawn: Drawn, words: Sequence[Word]) -> Iterator[Finding]:
    """What is told where words of a page are not seen on it."""
    unseen = [word for word in words if not drawn.has_ink((word.x0, word.top, word.x1, word.bottom))]
    if unseen and not (len(unseen) == len(words) and not draws_chinese()):
        shown = " ".join(word.text for word in unseen)[:200]
        found = stop("words-not-visible", words=str(len(unseen)), text=shown)
        yield found.model_copy(update={"page": unseen[0].page, "box": box_of(unseen[:1])})


def _visible(drawn: Drawn, words: Sequence[Word]) -> list[Word]:
    left, top, right, bottom = drawn.page.shown()
    inside = [
        one for one in words if left <= (one.x0 + one.x1) / 2 <= right and top <= (one.top + one.bottom) / 2 <= bottom
    ]
    inside = [one for one in inside if one.bottom - one.top >= SMALLEST]
    if not any(raw.FPDFTextObj_GetTextRenderMode(one) in INVISIBLE for one in drawn.texts):
        return inside
    unseen = list(_unseen(drawn.page))
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


def not_visible(document: Opened, fields: Mapping[str, Field], page: Sheet) -> tuple[Finding, ...]:
    """What is found when fields that were read from text, or other amounts on their pages, cannot be seen, on pages
    turned as they are shown."""
    try:
        return unseen_fields(document.drawn, fields, _figures(page))
    except pdfium.PdfiumError:
        return (NOT_DRAWN,)


def _figures(page: Sheet) -> dict[int, list[Figure]]:
    """The amounts of each page."""
    found: dict[int, list[Figure]] = {}
    for amount, start, end in amounts(page.text, decimal_mark(page.text)):
        number, box = page.place(start, end)
        found.setdefault(number, []).append((amount, box))
    return found


def unseen_fields(
    drawn: Callable[[int], Drawn], fields: Mapping[str, Field], figures: Mapping[int, Sequence[Figure]]
) -> tuple[Finding, ...]:
    """The same for pages that are drawn by number."""
    found: list[Finding] = []
    printed = {name: field for name in NAMES if (field := fields.get(name)) and field.source == "text" and field.box}
    for number in sorted({field.page for field in printed.values() if field.page}):
        own = {name: field for name, field in printed.items() if field.page == number}
        found += _of_page(drawn(number), number, own, figures.get(number, ())[:MAX_FIGURES])
    return tuple(found)


def _of_page(drawn: Drawn, number: int, fields: Mapping[str, Field], figures: Sequence[Figure]) -> Iterator[Finding]:
    text = drawn.page.page.get_textpage()
    try:
        chinese = len(CHINESE.findall(text.get_text_range()))
        boxes = {name: field.box for name, field in fields.items() if field.box and name in DIGITS}
        otherwise = drawn_digits.differing(drawn, text, boxes)
    finally:
        text.close()
    for name, (read, seen) in otherwise.items():
        found = stop("digit-drawn-otherwise", field=name, value=fields[name].value[:200], read=read, seen=seen)
        yield found.model_copy(update={"page": number, "box": fields[name].box})
    gaps = PARTED if chinese else FIGURES
    boxes = {name: field.box for name, field in fields.items() if field.box}
    unseen = {name for name, box in boxes.items() if not drawn.shows(box, gaps.get(name, GAP))}
    doubtful = {name: box for name, box in boxes.items() if not drawn.plain(box)}
    parts = characters(drawn.page, doubtful) if doubtful else ()
    unseen |= {name for name, one in parts if drawn.covered(one) > HIDDEN}
    if unseen and chinese and not draws_chinese():
        yield stop("page-drawn-empty", page=str(number), characters=str(chinese))
        return
    for name in (name for name in fields if name in unseen):
        field = fields[name]
        found = stop("text-not-visible", field=name, value=field.value[:200])
        yield found.model_copy(update={"page": number, "box": field.box})
    for amount, box in () if unseen else figures:
        if not drawn.shows(box):
            yield stop("text-not-visible", field="amount", value=amount).model_copy(update={"page": number, "box": box})
            return
