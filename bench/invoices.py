"""Measures `invoices`: processor time of a text PDF in the limited reader, beside bare pdfplumber on the same files."""

import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal

import pdfplumber

from adapters.samples import InvoiceSpec, Party, SampleLine, plain_pdf
from bench.measure import Measure, at_least
from bots.limited import LimitedReader
from contracts.reading import Reading

LANGUAGES = ("en", "de", "zh")
SIZES = (2, 8, 20, 40)
ROUNDS = 3


def files() -> list[bytes]:
    """Invoices of 2 to 40 lines in three languages, one or two pages each."""
    return [plain_pdf(_spec(size), language) for size in SIZES for language in LANGUAGES]  # type: ignore[arg-type]


def _spec(size: int) -> InvoiceSpec:
    lines = tuple(SampleLine(f"item {n}", Decimal(n), Decimal("12.50"), order_line=str(n)) for n in range(1, size + 1))
    return InvoiceSpec(
        number=f"R-{size:04d}",
        issue_date="2026-03-02",
        currency="EUR",
        seller=Party("Papier & Büro KG", "DE200334458", "Industriestr. 1", "DE", "DE02500105170137075030"),
        buyer=Party("Nordbau GmbH", "DE200112234", "Werftallee 2"),
        purchase_order="PO-2026-000001",
        lines=lines,
    )


def words(data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False) -> Reading:
    """The reference: the words of every page and nothing made of them."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        found = sum(len(page.extract_words()) for page in document.pages)
    assert found
    return Reading(file_sha256=hashlib.sha256(data).hexdigest(), format="pdf", bot_version="words")


def measure() -> Iterator[Measure]:
    """Both run in the same kind of limited process, file by file in turn; fork and limits count for both."""
    samples, pairs = files(), []
    with LimitedReader() as ours, LimitedReader(reader="bench.invoices:words") as bare:
        for reader in (ours, bare):
            reader.read(samples[0])
        for _ in range(ROUNDS):
            spent = [(_seconds(ours, data), _seconds(bare, data)) for data in samples]
            pairs.append((len(samples) / sum(a for a, _ in spent), len(samples) / sum(b for _, b in spent)))
    yield at_least("invoices", "PDFs/CPU-s", pairs, 0.6)


def _seconds(reader: LimitedReader, data: bytes) -> float:
    reading = reader.read(data)
    broken = [finding.code for finding in reading.findings if finding.code.startswith("reader-")]
    assert not broken, broken
    return reading.cpu_seconds
