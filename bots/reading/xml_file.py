"""An XML file: an invoice in one of the formats that state every field by name."""

from bots.reading import cii, ubl
from bots.reading.fapiao import stated
from bots.reading.fapiao.contradictions import unsigned
from bots.reading.outcome import Options, blank, stop
from bots.reading.sniff import invoice_format
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import Finding, Reading


def read(data: bytes, _: Options) -> Reading:
    """What the document states; XML that could do harm is rejected."""
    try:
        root = parse(data)
    except UnsafeXmlError as unsafe:
        return blank(data, "unknown", Finding.of(unsafe.code, "reject"))
    kind = invoice_format(root)
    if kind == "ubl":
        return ubl.draft(root).onto(blank(data, "ubl"))
    if kind == "cii":
        return cii.draft(root).onto(blank(data, "cii"))
    if kind == "fapiao-xml":
        found = stated.draft(root)
        before = blank(data, kind, *(unsigned(root) if found.fields else ()))
        return found.onto(before.model_copy(update={"not_run": ("xml-signature",)}))
    return blank(data, "unknown", stop("unknown-format"))
