"""A picture of an invoice: a scan or a photo."""

from bots.reading.outcome import Options, blank, stop
from contracts.reading import Reading


def read(data: bytes, _: Options) -> Reading:
    """Nothing of it is read yet, which is said."""
    return blank(data, "image", stop("not-supported-yet", format="image"))
