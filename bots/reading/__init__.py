"""Reading an invoice file: whatever the bytes are, the answer is a Reading, never an exception for a bad file.

One module reads one kind of file (`xml_file`, `pdf_file`, `ofd_file`, `image_file`); each asks the sources that the
file has, best first: XML > QR and OFD tags > text > OCR, and `agreement` makes one draft of theirs.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from pydantic import TypeAdapter

from bots.reading import image_file, ofd_file, pdf_file, xml_file
from bots.reading.outcome import Options, blank, stop
from bots.reading.scanned import ScannedPage
from bots.reading.sniff import container
from contracts.reading import MANDATORY, STATED, Finding, Reading, Severity
from contracts.reading_hints import Hint

__all__ = ["MAX_BYTES", "blank", "read"]

MAX_BYTES = 50 * 1024 * 1024
TICKET = "51"  # rail tickets state a fare, and neither a seller nor always a buyer
SEEN = ("pdf", "image")  # what people see is read, not what is stated; readers may miss some of it
CODED = ("pdf", "image", "ofd")  # what may have a QR code
DOUBT = 0.7  # below it a mandatory field is a guess
PAGES = TypeAdapter(tuple[ScannedPage, ...])
KNOWN = TypeAdapter(tuple[Hint, ...])
READERS: Mapping[str, Callable[[bytes, Options], Reading]] = {
    "xml": xml_file.read,
    "pdf": pdf_file.read,
    "ofd": ofd_file.read,
    "image": image_file.read,
}


def read(
    data: bytes,
    *,
    ignore_embedded: bool = False,
    ignore_qr: bool = False,
    scanned: Sequence[object] = (),
    hints: Sequence[object] = (),
) -> Reading:
    """Everything that the file says, as a person sees it (`ignore_embedded`) or as its XML states it; of pages that
    are pictures what was `scanned` on them before, of printed ones also what `hints` of its supplier lead to."""
    started = time.process_time()
    reading = _read(
        data, Options(ignore_embedded, ignore_qr, PAGES.validate_python(scanned), KNOWN.validate_python(hints))
    )
    complete = reading.with_findings(*_missing(reading), *_doubtful(reading))
    ignored = ("qr-code",) if ignore_qr and reading.format in CODED else ()
    spent = round(time.process_time() - started, 4)
    return complete.model_copy(update={"cpu_seconds": spent, "not_run": (*reading.not_run, *ignored)})


def _read(data: bytes, options: Options) -> Reading:
    if not data:
        return blank(data, "unknown", stop("empty-file"))
    if len(data) > MAX_BYTES:
        return blank(data, "unknown", stop("file-too-large", bytes=str(len(data)), limit=str(MAX_BYTES)))
    reader = READERS.get(container(data))
    return reader(data, options) if reader else blank(data, "unknown", stop("unknown-format"))


def _missing(reading: Reading) -> list[Finding]:
    """Mandatory fields that are absent: the fault of the invoice when it is XML, else perhaps of the reader."""
    if not reading.fields and reading.findings:
        return []
    severity: Severity = "exception" if reading.format in SEEN else "reject"
    seen = any(field.source == "ocr" for field in reading.fields.values())
    stated = () if (reading.format == "pdf" and not seen) or reading.value("kind") == TICKET else STATED
    groups = (*((name,) for name in MANDATORY), *stated)
    absent = [names[0] for names in groups if not any(name in reading.fields for name in names)]
    return [Finding.of("missing-field", severity, {"field": name}) for name in absent]


def _doubtful(reading: Reading) -> list[Finding]:
    """Mandatory fields that were only guessed: a person must confirm them."""
    doubtful = {name: field for name in MANDATORY if (field := reading.fields.get(name)) and field.confidence < DOUBT}
    return [
        stop("low-confidence", field=name, value=field.value[:200], confidence=str(field.confidence))
        for name, field in doubtful.items()
    ]
