"""Looking at pages that are pictures: each page in a limited process of its own, forked from one that has loaded the
networks of the optional extra `ocr`."""

import contextlib
import time
from types import TracebackType
from typing import NamedTuple

from bots.confinement import Limits
from bots.limited import Limited, LimitedError
from bots.reading.outcome import stop
from bots.reading.scanned import ScannedPage, installed
from bots.reading.sniff import container
from contracts.reading import Finding

LIMITS = Limits(cpu=12)
MAX_PAGES = 8
PATIENCE = 1.0  # times the longest page so far; another one is begun only when so much time is left


class Looked(NamedTuple):
    """The pages that were looked at, what went wrong, and processor seconds."""

    pages: tuple[ScannedPage, ...]
    findings: tuple[Finding, ...]
    cpu_seconds: float


class PageReader:
    """Looks at pages without ever raising for a bad one; a context manager, usable from any number of threads.

    Nothing is started before the first page: most machines never see one.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._eyes = Limited("bots.reading.ocr:page", ScannedPage, limits)
        self._warm = False

    def __enter__(self) -> "PageReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._eyes.__exit__(kind, problem, trace)

    def warm(self) -> None:
        """Load the networks once, which may take seconds that no file is to blame for."""
        if self._warm or not installed():
            return
        self._warm = True
        with contextlib.suppress(LimitedError):  # whoever asks next learns what is wrong
            self._eyes.ask(b"", {"number": 1})

    def look(self, data: bytes, wanted: list[int], seconds: float, *, ignore_qr: bool = False) -> Looked:
        """The `wanted` pages within `seconds`; one of a picture stands for all pages that the picture has."""
        if not installed():
            return Looked((), (stop("ocr-not-installed"),), 0.0)
        ends, longest, spent = time.monotonic() + seconds, 0.0, 0.0
        seen: list[ScannedPage] = []
        todo = list(wanted)
        while todo and len(seen) < MAX_PAGES and ends - time.monotonic() > PATIENCE * longest:
            begun = time.monotonic()
            try:
                page, cpu = self._one(data, todo.pop(0), max(1.0, ends - begun), ignore_qr)
            except LimitedError as failure:
                found = Finding.of(failure.code, "exception", {"reason": failure.reason})
                return Looked(tuple(seen), (found,), round(spent + failure.cpu, 4))
            seen.append(page)
            spent += cpu
            longest = max(longest, time.monotonic() - begun)
            if wanted == [1] and container(data) != "pdf":
                todo = list(range(page.number + 1, page.pages + 1))
        findings = (stop("pages-left-out", read=str(len(seen)), pages=str(len(seen) + len(todo))),) if todo else ()
        return Looked(tuple(seen), findings, round(spent, 4))

    def _one(self, data: bytes, number: int, wall: float, ignore_qr: bool) -> tuple[ScannedPage, float]:
        page, cpu = self._eyes.ask(data, {"number": number, "ignore_qr": ignore_qr}, wall)
        return page.model_copy(update={"number": number}), cpu
