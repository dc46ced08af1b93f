"""A PDF file: the invoice embedded in it, where there is one, and what stands on its pages."""

import pikepdf
import pypdfium2

from bots.reading import hybrid, pdf, pdf_signatures
from bots.reading.agreement import agreed
from bots.reading.fapiao import pdf as fapiao
from bots.reading.layout import Sheet, sheet
from bots.reading.outcome import Options, blank, stop
from bots.reading.values import Draft
from bots.reading.written import decimal_mark
from contracts.reading import Finding, Reading


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
    if chinese := _fapiao(data, options):
        stated = [draft for _, draft in embedded.drafts]
        return agreed([*stated, chinese]).onto(blank(data, "pdf", *before))
    page, trouble = _page(data)
    findings = (*before, *trouble)
    if embedded.drafts:
        return _hybrid(data, embedded.drafts[0][1], page, findings)
    if not page.text.strip():
        return blank(data, "pdf", *(findings if trouble else (*findings, stop("unreadable", reason="no-text"))))
    return pdf.draft(page).onto(blank(data, "pdf", *findings))


def _fapiao(data: bytes, options: Options) -> Draft | None:
    """The Chinese e-invoice on the pages, or None where there is none that can be read."""
    try:
        return fapiao.draft(data, ignore_qr=options.ignore_qr)
    except pypdfium2.PdfiumError:
        return None


def _page(data: bytes) -> tuple[Sheet, tuple[Finding, ...]]:
    """The text of the pages; empty with a finding when the parser gives up."""
    try:
        printed = pdf.words(data)
    except MemoryError:
        raise
    # The parser raises anything on broken files (TypeError, struct.error, its own classes): all mean the same to us.
    except Exception as broken:  # noqa: BLE001
        return sheet(()), (stop("unreadable", reason=type(broken).__name__),)
    return sheet(printed.words), _left_out(printed)


def _left_out(printed: pdf.Printed) -> tuple[Finding, ...]:
    """What stands on the pages beyond the limits may be the real total."""
    if printed.read == printed.pages:
        return ()
    return (stop("pages-left-out", read=str(printed.read), pages=str(printed.pages)),)


def _hybrid(data: bytes, stated: Draft, page: Sheet, findings: tuple[Finding, ...]) -> Reading:
    reading = stated.onto(blank(data, "facturx", *findings))
    if not page.text.strip():
        return reading.with_findings(Finding.of("page-without-text", "warn"))
    seen = pdf.draft(page).fields
    return reading.with_findings(*hybrid.differences(stated.fields, seen, page, decimal_mark(page.text)))
