"""Values that stand under their label, as in a head row of number, date and customer."""

import re

from bots.reading import labels
from bots.reading.blocks import said, segments_of
from bots.reading.layout import Sheet, Word, box_of
from bots.reading.written import DATE, iso_date
from contracts.reading import Field

REACH = 28.0  # points below the label: the next printed line or the one after
SLACK = 4.0  # points by which a value may stand beside its label
CONFIDENCE = 0.9
SECTION, INSET = 120.0, 20.0  # points below a head that it speaks for, and by which its column may be set in
NUMBER_HEAD = re.compile(
    rf"(?:rechnungs?-?\s?|invoice\s?|factuur\s?|facture\s|document\s|beleg-?\s?|fattura\s|factura\s){labels.NR}(?!\w)"
    r"|numéro de facture|n°\s?(?:de\s)?facture|^.*?\bnum[ée]ro\b(?!\s(?:de|client))|发票号码",
    re.I | re.M,
)
TITLE_HEAD = re.compile(r"(?:rechnung|invoice|facture|factuur|fattura|factura|nummer|number|nr\.?|no\.?)", re.I)
DATE_HEAD = re.compile(r"(?:invoice|issue) date|rechnungsdatum|factuur\s?datum|date de facture|开票日期", re.I)


def number(page: Sheet) -> Field | None:
    """The invoice number under its label."""
    found = next((word for word in _under(page, NUMBER_HEAD) if _is_number(word.text)), None) or _under_title(page)
    return None if found is None else _field(found, found.text)


def headed(page: Sheet, label: tuple[int, int], heads: re.Pattern[str]) -> bool:
    """Whether a label stands in the section of one of the heads: some rows below it, in its column."""
    number, (x0, top, _, _) = page.place(*label)
    over = (page.place(*head.span()) for head in heads.finditer(page.text))
    return any(at == number and 0 < top - box[1] <= SECTION and box[0] - x0 <= INSET <= box[2] - x0 for at, box in over)


def _under_title(page: Sheet) -> Word | None:
    """The number under the bare name of the document at the head of a column, beside other heads."""
    for row in page.rows:
        parts = [said(part) for part in segments_of(row)]
        for part in segments_of(row):
            if len(parts) > 1 and TITLE_HEAD.fullmatch(said(part)):
                under = [
                    one for one in page.words if one.page == part[0].page and 0 < one.top - part[0].top <= REACH / 1.4
                ]
                near = [
                    one
                    for one in under
                    if one.x0 < part[-1].x1 + SLACK and one.x1 > part[0].x0 - SLACK and _is_number(one.text)
                ]
                if near:
                    return near[0]
    return None


def issue_date(page: Sheet, *, month_first: bool) -> Field | None:
    """The issue date under its label; only dates printed as one word."""
    for word in _under(page, DATE_HEAD):
        date = iso_date(word.text, month_first=month_first) if re.fullmatch(DATE, word.text) else None
        if date:
            return _field(word, date)
    return None


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(labels.NUMERAL, text, re.I)) and not re.fullmatch(DATE, text)


def _under(page: Sheet, label: re.Pattern[str]) -> list[Word]:
    """The words under the labels, the nearest row first."""
    found = []
    for match in label.finditer(page.text):
        if headed(page, match.span(), labels.EARLIER):
            continue
        number, (x0, _, x1, bottom) = page.place(*match.span())
        found += [
            word
            for word in page.words
            if word.page == number
            and bottom - 1 <= word.top <= bottom + REACH
            and word.x0 < x1 + SLACK
            and word.x1 > x0 - SLACK
        ]
    return found


def _field(word: Word, value: str) -> Field:
    return Field(value=value, source="text", confidence=CONFIDENCE, page=word.page, box=box_of([word]))
