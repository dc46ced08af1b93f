"""A PDF with a text layer to fields: words once per page, then labels and geometry."""

import re
from collections.abc import Sequence

from bots.invoice_kinds import PRO_FORMA
from bots.reading import accounts, below, deductions, due, labels, parties, printed_taxes, table, totals, triples
from bots.reading.blocks import said, segments
from bots.reading.days import is_ambiguous, month_first
from bots.reading.layout import Sheet
from bots.reading.values import Draft
from bots.reading.written import decimal_mark, iso_date
from contracts.reading import Field, ReadLine

OTHER_NUMBER = re.compile(r"(?<![\w.])[A-Z]*[-/_]?\d[\w/-]{2,}", re.IGNORECASE)
PROVEN, SURE, GOOD, LIKELY, GUESS = 0.98, 0.95, 0.9, 0.85, 0.5
"""Proven is what something else on the page confirms: check digits, a sum, the same value in another place."""


def draft(page: Sheet) -> Draft:
    """Everything that labels and geometry give; a field that is not found stays absent."""
    mark = decimal_mark(page.text)
    currency = currency_of(page)
    fields = totals.fields(page, mark)
    number = _number(page)
    optional = {
        "number": number,
        "issue_date": _issue_date(page, currency, number.value if number else ""),
        "currency": currency,
        "kind": _kind(page, currency),
        "iban": accounts.iban(page),
        "purchase_order": _labelled(page, labels.ORDER) or below.order(page),
        "original_number": _labelled(page, labels.ORIGINAL),
        **_names(page),
        **parties.fields(page),
    }
    fields |= {name: field for name, field in optional.items() if field}
    net = fields.get("net_amount")
    wanted = net.value if net else None
    lines, sums = _lines(page, mark, wanted), None
    for read in () if lines else (deductions.totals, deductions.behind_lines):
        if not lines and (sums := read(page, mark, wanted)):
            lines = _lines(page, mark, sums.lines)
    stated = due.totals(page, mark, fields)
    if sums and lines:
        stated = stated.model_copy(update=sums.model_dump(exclude_none=True))
    return Draft(fields, lines, printed_taxes.taxes(page, mark, fields, lines, sums), stated)


def _lines(page: Sheet, mark: str, wanted: str | None) -> tuple[ReadLine, ...]:
    """The lines that add up to what is wanted: by the headings of their table, else by their figures."""
    return table.lines(page, mark, wanted) or triples.lines(page, mark, wanted)


def _field(page: Sheet, found: re.Match[str], confidence: float, value: str | None = None) -> Field:
    start, end = found.span("value")
    number, box = page.place(start, end)
    return Field(value=value or found["value"].strip(), source="text", confidence=confidence, page=number, box=box)


def _labelled(
    page: Sheet, patterns: Sequence[re.Pattern[str]], strict: int = 0, heads: re.Pattern[str] | None = None
) -> Field | None:
    """The value behind the best label, unless it stands under one of `heads`; proven when every strict label on the
    pages has the same behind it."""
    hits = [(rank, found) for rank, pattern in enumerate(patterns) for found in pattern.finditer(page.text)]
    hits = [(rank, found) for rank, found in hits if heads is None or not below.headed(page, found.span(), heads)]
    if not hits:
        return None
    rank, found = hits[0]
    values = {other["value"] for other_rank, other in hits if other_rank <= max(strict, rank)}
    sure = SURE if rank == 0 else LIKELY
    if len(values) == 1 and (rank <= strict or page.text.count(found["value"]) > 1):
        sure = PROVEN
    return _field(page, found, sure)


def _number(page: Sheet) -> Field | None:
    """The number behind its label, else under it; not that of an earlier invoice."""
    field = _labelled(page, labels.NUMBER, labels.STRICT_NUMBERS, labels.EARLIER) or below.number(page)
    again = field is not None and len(field.value) > 3 and page.text.count(field.value) > 1
    return field.model_copy(update={"confidence": PROVEN}) if field and again and field.confidence < SURE else field


def _issue_date(page: Sheet, currency: Field | None, number: str) -> Field | None:
    """The day in the title or behind a label; the day beside the number of another invoice is that invoice's."""
    months = month_first(page.text, currency)
    bare = labels.ISSUE_DATE[-labels.BARE_DATES :]
    for pattern in (*labels.TITLE_DATE, *labels.ISSUE_DATE):
        dated = [(found, iso_date(found["value"], month_first=months)) for found in pattern.finditer(page.text)]
        known = [(found, date) for found, date in dated if date and not _of_another(found, number)]
        if pattern in bare:
            known = [(found, date) for found, date in known if not _of_another_day(page, found.start())]
        if known:
            first, day = known[0]
            doubt = len({other for _, other in known}) > 1 or is_ambiguous(page.text, first["value"])
            return _field(page, first, GOOD if doubt else PROVEN, day)
    if field := below.issue_date(page, month_first=months, number=number):
        return field
    for found in labels.ANY_DATE.finditer(page.text):
        before = page.text[page.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        date = iso_date(found["value"], month_first=months)
        if date and not labels.OTHER_DATE.search(before):
            return _field(page, found, GUESS, date)
    return None


def _of_another(found: re.Match[str], number: str) -> bool:
    """Whether numbers stand between a title and its date, and the invoice's own is none of them."""
    between = found.string[found.start() : found.start("value")]
    return bool(number) and number not in between and bool(OTHER_NUMBER.search(between))


def _of_another_day(page: Sheet, start: int) -> bool:
    """Whether the words right before a bare "Date", in one segment with it, name another day, as in "Delivery - date"."""
    [word] = page.span(start, start + 1)
    part = next((part for part in segments(page) if word in part), (word,))
    before = said(part[: part.index(word)])
    return bool(labels.OTHER_DATE.search(re.split(r"\d", before)[-1]))


def currency_of(page: Sheet) -> Field | None:
    """The currency that a label, a code or a symbol names."""
    if found := labels.CURRENCY.search(page.text):
        return _field(page, found, PROVEN, found["value"].upper())
    codes = list(labels.CODES.finditer(page.text))
    if codes:
        number, box = page.place(*codes[0].span())
        sure = PROVEN if len({code[0] for code in codes}) == 1 else LIKELY
        name = "CNY" if codes[0][0] == "RMB" else codes[0][0]
        return Field(value=name, source="text", confidence=sure, page=number, box=box)
    there = [(symbol, name) for symbol, name in labels.SYMBOLS if symbol in page.text]
    if not there:
        return None
    symbol, name = there[0]
    at = page.text.find(symbol)
    number, box = page.place(at, at + 1)
    sure = PROVEN if symbol in labels.OWN_SYMBOLS and len({one for _, one in there}) == 1 else LIKELY
    return Field(value=name, source="text", confidence=sure, page=number, box=box)


def _kind(page: Sheet, currency: Field | None) -> Field | None:
    """A page in CNY that calls itself 发票 is one, whatever the tax bureau's marks that it lacks; one that calls itself pro
    forma, or an offer and nothing else, asks for no money."""
    if found := labels.PRO_FORMA.search(page.text):
        number, box = page.place(*found.span())
        return Field(value=PRO_FORMA, source="text", confidence=PROVEN, page=number, box=box)
    own = ((labels.CHINESE_TITLE, "发票"),) if currency and currency.value == "CNY" else ()
    for pattern, kind in ((labels.CREDIT_TITLE, "381"), *own, (labels.INVOICE_TITLE, "380")):
        if found := pattern.search(page.text):
            number, box = page.place(*found.span())
            return Field(value=kind, source="text", confidence=PROVEN, page=number, box=box)
    if found := labels.OTHER_TITLE.search(page.text):
        return _field(page, found, PROVEN, found["value"].casefold())
    return Field(value="380", source="rule", confidence=GUESS)


def _names(page: Sheet) -> dict[str, Field]:
    """Names right behind their label, which leave no doubt."""
    found = {"seller_name": _labelled(page, labels.SELLER_NAME), "buyer_name": _labelled(page, labels.BUYER_NAME)}
    return {name: field for name, field in found.items() if field}
