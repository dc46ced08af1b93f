"""A PDF file: the invoice embedded in it, where there is one, and what stands on its pages."""

from collections import Counter

import pikepdf
import pypdfium2

from bots.reading import (
    hidden_text,
    hints,
    hybrid,
    other_values,
    over_pictures,
    page_check,
    pdf,
    pdf_signatures,
    pdf_words,
    said,
    scans,
    several,
    visible,
)  # fmt: skip
from bots.reading.fapiao import pdf as fapiao
from bots.reading.fapiao.found import compared
from bots.reading.layout import Sheet, sheet
from bots.reading.opened import Opened, opened
from bots.reading.outcome import Options, blank, stop
from bots.reading.over_pictures import FEW, GARBLED
from bots.reading.values import Draft
from bots.reading.written import decimal_mark
from contracts.reading import Finding, Reading

SMALL = 0.5  # of 72 dpi
UNMAPPED = "(cid:"  # what the parser writes for a character whose meaning the font does not tell


def read(data: bytes, options: Options) -> Reading:
    """What the file states as XML and shows on its pages; both are compared."""
    embedded = hybrid.Attached((), ())
    if not options.ignore_embedded:
        try:
            embedded = hybrid.attached(data)
        except pikepdf.PasswordError:
            return blank(data, "pdf", stop("encrypted"))
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, AttributeError) as broken:
            # The page may still be readable: pdfplumber mends other damage than qpdf does.
            embedded = hybrid.Attached((), (stop("attachments-unreadable", reason=type(broken).__name__),))
    before = (*embedded.findings, *pdf_signatures.found(data))
    with opened(data) as document:
        return _read(data, document, options, embedded, before)


def _read(
    data: bytes, document: Opened | None, options: Options, embedded: hybrid.Attached, before: tuple[Finding, ...]
) -> Reading:
    hidden = hidden_text.pages(document) if document is not None else set()
    covered = over_pictures.pages(document) - hidden if document is not None else set()
    looked, options = options.scanned, _without(options, covered)
    if chinese := scans.chinese(options.scanned) or (None if hidden else _fapiao(data, document, options)):
        stated = [draft for _, draft in embedded.drafts]
        if options.hints and not stated and not options.scanned:
            chinese = hints.hinted(chinese, _page(data, document, options, hidden)[0], options.hints)
        otherwise = over_pictures.compared(covered, looked, (), chinese.fields)
        reading = compared([*stated, chinese]).onto(blank(data, "pdf", *before, *otherwise))
        return reading.with_findings(*_behind(data, document, reading, options))
    page, trouble = _page(data, document, options, hidden)
    covered &= {word.page for word in page.words}
    otherwise = over_pictures.compared(covered, looked, page.words, pdf.draft(page).fields if covered else {})
    findings = (*before, *trouble, *otherwise)
    if embedded.drafts:
        return _hybrid(data, document, embedded.drafts[0][1], page, findings, options)
    if not page.text.strip():
        nothing = () if trouble else (stop("unreadable", reason="no-text"),)
        return blank(data, "pdf", *findings, *nothing, *scans.trouble(options.scanned))
    shown = scans.weighed(pdf.draft(page), options.scanned)
    if not options.scanned:
        # What is seen on pictures is believed only where something else says the same, and a hint is no such thing.
        shown = hints.hinted(shown, page, options.hints)
    reading = shown.onto(blank(data, "pdf", *findings, *_not_visible(document, shown, page)))
    return reading.with_findings(
        *several.invoices(page, reading.fields),
        *several.accounts(page),
        *other_values.found(page, shown),
        *said.said(page, reading.value("gross_amount")),
    )


def sheet_of(data: bytes) -> Sheet:
    """The text that can be seen on the pages; empty where the file cannot be read."""
    with opened(data) as document:
        hidden = hidden_text.pages(document) if document is not None else set()
        return _page(data, document, Options(), hidden)[0]


def _without(options: Options, pages: set[int]) -> Options:
    """Without what was seen on these pages, which have text of their own."""
    return options._replace(scanned=tuple(one for one in options.scanned if one.number not in pages))


def _not_visible(document: Opened | None, shown: Draft, page: Sheet) -> tuple[Finding, ...]:
    return visible.not_visible(document, shown.fields, page) if document is not None else (visible.NOT_DRAWN,)


def _fapiao(data: bytes, document: Opened | None, options: Options) -> Draft | None:
    """The Chinese e-invoice on the pages, or None where there is none that can be read."""
    try:
        return None if document is None else fapiao.draft(data, document, ignore_qr=options.ignore_qr)
    except pypdfium2.PdfiumError:
        return None


def _behind(data: bytes, document: Opened | None, reading: Reading, options: Options) -> tuple[Finding, ...]:
    """What is found on the pages that the Chinese reader has read nothing from: another invoice may be on them."""
    read = frozenset(field.page for field in reading.fields.values() if field.page)
    if document is None or len(document) <= len(read):
        return ()
    page, trouble = _page(data, document, options, set(), read)
    return (*trouble, *several.invoices(page, reading.fields, chinese=True))


def _page(
    data: bytes, document: Opened | None, options: Options, hidden: set[int], but: frozenset[int] = frozenset()
) -> tuple[Sheet, tuple[Finding, ...]]:
    """The text of the pages `but` some; empty with a finding when the parser gives up."""
    try:
        printed = pdf_words.words(data)
    except MemoryError:
        raise
    # The parser raises anything on broken files (TypeError, struct.error, its own classes): all mean the same to us.
    except Exception as broken:  # noqa: BLE001
        return sheet(()), (stop("unreadable", reason=type(broken).__name__),)
    own = [word for word in printed.words if word.page not in but]
    shown, left_unseen = visible.visible(document, own) if document is not None else (own, (visible.NOT_DRAWN,))
    printed = printed._replace(words=shown)
    seen = {page.number for page in options.scanned}
    empty = illegible(printed) - but
    pictures = {number for number in empty if number in seen or _is_drawn(document, number)} | hidden
    legible = [word for word in printed.words if word.page not in pictures]
    unseen = sorted(pictures - seen)
    left = (stop("page-is-picture", pages=",".join(map(str, unseen))[:200]),) if unseen else ()
    scanned = [word for word in scans.words(options.scanned) if word.page not in but]
    return sheet((*legible, *scanned)), (*left_unseen, *_left_out(printed), *left)


def illegible(printed: pdf_words.Printed) -> set[int]:
    """The pages that have hardly any text, or text of which nobody knows what it means: pictures, that is."""
    known, unknown = Counter[int](), Counter[int]()
    for word in printed.words:
        strange = 0 if word.text.isascii() else sum(map(_is_meaningless, word.text))
        meaningless = strange + 5 * word.text.count(UNMAPPED)
        unknown[word.page] += meaningless
        known[word.page] += len(word.text) - meaningless
    return {page for page in range(1, printed.read + 1) if known[page] < FEW or unknown[page] > GARBLED * known[page]}


def _is_drawn(document: Opened | None, number: int) -> bool:
    """Whether anything stands on the page: the back of a sheet is no picture."""
    if document is None:
        return True
    try:
        darkest, lightest = document.page(number).render(scale=SMALL, grayscale=True).to_pil().getextrema()
    except pypdfium2.PdfiumError:
        return True
    return bool(darkest != lightest)


def _is_meaningless(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff"


def _left_out(printed: pdf_words.Printed) -> tuple[Finding, ...]:
    """What stands on the pages beyond the limits may be the real total."""
    if printed.read == printed.pages:
        return ()
    return (stop("pages-left-out", read=str(printed.read), pages=str(printed.pages)),)


def _hybrid(
    data: bytes, document: Opened | None, stated: Draft, page: Sheet, findings: tuple[Finding, ...], options: Options
) -> Reading:
    reading = stated.onto(blank(data, "facturx", *findings))
    gross = reading.value("gross_amount")
    if not page.text.strip():
        unread = () if options.scanned else (Finding.of("page-without-text", "warn"),)
        return reading.with_findings(*unread, *page_check.compared(stated.fields, page))
    seen = scans.weighed(pdf.draft(page), options.scanned)
    unseen = _not_visible(document, seen, page)
    differing = [
        *page_check.differences(stated.fields, seen.fields, page, decimal_mark(page.text)),
        *page_check.other_kind(stated.fields, seen.fields),
        *page_check.other_payable(stated, seen),
    ]
    others = () if options.scanned else page_check.others(stated, seen, page)  # networks misread names
    nowhere = () if differing else page_check.compared(stated.fields, page)
    beside = [one for one in other_values.found(page, seen) if one.code != "several-orders"]  # the XML names the order
    told = (*several.invoices(page, reading.fields), *several.accounts(page), *beside, *said.said(page, gross, "warn"))
    return reading.with_findings(*unseen, *differing, *others, *told, *nowhere)
