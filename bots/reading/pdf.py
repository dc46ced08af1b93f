"""A PDF with a text layer to fields: words once per page, then labels and geometry."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pdfplumber
from stdnum import iban as iban_rule
from stdnum.exceptions import ValidationError

from bots.reading import below, labels, table, totals
from bots.reading.layout import Sheet, Word
from bots.reading.values import Draft, compact
from bots.reading.written import DATE, decimal_mark, iso_date
from contracts.reading import Field

MAX_PAGES = 50
MAX_WORDS = 40_000
SECTION_ROWS = 12  # an address block is not longer; what comes later belongs to no section
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{2,4}(?![\d/])")
DECEMBER = 12
SURE, LIKELY, GUESS = 0.95, 0.85, 0.5


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
            for word in page.extract_words():
                # Symbols of icon fonts come out as control characters or nothing.
                if text := "".join(filter(str.isprintable, word["text"])).strip():
                    box = (float(word["x0"]), float(word["top"]), float(word["x1"]), float(word["bottom"]))
                    found.append(Word(text, number, *box))
            page.close()
            if len(found) > MAX_WORDS:
                break
        return Printed(found, number, len(document.pages))


def draft(page: Sheet) -> Draft:
    """Everything that labels and geometry give; a field that is not found stays absent."""
    mark = decimal_mark(page.text)
    currency = _currency(page)
    fields = totals.fields(page, mark)
    optional = {
        "number": _labelled(page, labels.NUMBER) or below.number(page),
        "issue_date": _issue_date(page, currency),
        "currency": currency,
        "kind": _kind(page),
        "iban": _iban(page),
        "purchase_order": _labelled(page, labels.ORDER),
        "original_number": _labelled(page, labels.ORIGINAL),
        "seller_name": _labelled(page, labels.SELLER_NAME),
        "buyer_name": _labelled(page, labels.BUYER_NAME),
        **_tax_ids(page),
    }
    fields |= {name: field for name, field in optional.items() if field}
    net = fields.get("net_amount")
    return Draft(fields, table.lines(page, mark, net.value if net else None))


def all_dates(page: Sheet) -> set[str]:
    """Every date printed anywhere, read day first and month first."""
    found = [match[0] for match in re.finditer(DATE, page.text, re.IGNORECASE)]
    return {date for text in found for month in (False, True) if (date := iso_date(text, month_first=month))}


def _field(page: Sheet, found: re.Match[str], confidence: float, value: str | None = None) -> Field:
    start, end = found.span("value")
    number, box = page.place(start, end)
    return Field(value=value or found["value"].strip(), source="text", confidence=confidence, page=number, box=box)


def _labelled(page: Sheet, patterns: Sequence[re.Pattern[str]]) -> Field | None:
    for rank, pattern in enumerate(patterns):
        if found := pattern.search(page.text):
            return _field(page, found, SURE if rank == 0 else LIKELY)
    return None


def _issue_date(page: Sheet, currency: Field | None) -> Field | None:
    month_first = _month_first(page.text, currency)
    for pattern in (*labels.TITLE_DATE, *labels.ISSUE_DATE):
        for found in pattern.finditer(page.text):
            if date := iso_date(found["value"], month_first=month_first):
                return _field(page, found, SURE, date)
    if field := below.issue_date(page, month_first=month_first):
        return field
    for found in re.finditer(labels.DAY, page.text, re.IGNORECASE):
        before = page.text[page.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        date = iso_date(found["value"], month_first=month_first)
        if date and not labels.OTHER_DATE.search(before):
            return _field(page, found, GUESS, date)
    return None


def _month_first(text: str, currency: Field | None) -> bool:
    """Whether 03/04/2025 is the 4th of March: another date on the pages settles it, else dollars do."""
    dates = [(int(first), int(second)) for first, second in SLASHED.findall(text)]
    months, days = any(second > DECEMBER for _, second in dates), any(first > DECEMBER for first, _ in dates)
    return months if months != days else currency is not None and currency.value == "USD"


def _currency(page: Sheet) -> Field | None:
    if found := labels.CURRENCY.search(page.text):
        return _field(page, found, SURE, found["value"].upper())
    if code := labels.CODES.search(page.text):
        number, box = page.place(*code.span())
        name = "CNY" if code[0] == "RMB" else code[0]
        return Field(value=name, source="text", confidence=LIKELY, page=number, box=box)
    for symbol, name in labels.SYMBOLS:
        if (at := page.text.find(symbol)) >= 0:
            number, box = page.place(at, at + 1)
            return Field(value=name, source="text", confidence=LIKELY, page=number, box=box)
    return None


def _kind(page: Sheet) -> Field | None:
    found = labels.CREDIT_TITLE.search(page.text)
    if not found:
        return Field(value="380", source="rule", confidence=GUESS)
    number, box = page.place(*found.span())
    return Field(value="381", source="text", confidence=LIKELY, page=number, box=box)


def _iban(page: Sheet) -> Field | None:
    """The first account number with valid check digits; else one that its label calls an IBAN."""
    named = None
    for found in labels.IBAN.finditer(page.text):
        value = compact(found["value"]) or ""
        for shorter in _prefixes(value):
            if _is_iban(shorter):
                return _field(page, found, SURE, shorter)
        if named is None and labels.IBAN_LABEL.search(page.text[max(0, found.start() - 20) : found.start()]):
            named = _field(page, found, GUESS, value)
    return named


def _prefixes(value: str) -> Iterable[str]:
    """The value and what remains when up to four characters of a following word were taken along."""
    return (value[: len(value) - cut] for cut in range(5) if len(value) - cut >= 15)


def _is_iban(value: str) -> bool:
    try:
        return bool(iban_rule.validate(value, check_country=False))
    except ValidationError:
        return False


def _tax_ids(page: Sheet) -> dict[str, Field | None]:
    """The buyer's number stands in the buyer's section; any other, above all in the footer, is the seller's."""
    ids: dict[str, Field | None] = {}
    for pattern in labels.TAX_ID:
        for found in pattern.finditer(page.text):
            role = "buyer_tax_id" if _in_buyer_section(page.text[: found.end()]) else "seller_tax_id"
            ids.setdefault(role, _field(page, found, LIKELY))
    return ids


def _in_buyer_section(before: str) -> bool:
    before = "\n".join(before.split("\n")[-SECTION_ROWS:])
    buyer = max((found.end() for found in labels.BUYER_SECTION.finditer(before)), default=-1)
    seller = max((found.end() for found in labels.SELLER_SECTION.finditer(before)), default=-1)
    return buyer > seller
