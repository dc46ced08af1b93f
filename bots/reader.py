"""The one way to read a file from a stranger, whatever it takes: every step in a limited process of its own."""

import math
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

from bots import opening_mail, page_picture, unpacking
from bots.confinement import Limits
from bots.limited import Limited, LimitedError, LimitedReader
from bots.opening_mail import Opened
from bots.page_picture import Page
from bots.page_reader import LIMITS as PAGE
from bots.page_reader import PageReader
from bots.reading.document import Stated
from bots.reading.sniff import container
from bots.schematron import Judgement, Schematron
from bots.schematron_rules import rules_for
from bots.unpacking import Sorted
from contracts.reading import EN_16931, Finding, Reading
from contracts.reading_hints import Lesson, Wanted

TEXT = Limits(answer=8 * 1024 * 1024)  # the XML of the invoice goes with the reading to those who judge it
WALL = 18.0  # seconds for all steps together
LEAST = 2.0  # seconds of it for the last one


class InvoiceReader:
    """Reads files without ever raising for a bad one; a context manager, usable from any number of threads.

    `seconds` is what all steps of one file may take together, by the clock on the wall.
    """

    def __init__(self, seconds: float = WALL) -> None:
        self._seconds = seconds
        self._text = LimitedReader(TEXT, "bots.reading.warm:read_stated", Stated)
        # Most of what a small file costs is the copy of its parent: one that has loaded little is cheap to copy.
        self._xml = LimitedReader(TEXT, "bots.reading.xml_file:read_stated", Stated)
        self._pages = PageReader(PAGE._replace(wall=math.ceil(seconds)))
        self._rules = Schematron()
        self._sorting = Limited("bots.unpacking:sort_file", Sorted, unpacking.LIMITS)
        self._learning = Limited("bots.reading.learning:learn", Lesson)
        self._mail = Limited("bots.opening_mail:open_mail", Opened, opening_mail.LIMITS)
        self._drawing = Limited("bots.page_picture:draw", Page, page_picture.LIMITS)

    def __enter__(self) -> "InvoiceReader":
        self._text.__enter__()  # the others start when they are needed: most processes never need them
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rules.__exit__(kind, problem, trace)
        for part in (self._pages, self._text, self._xml, self._sorting, self._learning, self._mail, self._drawing):
            part.__exit__(kind, problem, trace)

    def read(
        self, data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False, hints: Sequence[object] = ()
    ) -> Reading:
        """The reading of one file; a crash, a timeout or exhausted memory is a finding in it. `hints` are what is known of
        the pages of its supplier, as plain data."""
        started = time.monotonic()
        flags: dict[str, bool] = {"ignore_embedded": ignore_embedded, "ignore_qr": ignore_qr}
        stated = self._xml.read(data) if container(data) == "xml" else self._text.read(data, **flags, hints=hints)
        if pictures := _pictures(stated):
            loading = time.monotonic()
            self._pages.warm()
            started += time.monotonic() - loading
            stated = self._seen(data, stated, pictures, flags, self._seconds - (time.monotonic() - started))
        if not isinstance(stated, Stated):
            return stated
        left = self._seconds - (time.monotonic() - started)
        return _judged(stated, self._rules, left)

    def learn(self, data: bytes, wanted: Mapping[str, Wanted]) -> Lesson:
        """What the pages of a file teach about values that people corrected; nothing where they cannot be read now."""
        right = {name: one.model_dump(mode="json") for name, one in wanted.items()}
        try:
            return self._learning.ask(data, {"wanted": right})[0]
        except LimitedError:
            return Lesson.unread(wanted)

    def sort(self, data: bytes, start: int = 0) -> Sorted:
        """What a file is at first sight; of an archive the contents from number `start` on."""
        try:
            return self._sorting.ask(data, {"start": start})[0]
        except LimitedError as failed:
            return Sorted(sort="exception", code=failed.code)

    def open_mail(self, data: bytes) -> Opened | None:
        """What a message carries; None where it cannot be taken apart."""
        try:
            return self._mail.ask(data, {})[0]
        except LimitedError:
            return None

    def page(self, data: bytes, number: int) -> Page:
        """A page as people look at it; with a code where it cannot be drawn."""
        try:
            return self._drawing.ask(data, {"page": number})[0]
        except LimitedError as failed:
            return Page(code=failed.code)

    def _seen(
        self, data: bytes, before: Reading, pictures: list[int], flags: dict[str, bool], seconds: float
    ) -> Reading:
        """The reading once more, now with what was seen on its pictures."""
        ends = time.monotonic() + seconds
        looked = self._pages.look(data, pictures, seconds - LEAST, ignore_qr=flags["ignore_qr"])
        if not looked.pages:
            return before.with_findings(*looked.findings)
        pages = [page.model_dump() for page in looked.pages]
        after = self._text.read(data, max(LEAST, ends - time.monotonic()), **flags, scanned=pages)
        spent = round(before.cpu_seconds + looked.cpu_seconds + after.cpu_seconds, 4)
        return after.with_findings(*looked.findings).model_copy(update={"cpu_seconds": spent})


def _pictures(reading: Reading) -> list[int]:
    """The pages that somebody must look at."""
    named = [
        dict(one.evidence)["pages"] for one in reading.findings if one.code in ("page-is-picture", "page-over-picture")
    ]
    if named:
        return sorted({int(number) for number in ",".join(named).split(",") if number.isdigit()})
    for finding in reading.findings:
        if finding.code == "page-without-text" or dict(finding.evidence).get("reason") == "font-without-map":
            return [finding.page or 1]
    return []


def _judged(stated: Stated, schematron: Schematron, seconds: float) -> Reading:
    """The reading with what the schema of its format and the official rules say, where there are any."""
    reading = stated.bare()
    if reading.format not in EN_16931 or not reading.fields:
        return reading
    if stated.document is None or stated.root is None:
        return reading.with_findings(Finding.of("schematron-failed", "exception", {"reason": "no-document"}))
    rules = rules_for(reading.format, reading.profile, stated.root)
    return _with(reading, rules, schematron.judge(rules, stated.document, seconds))


def _with(reading: Reading, rules: str | None, judged: Judgement) -> Reading:
    spent = round(reading.cpu_seconds + judged.cpu_seconds, 4)
    ran = {"official_rules": rules if judged.complete else None, "cpu_seconds": spent}
    return reading.with_findings(*judged.findings).model_copy(update=ran)
