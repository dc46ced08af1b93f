"""The one way to read a file from a stranger, whatever it takes: every step in a limited process of its own."""

import time
from types import TracebackType

from bots import opening_mail, unpacking
from bots.confinement import Limits
from bots.limited import LimitedReader
from bots.limited_task import LimitedTask, NotDone
from bots.opening_mail import Opened
from bots.reading.document import Stated
from bots.schematron import Judgement, Schematron
from bots.schematron_rules import rules_for
from bots.unpacking import Sorted
from contracts.reading import Finding, Reading

TEXT = Limits(answer=8 * 1024 * 1024)  # the XML of the invoice goes with the reading to those who judge it
WALL = 18.0  # seconds for all steps together


class InvoiceReader:
    """Reads files without ever raising for a bad one; a context manager, usable from any number of threads."""

    def __init__(self) -> None:
        self._text = LimitedReader(TEXT, "bots.reading.document:read_stated", Stated)
        self._rules = Schematron()
        self._sorting = LimitedTask("bots.unpacking:sort_file", Sorted, unpacking.LIMITS)
        self._mail = LimitedTask("bots.opening_mail:open_mail", Opened, opening_mail.LIMITS)

    def __enter__(self) -> "InvoiceReader":
        self._text.__enter__()  # the others start when they are needed: most processes never need them
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rules.__exit__(kind, problem, trace)
        for part in (self._text, self._sorting, self._mail):
            part.__exit__(kind, problem, trace)

    def read(self, data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False) -> Reading:
        """The reading of one file; a crash, a timeout or exhausted memory is a finding in it."""
        started = time.monotonic()
        stated = self._text.read(data, ignore_embedded=ignore_embedded, ignore_qr=ignore_qr)
        if not isinstance(stated, Stated):
            return stated
        left = WALL - (time.monotonic() - started)
        return _judged(stated, self._rules, left)

    def sort(self, data: bytes, start: int = 0) -> Sorted:
        """What a file is at first sight; of an archive the contents from number `start` on."""
        try:
            return self._sorting.run(data, start=start)
        except NotDone as failed:
            return Sorted(sort="exception", code=failed.code)

    def open_mail(self, data: bytes) -> Opened | None:
        """What a message carries; None where it cannot be taken apart."""
        try:
            return self._mail.run(data)
        except NotDone:
            return None


def _judged(stated: Stated, schematron: Schematron, seconds: float) -> Reading:
    """The reading with what the official rules say, where there are any for its format."""
    reading = stated.bare()
    if reading.format not in ("ubl", "cii", "facturx") or not reading.fields:
        return reading
    if stated.document is None or stated.root is None:
        return reading.with_findings(Finding.of("schematron-failed", "exception", {"reason": "no-document"}))
    rules = rules_for(reading.format, reading.profile, stated.root)
    if rules is None:
        return reading
    return _with(reading, rules, schematron.judge(rules, stated.document, seconds))


def _with(reading: Reading, rules: str, judged: Judgement) -> Reading:
    spent = round(reading.cpu_seconds + judged.cpu_seconds, 4)
    ran = {"official_rules": rules if judged.complete else None, "cpu_seconds": spent}
    return reading.with_findings(*judged.findings).model_copy(update=ran)
