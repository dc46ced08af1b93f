"""The day on which a printed invoice was issued: in its title, behind a label, under one, or else any day as a guess."""

import re

from bots.reading import below, labels, titles
from bots.reading.blocks import said, segment_at, segments
from bots.reading.days import is_ambiguous, month_first
from bots.reading.layout import Sheet
from bots.reading.values import printed
from bots.reading.written import iso_date
from contracts.reading import Field

OTHER_NUMBER = re.compile(r"(?<![\w.])[A-Z]*[-/_]?\d[\w/-]{2,}", re.IGNORECASE)
PROVEN, GOOD, GUESS = 0.98, 0.9, 0.5
OTHER_DOCUMENT = re.compile(
    r"zertifi|certifi|angebot|offer|quot|devis|preventivo|presupuesto|oferta|attest|bescheinigung|zeugnis|licen|lizenz|permit"
    r"|vertrag|contra|passport|ausweis",
    re.IGNORECASE,
)


def issue_date(page: Sheet, currency: Field | None, number: str) -> Field | None:
    """The day in the title or behind a label; the day beside the number of another invoice is that invoice's."""
    months = month_first(page.text, currency)
    bare = labels.ISSUE_DATE[-labels.BARE_DATES :]
    for pattern in (*labels.TITLE_DATE, *labels.ISSUE_DATE):
        dated = [(found, iso_date(found["value"], month_first=months)) for found in pattern.finditer(page.text)]
        known = [(found, date) for found, date in dated if date and not _of_another(found, number)]
        if pattern is labels.ISSUED:
            known = [(found, date) for found, date in known if _is_of_invoice(page, found, number)]
        if pattern in bare:
            known = [(found, date) for found, date in known if not _of_another_day(page, found.start())]
        if known:
            first, day = known[0]
            several = len({other for _, other in known}) > 1
            if several and pattern in labels.ISSUE_DATE[: labels.SURE_DATES]:
                return printed(page, first.span("value"), day, GUESS)
            doubt = several or is_ambiguous(page.text, first["value"])
            return printed(page, first.span("value"), day, GOOD if doubt else PROVEN)
    if field := below.issue_date(page, month_first=months, number=number):
        return field
    for found in labels.ANY_DATE.finditer(page.text):
        before = page.text[page.row(found.start())[0] : found.start()]
        date = iso_date(found["value"], month_first=months)
        if date and not labels.OTHER_DATE.search(before):
            return printed(page, found.span("value"), date, GUESS)
    return None


def _of_another(found: re.Match[str], number: str) -> bool:
    """Whether numbers stand between a title and its date, and the invoice's own is none of them."""
    between = found.string[found.start() : found.start("value")]
    return bool(number) and number not in between and bool(OTHER_NUMBER.search(between))


def _of_another_day(page: Sheet, start: int) -> bool:
    """Whether the words right before a bare "Date", in one segment with it, name another day, as in "Delivery - date"."""
    before = said(segment_at(page, start, before=True))
    return bool(labels.OTHER_DATE.search(re.split(r"\d", before)[-1]))


def _is_of_invoice(page: Sheet, found: re.Match[str], number: str) -> bool:
    """Whether what was issued is the invoice: its number or the title stands right above or below in the same column or
    row, and right above no other document."""
    if segment_at(page, found.start(), before=True):
        return False
    at, (x0, top, x1, _) = page.place(*found.span())
    here = [part for part in segments(page) if part[0].page == at and abs(top - part[0].top) <= 2 * below.REACH]
    column = [part for part in here if part[0].x0 < x1 and part[-1].x1 > x0]
    over = [said(part) for part in column if 0 < top - part[0].top <= below.REACH]
    other = any(OTHER_DOCUMENT.search(one) or labels.OTHER_DATE.search(one) for one in over)
    numbers = {word.text for part in here for word in part if word.x1 > x0}
    titled = any(titles.INVOICE_TITLE.match(said(part)) for part in (*column, *here[:1]))
    return not other and (titled or bool(numbers.intersection(number.split())))
