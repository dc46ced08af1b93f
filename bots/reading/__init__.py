"""Reading an invoice file: whatever the bytes are, the answer is a Reading, never an exception for a bad file."""

import hashlib
import time

import pikepdf

from bots import VERSION
from bots.reading import cii, hybrid, pdf, ubl
from bots.reading.layout import Sheet, sheet
from bots.reading.sniff import container, invoice_format
from bots.reading.values import Draft
from bots.reading.written import decimal_mark
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import MANDATORY, STATED, Finding, Format, Reading, Severity

MAX_BYTES = 50 * 1024 * 1024
DOUBT = 0.7  # below it a mandatory field is a guess


def read(data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False) -> Reading:
    """Everything that the file says, as a person sees it (`ignore_embedded`) or as its XML states it.

    No machine-readable code on the page is read yet, so `ignore_qr` has nothing to hide.
    """
    started = time.process_time()
    reading = _read(data, ignore_embedded)
    complete = reading.with_findings(*_missing(reading), *_doubtful(reading))
    return complete.model_copy(update={"cpu_seconds": round(time.process_time() - started, 4)})


def blank(data: bytes, kind: Format, *findings: Finding) -> Reading:
    """A reading with no fields, only what was found; for files that cannot be read."""
    digest = hashlib.sha256(data).hexdigest()
    return Reading(file_sha256=digest, format=kind, findings=findings, bot_version=VERSION)


def _read(data: bytes, ignore_embedded: bool) -> Reading:
    if not data:
        return blank(data, "unknown", _stop("empty-file"))
    if len(data) > MAX_BYTES:
        return blank(data, "unknown", _stop("file-too-large", bytes=str(len(data)), limit=str(MAX_BYTES)))
    match container(data):
        case "xml":
            return _read_xml(data)
        case "pdf":
            return _read_pdf(data, ignore_embedded)
        case "ofd":
            return blank(data, "ofd", _stop("not-supported-yet", format="ofd"))
        case "image":
            return blank(data, "image", _stop("not-supported-yet", format="image"))
        case _:
            return blank(data, "unknown", _stop("unknown-format"))


def _stop(code: str, **evidence: str) -> Finding:
    """A finding that a person must look at, because the bot could not."""
    return Finding.of(code, "exception", evidence)


def _read_xml(data: bytes) -> Reading:
    try:
        root = parse(data)
    except UnsafeXmlError as unsafe:
        return blank(data, "unknown", Finding.of(unsafe.code, "reject"))
    kind = invoice_format(root)
    if kind == "ubl":
        return ubl.draft(root).onto(blank(data, "ubl"))
    if kind == "cii":
        return cii.draft(root).onto(blank(data, "cii"))
    if kind == "fapiao-xml":
        return blank(data, kind, _stop("not-supported-yet", format=kind))
    return blank(data, "unknown", _stop("unknown-format"))


def _read_pdf(data: bytes, ignore_embedded: bool) -> Reading:
    embedded = hybrid.Attached((), ())
    if not ignore_embedded:
        try:
            embedded = hybrid.attached(data)
        except pikepdf.PasswordError:
            return blank(data, "pdf", _stop("encrypted"))
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, AttributeError) as broken:
            # The page may still be readable: pdfplumber mends other damage than qpdf does.
            embedded = hybrid.Attached((), (_stop("attachments-unreadable", reason=type(broken).__name__),))
    page, trouble = _page(data)
    findings = (*embedded.findings, *trouble)
    if embedded.drafts:
        return _read_hybrid(data, embedded.drafts[0][1], page, findings)
    if not page.text.strip():
        return blank(data, "pdf", *(findings if trouble else (*findings, _stop("unreadable", reason="no-text"))))
    return pdf.draft(page).onto(blank(data, "pdf", *findings))


def _page(data: bytes) -> tuple[Sheet, tuple[Finding, ...]]:
    """The text of the pages; empty with a finding when the parser gives up."""
    try:
        printed = pdf.words(data)
    except MemoryError:
        raise
    # The parser raises anything on broken files (TypeError, struct.error, its own classes): all mean the same to us.
    except Exception as broken:  # noqa: BLE001
        return sheet(()), (_stop("unreadable", reason=type(broken).__name__),)
    return sheet(printed.words), _left_out(printed)


def _left_out(printed: pdf.Printed) -> tuple[Finding, ...]:
    """What stands on the pages beyond the limits may be the real total."""
    if printed.read == printed.pages:
        return ()
    return (_stop("pages-left-out", read=str(printed.read), pages=str(printed.pages)),)


def _read_hybrid(data: bytes, stated: Draft, page: Sheet, findings: tuple[Finding, ...]) -> Reading:
    reading = stated.onto(blank(data, "facturx", *findings))
    if not page.text.strip():
        return reading.with_findings(Finding.of("page-without-text", "warn"))
    seen = pdf.draft(page).fields
    return reading.with_findings(*hybrid.differences(stated.fields, seen, page, decimal_mark(page.text)))


def _missing(reading: Reading) -> list[Finding]:
    """Mandatory fields that are absent: the fault of the invoice when it is XML, else perhaps of the reader."""
    if not reading.fields and reading.findings:
        return []
    severity: Severity = "exception" if reading.format == "pdf" else "reject"
    stated = () if reading.format == "pdf" else STATED
    groups = (*((name,) for name in MANDATORY), *stated)
    absent = [names[0] for names in groups if not any(name in reading.fields for name in names)]
    return [Finding.of("missing-field", severity, {"field": name}) for name in absent]


def _doubtful(reading: Reading) -> list[Finding]:
    """Mandatory fields that were only guessed: a person must confirm them."""
    doubtful = {name: field for name in MANDATORY if (field := reading.fields.get(name)) and field.confidence < DOUBT}
    return [
        _stop("low-confidence", field=name, value=field.value[:200], confidence=str(field.confidence))
        for name, field in doubtful.items()
    ]
