"""Values that stand under their label, as in a head row of number, date and customer."""

import re
from collections.abc import Sequence
from itertools import takewhile

from bots.reading import labels
from bots.reading.blocks import Segment, said, segments, segments_of
from bots.reading.layout import ROW_TOLERANCE, Sheet, Word, box_of
from bots.reading.written import DAY, iso_date
from contracts.reading import Field

REACH = 28.0  # points below the label: the next printed line or the one after
SLACK = 4.0  # points by which a value may stand beside its label
CONFIDENCE = 0.9
SECTION, INSET = 120.0, 20.0  # points below a head that it speaks for, and by which its column may be set in
NUMBER_HEAD = re.compile(
    rf"(?:rechnungs?-?\s?|invoice\s?|factuur\s?|facture\s|document\s|beleg-?\s?|fattura\s|factura\s){labels.NR}(?!\w)"
    r"|(?:nr|numer) faktury|faktura(?: vat)? nr|n\. (?:documento|fattura)|fattura n\.?(?!\w)"
    rf"|(?:rg|inv)\.?[- ]?{labels.NR}\.?(?!\w)"
    r"|numéro de facture|n°\s?(?:de\s)?facture|发票号码",
    re.I,
)
TITLE_HEAD = re.compile(
    r"(?:rechnung|invoice|facture|factuur|fattura|factura|faktura|nummer|number|numer|numero|número|numéro|nr\.?|no\.?"
    r"|n[°º.])",
    re.I,
)
NUMBER = re.compile(labels.NUMERAL, re.I)
BARE_NUMBER = re.compile(r"(?:nummer|number|numer|numero|número|numéro|nr\.?|no\.?|n[°º.])", re.I)
DAY_HEAD = re.compile(r"(?:datum|date|data|fecha|dato)", re.I)
DATE_HEAD = re.compile(
    r"(?:invoice|issue|document) date|(?:rechnungs|beleg|ausstellungs|dokument|factuur)-?\s?datum|date d['’]émission"
    r"|date (?:de (?:la )?)?facture|date of (?:issue|invoice)|data (?:della |di )?(?:fattura|emissione|documento)"
    r"|fecha de (?:la )?(?:factura|emisión|expedición)|fecha factura"
    r"|data (?:wystawienia|faktury)|(?:rg|inv)\.?[- ]?(?:datum|date)|开票日期",
    re.I,
)


def number(page: Sheet) -> Field | None:
    """The invoice number under its label."""
    found = next(iter(headed_numbers(page)), None) or _under_title(page)
    return None if found is None else _field([found], found.text)


def headed_numbers(page: Sheet) -> list[Word]:
    """What stands as a number under the heads of an invoice number, which name that and nothing else."""
    return [word for word in _under(page, NUMBER_HEAD) if _is_number(word.text)]


def order(page: Sheet) -> Field | None:
    """The number of the purchase order under its label."""
    heads = (part for part in segments(page) if labels.ORDER_HEAD.fullmatch(said(part).rstrip(" .:")))
    under = (word for head in heads for word in _column(page, head, REACH) if _is_number(word.text))
    found = next(under, None)
    return _field([found], found.text) if found else None


def headed(page: Sheet, label: tuple[int, int], heads: re.Pattern[str]) -> bool:
    """Whether a label stands in the section of one of the heads: some rows below it, in its column."""
    number, (x0, top, _, _) = page.place(*label)
    over = (page.place(*head.span()) for head in heads.finditer(page.text))
    return any(at == number and 0 < top - box[1] <= SECTION and box[0] - x0 <= INSET <= box[2] - x0 for at, box in over)


def _under_title(page: Sheet) -> Word | None:
    """The number under the bare name of the document at the head of a column, beside other heads; where nothing stands
    beside it, only under a bare word for number: under the name of the document anything may follow."""
    for parts in _heads(page):
        pattern = TITLE_HEAD if len(parts) > 1 else BARE_NUMBER
        for part in parts:
            near = _column(page, part, REACH / 1.4) if pattern.fullmatch(said(part).rstrip(" :")) else []
            if found := next((one for one in near if _is_number(one.text)), None):
                return found
    return None


def _heads(page: Sheet) -> list[list[Segment]]:
    """The segments of every row, any of which may be heads."""
    return [segments_of(row) for row in page.rows]


def _column(page: Sheet, head: Segment, reach: float) -> list[Word]:
    """The words under a head, so many points below it."""
    under = (one for one in page.words if one.page == head[0].page and 0 < one.top - head[0].top <= reach)
    return [one for one in under if one.x0 < head[-1].x1 + SLACK and one.x1 > head[0].x0 - SLACK]


def issue_date(page: Sheet, *, month_first: bool, number: str = "") -> Field | None:
    """The issue date under its label, or under a bare "Date" beside the head of the invoice number or in line with it.

    A list (of earlier invoices, of what was done on which day) has several days in that column: none of them is taken.
    """
    rows = _heads(page)
    numbers = [part for parts in rows for part in parts if _heads_number(part) and _leads_to(page, part, number)]
    for parts in rows:
        for index, part in enumerate(parts):
            head = said(part).rstrip(" .:")
            bare = DAY_HEAD.fullmatch(head) and any(_together(part, one) for one in numbers)
            bare = bare and not _of_order(parts[:index])
            if bare or DATE_HEAD.fullmatch(head):
                days = _days(page, part)
                written = said(days[0]) if len(days) == 1 else ""
                date = iso_date(written, month_first=month_first)
                if date and days[0][0].top - part[0].top <= REACH and not _of_others(page, part):
                    return _field(days[0], date)
    return None


def _heads_number(part: Segment) -> bool:
    head = said(part).rstrip(" .:")
    return bool(TITLE_HEAD.fullmatch(head) or NUMBER_HEAD.fullmatch(head))


def _leads_to(page: Sheet, head: Segment, number: str) -> bool:
    """Whether the number of the invoice stands under a head or in its row; under any head where none is known."""
    beside = (one for one in page.words if one.page == head[0].page and abs(one.top - head[0].top) <= ROW_TOLERANCE)
    near = (*_column(page, head, REACH), *beside)
    return not number or any(one.text in number or number in one.text for one in near)


def _of_order(before: Sequence[Segment]) -> bool:
    """Whether the heads before a bare "Date" name the number of an order or a delivery last, and that of the invoice not."""
    heads = [said(part).rstrip(" .:") for part in before]
    other = bool(heads) and (labels.ORDER_HEAD.fullmatch(heads[-1]) or labels.OTHER_DATE.search(heads[-1]))
    return bool(other) and not any(map(_heads_number, before))


def _together(head: Segment, number: Segment) -> bool:
    """Whether two heads stand in one row, or one under the other with a value between them."""
    if head is number or head[0].page != number[0].page:
        return False
    apart = abs(head[0].top - number[0].top)
    return apart <= ROW_TOLERANCE or (apart <= 2 * REACH and abs(head[0].x0 - number[0].x0) <= ROW_TOLERANCE)


def _days(page: Sheet, head: Segment) -> list[Segment]:
    """The dates that follow each other in the column of a head, as far below it as it speaks for: up to the next head."""
    under = set(_column(page, head, SECTION))
    cells = (part for part in segments(page) if under.intersection(part))
    return list(takewhile(lambda part: DAY.fullmatch(said(part)), cells))


def _of_others(page: Sheet, head: Segment) -> bool:
    """Whether a head stands in the section of earlier invoices."""
    over = (page.place(*found.span()) for found in labels.EARLIER.finditer(page.text))
    return any(at == head[0].page and 0 < head[0].top - box[1] <= SECTION for at, box in over)


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text)) and not DAY.fullmatch(text)


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


def _field(words: Sequence[Word], value: str) -> Field:
    return Field(value=value, source="text", confidence=CONFIDENCE, page=words[0].page, box=box_of(words))
