"""An OFD file (GB/T 33190): a zip of pages, tags and attachments."""

from bots.reading.fapiao import ofd
from bots.reading.fapiao.archive import Archive, ArchiveError
from bots.reading.ofd_digests import digests
from bots.reading.outcome import Options, blank, stop
from bots.reading.xml_safe import UnsafeXmlError
from contracts.reading import Finding, Reading, Severity


def read(data: bytes, options: Options) -> Reading:
    """What the file states and shows; an archive that could do harm is rejected."""
    try:
        found = ofd.draft(data, ignore_qr=options.ignore_qr)
        seals = tuple(digests(Archive(data)))
    except ArchiveError as refused:
        severity: Severity = "exception" if refused.code == "encrypted" else "reject"
        return blank(data, "ofd", Finding.of(refused.code, severity))
    except UnsafeXmlError as unsafe:
        return blank(data, "ofd", Finding.of(unsafe.code, "reject"))
    if not found.fields:
        return blank(data, "ofd", *seals, *found.findings, stop("unreadable", reason="no-invoice"))
    return found.onto(blank(data, "ofd", *seals))
