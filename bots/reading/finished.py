"""What is said of every reading once its file was read: what is absent, what was only guessed, and what it cost."""

import time

from bots.reading.outcome import Options, stop
from contracts.reading import MANDATORY, STATED, Finding, Reading, Severity

TICKET = "51"  # rail tickets state a fare, and neither a seller nor always a buyer
SEEN = ("pdf", "image")  # what people see is read, not what is stated; readers may miss some of it
CODED = ("pdf", "image", "ofd")  # what may have a QR code
DOUBT = 0.7  # below it a mandatory field is a guess


def finished(reading: Reading, options: Options, started: float) -> Reading:
    """The reading with what it lacks and where it doubts; `started` in seconds of this process' processor time."""
    complete = reading.with_findings(*_missing(reading), *_doubtful(reading))
    ignored = ("qr-code",) if options.ignore_qr and reading.format in CODED else ()
    spent = round(time.process_time() - started, 4)
    return complete.model_copy(update={"cpu_seconds": spent, "not_run": (*reading.not_run, *ignored)})


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
