"""A file of any kind: what it is decides which module reads it."""

import io
import time
from collections.abc import Callable, Mapping, Sequence

import pikepdf
from pydantic import TypeAdapter

from bots.reading import hybrid, image_file, ofd_file, pdf_file, xml_file
from bots.reading.document import Stated, stated
from bots.reading.envelope import unwrapped
from bots.reading.finished import finished
from bots.reading.outcome import MAX_BYTES, Options, blank, stop
from bots.reading.scanned import ScannedPage
from bots.reading.sniff import container
from bots.reading.tree import Node
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import EN_16931, Reading
from contracts.reading_hints import Hint

PAGES = TypeAdapter(tuple[ScannedPage, ...])
HINTS = TypeAdapter(tuple[Hint, ...])
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
    options = Options(ignore_embedded, ignore_qr, PAGES.validate_python(scanned), HINTS.validate_python(hints))
    return finished(_read(data, options), options, started)


def read_stated(
    data: bytes,
    *,
    ignore_embedded: bool = False,
    ignore_qr: bool = False,
    scanned: Sequence[object] = (),
    hints: Sequence[object] = (),
) -> Stated:
    """The reading of a file, and the XML that it states as it is to be judged."""
    reading = read(data, ignore_embedded=ignore_embedded, ignore_qr=ignore_qr, scanned=scanned, hints=hints)
    return stated(reading, _root(data) if reading.format in EN_16931 and reading.fields else None)


def _read(data: bytes, options: Options) -> Reading:
    if not data:
        return blank(data, "unknown", stop("empty-file"))
    if len(data) > MAX_BYTES:
        return blank(data, "unknown", stop("file-too-large", bytes=str(len(data)), limit=str(MAX_BYTES)))
    reader = READERS.get(container(data))
    return reader(data, options) if reader else blank(data, "unknown", stop("unknown-format"))


def _root(data: bytes) -> Node | None:
    """The same document that the readers took: the file, or the first invoice that it carries."""
    try:
        if container(data) == "xml":
            return unwrapped(parse(data))
        with pikepdf.open(io.BytesIO(data)) as document:
            return next(hybrid.invoices(document), None)
    except (UnsafeXmlError, pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, AttributeError):
        return None
