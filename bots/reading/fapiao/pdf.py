"""A PDF as an e-invoice: its text and its QR code, one against the other."""

import unicodedata

import pypdfium2 as pdfium

from bots.reading.agreement import agreed
from bots.reading.fapiao import page as pages
from bots.reading.fapiao import qr, symbols
from bots.reading.fapiao.pdf_glyphs import page_of
from bots.reading.outcome import stop
from bots.reading.values import Draft
from contracts.reading import Field, Finding

MAX_PAGES = 50
MARK = "票"  # every e-invoice has it, and hardly any page in another language


def draft(data: bytes, ignore_qr: bool = False) -> Draft | None:
    """What the pages say, held against their QR code; None for a PDF that is no Chinese e-invoice.

    Raises pdfium.PdfiumError for files that cannot be opened.
    """
    document = pdfium.PdfDocument(data)
    try:
        if not _promising(document):
            return None
        count = min(len(document), MAX_PAGES)
        text = pages.draft([page_of(document[index], index + 1) for index in range(count)])
        if text is None or ignore_qr:
            return text
        return _with_codes(text, [(index + 1, symbols.of_page(document[index])) for index in range(count)])
    finally:
        document.close()


def _promising(document: pdfium.PdfDocument) -> bool:
    text = document[0].get_textpage()
    try:
        return MARK in unicodedata.normalize("NFKC", text.get_text_range(count=min(text.count_chars(), 3_000)))
    finally:
        text.close()


def _with_codes(text: Draft, seen: list[tuple[int, symbols.Seen]]) -> Draft:
    codes = [(number, one.code, one) for number, one in seen if one.code]
    if codes:
        number, code, one = codes[0]
        return judged(text, code, number, one)
    blind = next(((number, one.blind) for number, one in seen if one.blind), None)
    found = stop("qr-unreadable") if blind else Finding.of("qr-missing", "warn")
    if blind:
        found = found.model_copy(update={"page": blind[0], "box": blind[1]})
    return agreed([text, Draft({}, findings=(found,))])


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
