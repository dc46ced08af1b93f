"""What reading costs: processor time beside bare pdfplumber, documents with schematron, pages by OCR, memory."""

import argparse
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psutil

from adapters.specimens.chinese import FAMILIES
from adapters.specimens.eu_files import cii_specimen, page_specimen, ubl_specimen
from adapters.specimens.files import pdf_specimen
from adapters.specimens.scan import NoChineseFont, scan_specimen
from bench.invoice_truth import Report
from bots.limited import LimitedReader
from bots.reader import InvoiceReader

START = 5_000
ROUNDS = 3
MB = 1 << 20


class Peak:
    """The most memory that any one child of this process had, in MB."""

    def __init__(self) -> None:
        self.rss = 0.0
        self._over = threading.Event()

    def watch(self) -> None:
        """Look every few hundredths of a second until it is over."""
        while not self._over.wait(0.03):
            for child in psutil.Process().children(recursive=True):
                try:
                    self.rss = max(self.rss, child.memory_info().rss / MB)
                except psutil.Error:
                    continue

    def end(self) -> None:
        """No more looks."""
        self._over.set()


@contextmanager
def watched() -> Iterator[Peak]:
    """Memory of our children while something runs."""
    peak = Peak()
    looking = threading.Thread(target=peak.watch, daemon=True)
    looking.start()
    try:
        yield peak
    finally:
        peak.end()
        looking.join()


def run(_: InvoiceReader, args: argparse.Namespace, out: Report) -> None:
    """Each with processes of its own."""
    out.say("\n== what reading costs")
    each = max(2, min(10, args.count // 10))
    chinese = [pdf_specimen(START + n, family).data for family in FAMILIES for n in range(each)]
    european = [page_specimen(START + n).data for n in range(3 * each)]
    with watched() as peak:
        for name, files in (("Chinese", chinese), ("European", european)):
            _beside_words(f"{name} text PDF / bare words", files, out)
    out.figure("memory of a text worker", peak.rss, "MB", most=300)
    with InvoiceReader() as reader:
        xml = [
            *(ubl_specimen(START + n).data for n in range(10 * each)),
            *(cii_specimen(START + n).data for n in range(10 * each)),
        ]
        reader.read(xml[0]), reader.read(xml[-1])
        spent = _spent(reader, xml)
        out.figure("XML with schematron", len(xml) / spent, "documents/CPU-s", least=80)
    _ocr(max(1, min(6, args.scans)), out)


def _beside_words(label: str, files: list[bytes], out: Report) -> None:
    """Both in the same kind of limited process, file by file in turn; of each file the least of all rounds counts."""
    with InvoiceReader() as ours, LimitedReader(reader="bench.invoices:words") as bare:
        _spent(ours, files[:1]), _spent(bare, files[:1])
        rounds = [[(_spent(ours, [data]), _spent(bare, [data])) for data in files] for _ in range(ROUNDS)]
    least = [(min(one for one, _ in same), min(one for _, one in same)) for same in zip(*rounds, strict=True)]
    out.figure(label, sum(one for _, one in least) / sum(one for one, _ in least), "of its speed", least=0.6)


def _spent(reader: InvoiceReader | LimitedReader, files: Iterable[bytes]) -> float:
    return sum(reader.read(data).cpu_seconds for data in files)


def _ocr(pages: int, out: Report) -> None:
    try:
        scans = [scan_specimen(START + n, family).data for n in range(pages) for family in ("digital-special", "eu")]
    except NoChineseFont:
        out.say(f"  OCR is not measured: {NoChineseFont.__doc__}")
        return
    with InvoiceReader() as reader, watched() as peak:
        reader.read(scans[0])
        started = time.monotonic()
        spent = _spent(reader, scans)
        out.figure("a page by OCR", spent / len(scans), "CPU-s", most=2.5)
        out.figure("  wall", (time.monotonic() - started) / len(scans), "s")
    out.figure("memory of an OCR worker", peak.rss, "MB", most=800)
