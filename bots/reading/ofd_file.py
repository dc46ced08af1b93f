"""An OFD file (GB/T 33190): a zip of pages, tags and attachments."""

from bots.reading.outcome import Options, blank, stop
from contracts.reading import Reading


def read(data: bytes, _: Options) -> Reading:
    """Nothing of it is read yet, which is said."""
    return blank(data, "ofd", stop("not-supported-yet", format="ofd"))
