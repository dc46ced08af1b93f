"""An XML file: an invoice in one of the formats that state every field by name."""

import time

from bots.reading import cii, ubl
from bots.reading.document import Stated, stated
from bots.reading.envelope import unwrapped
from bots.reading.fapiao import stated as fapiao
from bots.reading.fapiao.contradictions import unsigned
from bots.reading.finished import finished
from bots.reading.outcome import Options, blank, stop
from bots.reading.sniff import invoice_format
from bots.reading.tree import Node
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import EN_16931, Finding, Reading


def read(data: bytes, _: Options) -> Reading:
    """What the document states; XML that could do harm is rejected."""
    return _read(data)[0]


def read_stated(data: bytes) -> Stated:
    """The reading of an XML file, and the document as it is to be judged: what `any_file.read_stated` gives for it, in
    a process that has loaded nothing else."""
    started = time.process_time()
    read, root = _read(data)
    reading = finished(read, Options(), started)
    return stated(reading, root if reading.format in EN_16931 and reading.fields else None)


def _read(data: bytes) -> tuple[Reading, Node | None]:
    try:
        root = unwrapped(parse(data))
    except UnsafeXmlError as unsafe:
        return blank(data, "unknown", Finding.of(unsafe.code, "reject")), None
    kind = invoice_format(root)
    if kind == "ubl":
        return ubl.draft(root).onto(blank(data, "ubl")), root
    if kind == "cii":
        return cii.draft(root).onto(blank(data, "cii")), root
    if kind == "fapiao-xml":
        found = fapiao.draft(root)
        before = blank(data, kind, *(unsigned(root) if found.fields else ()))
        return found.onto(before.model_copy(update={"not_run": ("xml-signature",)})), root
    return blank(data, "unknown", stop("unknown-format")), None
