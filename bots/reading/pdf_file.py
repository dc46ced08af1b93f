"""A PDF file: the invoice embedded in it, where there is one, and what stands on its pages."""

from collections import Counter

import pikepdf
import pypdfium2

from bots.reading import hidden_text, hybrid, page_check, pdf, pdf_signatures, scans, several, visible
from bots.reading.fapiao import pdf as fapiao
from bots.reading.fapiao.found import compared
from bots.reading.layout import Sheet, sheet
from bots.reading.outcome import Options, blank, stop
from bots.reading.values import Draft
from bots.reading.written import decimal_mark
from contracts.reading import Finding, Reading

FEW = 8  # characters; a page with fewer is a picture, or empty
SMALL = 0.5  # of 72 dpi
GARBLED = 0.2  # unknown characters for each known one
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
    hidden = hidden_text.pages(data)
    if chinese := scans.chinese(options.scanned) or (None if hidden else _fapiao(data, options)):
        stated = [draft for _, draft in embedded.drafts]
        reading = compared([*stated, chinese]).onto(blank(data, "pdf", *before))
        return reading.with_findings(*_behind(data, reading, options))
    page, trouble = _page(data, options, hidden)
    findings = (*before, *trouble)
    if embedded.drafts:
        return _hybrid(data, embedded.drafts[0][1], page, findings, options)
    if not page.text.strip():
        nothing = () if trouble else (stop("unreadable", reason="no-text"),)
        return blank(data, "pdf", *findings, *nothing, *scans.trouble(options.scanned))
    shown = scans.weighed(pdf.draft(page), options.scanned)
    reading = shown.onto(blank(data, "pdf", *findings, *visible.not_visible(data, shown.fields, page)))
    return reading.with_findings(*several.invoices(page, reading.fields), *several.accounts(page))


def _fapiao(data: bytes, options: Options) -> Draft | None:
    """The Chinese e-invoice on the pages, or None where there is none that can be read."""
    try:
        return fapiao.draft(data, ignore_qr=options.ignore_qr)
    except pypdfium2.PdfiumError:
        return None


def _behind(data: bytes, reading: Reading, options: Options) -> tuple[Finding, ...]:
    """What is found on the pages that the Chinese reader has read nothing from: another invoice may be on them."""
    read = frozenset(field.page for field in reading.fields.values() if field.page)
    if _pages(data) <= len(read):
        return ()
    page, trouble = _page(data, options, set(), read)
    return (*trouble, *several.invoices(page, reading.fields, chinese=True))


def _pages(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def _page(
    data: bytes, options: Options, hidden: set[int], but: frozenset[int] = frozenset()
) -> tuple[Sheet, tuple[Finding, ...]]:
    """The text of the pages `but` some; empty with a finding when the parser gives up."""
    try:
        printed = pdf.words(data)
    except MemoryError:
        raise
    # The parser raises anything on broken files (TypeError, struct.error, its own classes): all mean the same to us.
    except Exception as broken:  # noqa: BLE001
        return sheet(()), (stop("unreadable", reason=type(broken).__name__),)
    shown, left_unseen = visible.visible(data, [word for word in printed.words if word.page not in but])
    printed = printed._replace(words=shown)
    seen = {page.number for page in options.scanned}
    empty = illegible(printed) - but
    pictures = {number for number in empty if number in seen or _is_drawn(data, number)} | hidden
    legible = [word for word in printed.words if word.page not in pictures]
    unseen = sorted(pictures - seen)
    left = (stop("page-is-picture", pages=",".join(map(str, unseen))[:200]),) if unseen else ()
    scanned = [word for word in scans.words(options.scanned) if word.page not in but]
    return sheet((*legible, *scanned)), (*left_unseen, *_left_out(printed), *left)


def illegible(printed: pdf.Printed) -> set[int]:
    """The pages that have hardly any text, or text of which nobody knows what it means: pictures, that is."""
    known, unknown = Counter[int](), Counter[int]()
    for word in printed.words:
        meaningless = sum(map(_is_meaningless, word.text)) + 5 * word.text.count(UNMAPPED)
        unknown[word.page] += meaningless
        known[word.page] += len(word.text) - meaningless
    return {page for page in range(1, printed.read + 1) if known[page] < FEW or unknown[page] > GARBLED * known[page]}


def _is_drawn(data: bytes, number: int) -> bool:
    """Whether anything stands on the page: the back of a sheet is no picture."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return True
    try:
        darkest, lightest = document[number - 1].render(scale=SMALL, grayscale=True).to_pil().getextrema()
        return bool(darkest != lightest)
    except pypdfium2.PdfiumError:
        return True
    finally:
        document.close()


def _is_meaningless(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff"


def _left_out(printed: pdf.Printed) -> tuple[Finding, ...]:
    """What stands on the pages beyond the limits may be the real total."""
    if printed.read == printed.pages:
        return ()
    return (stop("pages-left-out", read=str(printed.read), pages=str(printed.pages)),)


def _hybrid(data: bytes, stated: Draft, page: Sheet, findings: tuple[Finding, ...], options: Options) -> Reading:
    reading = stated.onto(blank(data, "facturx", *findings))
    if not page.text.strip():
        unread = () if options.scanned else (Finding.of("page-without-text", "warn"),)
        return reading.with_findings(*unread, *page_check.compared(stated.fields, page))
    seen = scans.weighed(pdf.draft(page), options.scanned).fields
    unseen = visible.not_visible(data, seen, page)
    differing = list(page_check.differences(stated.fields, seen, page, decimal_mark(page.text)))
    nowhere = () if differing else page_check.compared(stated.fields, page)
    return reading.with_findings(*unseen, *differing, *several.invoices(page, reading.fields), *nowhere)
