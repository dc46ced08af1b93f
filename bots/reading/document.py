"""The XML of an invoice written anew after safe parsing, for those who judge the document itself."""

import io
from collections.abc import Sequence
from copy import deepcopy

import pikepdf
from lxml import etree

from bots.reading import hybrid, read
from bots.reading.sniff import container
from bots.reading.tree import Node, local
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import EN_16931, Reading

ATTACHED = ("{*}EmbeddedDocumentBinaryObject", "{*}AttachmentBinaryObject")
STAND_IN = "QQ=="
MAX_CHARACTERS = 3_000_000


class Stated(Reading):
    """A reading with the XML that states it (`document`, its root element `root`); neither goes beyond the reader."""

    document: str | None = None
    root: str | None = None

    def bare(self) -> Reading:
        """The reading alone."""
        return Reading.model_construct(**{name: getattr(self, name) for name in Reading.model_fields})


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
    root = _root(data) if reading.format in EN_16931 and reading.fields else None
    written = None if root is None else _written(root)
    values = {name: getattr(reading, name) for name in Reading.model_fields}
    return Stated.model_construct(**values, document=written, root=None if root is None else local(root))


def _root(data: bytes) -> Node | None:
    """The same document that the readers took: the file, or the first invoice that it carries."""
    try:
        if container(data) == "xml":
            return parse(data)
        with pikepdf.open(io.BytesIO(data)) as document:
            return next(hybrid.invoices(document), None)
    except (UnsafeXmlError, pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, AttributeError):
        return None


def _written(root: Node) -> str | None:
    """Files inside of the invoice are left out: rules judge their names, not their contents."""
    if any(True for _ in root.iter(*ATTACHED)):
        root = deepcopy(root)  # the tree belongs to the parser
        for node in root.iter(*ATTACHED):
            node.text = STAND_IN if (node.text or "").strip() else node.text
    text = etree.tostring(root, encoding="unicode")
    return text if len(text) <= MAX_CHARACTERS else None
