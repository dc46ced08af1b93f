"""A PDF as an e-invoice: its text and its QR code, one against the other."""

import re
import unicodedata

import pypdfium2 as pdfium

from bots.reading.agreement import agreed
from bots.reading.fapiao import page as pages
from bots.reading.fapiao import pdf_characters, qr, said, symbols
from bots.reading.fapiao.glyphs import cells, rows
from bots.reading.fapiao.pdf_glyphs import page_of
from bots.reading.fapiao.placed import Page
from bots.reading.fonts import draws_chinese
from bots.reading.ink import Drawn
from bots.reading.opened import Opened
from bots.reading.outcome import stop
from bots.reading.values import Draft
from bots.reading.visible import Figure, told, unseen_fields
from contracts.reading import Field, Finding

MAX_PAGES, MAX_CODES = 50, 5  # a code stands on the first page; drawing pages to look for one costs time
ENOUGH = 3_000  # characters
AMOUNT = re.compile(r"(?<!\d)\d[\d,]*\.\d{2}(?!\d)", re.ASCII)
MARK = "票"  # every e-invoice has it, and hardly any page in another language


def draft(data: bytes, document: Opened, ignore_qr: bool = False) -> Draft | None:
    """What the pages say, held against their QR code; None for a PDF that is no Chinese e-invoice.

    Raises pdfium.PdfiumError for pages that cannot be loaded.
    """
    first = document.page(1)
    if pdf_characters.needs(first) and not draws_chinese():
        return _without_fonts(data, document, ignore_qr)
    if not _promising(first):
        return None
    loaded = _loaded(document, MAX_PAGES)
    shown = [page_of(one, number) for number, one in enumerate(loaded, start=1)]
    text = pages.draft([one.page for one in shown])
    if text is None:
        return None
    hidden = told({one.page.number: one.hidden for one in shown})
    printed = dict(text.fields)
    text.findings = (*text.findings, *_left_out(document), *hidden, *said.said([one.page for one in shown], printed))
    whole = text if ignore_qr else _with_codes(text, loaded)
    figures = {one.page.number: _figures(one.page) for one in shown}
    unseen = unseen_fields(lambda number: Drawn(shown[number - 1].turned), printed, figures)
    whole.findings = (*whole.findings, *unseen)
    return whole


def _figures(page: Page) -> list[Figure]:
    """The amounts of a page, each with its box."""
    parts = (part for row in rows(page.glyphs) for part in cells(row))
    return [(found[0], part.box) for part in parts if (found := AMOUNT.search(part.text))]


def _loaded(document: Opened, most: int) -> list[pdfium.PdfPage]:
    return [document.page(number) for number in range(1, min(len(document), most) + 1)]


def _without_fonts(data: bytes, document: Opened, ignore_qr: bool) -> Draft | None:
    """The same where pdfium cannot see the text. What is hidden cannot be told then: where no code confirms number, day
    and total either, it goes to a person."""
    try:
        seen = pdf_characters.pages(data, MAX_PAGES)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the parser raises anything on broken files
        return None
    text = pages.draft(seen) if seen and MARK in seen[0].text else None
    if text is None:
        return None
    text.findings = (*text.findings, *_left_out(document))
    whole = text if ignore_qr else _with_codes(text, _loaded(document, MAX_CODES))
    confirmed = any(one.source == "qr" for one in whole.fields.values())
    evidence = {"page": "1", "characters": str(len(seen[0].glyphs))}
    unseen = Finding.of("page-drawn-empty", "warn" if confirmed else "exception", evidence)
    whole.findings = (*whole.findings, unseen)
    return whole


def _left_out(document: Opened) -> tuple[Finding, ...]:
    if len(document) <= MAX_PAGES:
        return ()
    return (stop("pages-left-out", read=str(MAX_PAGES), pages=str(len(document))),)


def _promising(first: pdfium.PdfPage) -> bool:
    text = first.get_textpage()
    try:
        count = min(text.count_chars(), ENOUGH)
        return count > 0 and MARK in unicodedata.normalize("NFKC", text.get_text_range(count=count))
    finally:
        text.close()


def _with_codes(text: Draft, loaded: list[pdfium.PdfPage]) -> Draft:
    blind: tuple[int, symbols.Seen] | None = None
    for number, one in enumerate(loaded[:MAX_CODES], start=1):
        seen = symbols.of_page(one)
        if seen.code:
            if seen.other:
                evidence = {"number": seen.code.number, "other": seen.other.number, "at": str(number)}
                text.findings = (*text.findings, stop("several-invoices", **evidence))
            return judged(text, seen.code, number, seen)
        blind = blind or ((number, seen) if seen.blind else None)
    found = stop("qr-missing")  # real ones all have one, and taking it out is how a changed page escapes it
    if blind:
        found = stop("qr-unreadable").model_copy(update={"page": blind[0], "box": blind[1].blind})
    text.findings = (*text.findings, found)
    return text


def judged(text: Draft, code: qr.Qr, number: int | None = None, one: symbols.Seen | None = None) -> Draft:
    """The draft with what its code says; a difference is a forgery until a person has found otherwise."""
    place = {"page": number, "box": one.box if one else None}
    values = {
        "number": code.number, "code": code.code, "issue_date": code.issue_date,
        "check_code": code.check_code, _amount_name(text, code): code.amount,
    }  # fmt: skip
    fields = {
        name: Field(value=value, source="qr", confidence=0.99, page=number, box=place["box"])
        for name, value in values.items()
        if name and value
    }
    findings = () if code.crc_right is not False else (stop("qr-crc-wrong").model_copy(update=place),)
    return agreed([Draft(fields, findings=findings), text], severity="reject")


def _amount_name(text: Draft, code: qr.Qr) -> str:
    """The total that a code states; where issuers differ from the rule, the total that it equals."""
    expected = "net_amount" if code.amount_is_net else "gross_amount"
    other = "gross_amount" if code.amount_is_net else "net_amount"
    figures = {name: text.fields[name].value for name in (expected, other) if name in text.fields}
    if not qr.same_amount(figures.get(expected), code.amount) and qr.same_amount(figures.get(other), code.amount):
        return other
    return expected if expected in figures else ""
