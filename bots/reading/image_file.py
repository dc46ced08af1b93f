"""A picture of an invoice: a scan or a photo."""

from bots.reading import scans
from bots.reading.outcome import Options, blank, stop
from contracts.reading import Reading


def read(data: bytes, options: Options) -> Reading:
    """What was seen on the picture; until somebody has looked, that it is one."""
    if not options.scanned:
        return blank(data, "image", stop("page-is-picture", pages="1"))
    found = scans.draft(options.scanned)
    return found.onto(blank(data, "image"))
