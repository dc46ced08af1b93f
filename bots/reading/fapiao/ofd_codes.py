"""The QR codes of an OFD e-invoice, attached or drawn, held against the rest."""

import base64
import binascii
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Protocol

from PIL import Image, UnidentifiedImageError

from bots.reading.fapiao import ofd_page, qr, symbols
from bots.reading.fapiao.pdf import judged
from bots.reading.outcome import stop
from bots.reading.tree import Node, local
from bots.reading.values import Draft
from contracts.reading import Finding


class Parts(Protocol):
    """What codes are looked for in."""

    contents: list[tuple[str, list[Node]]]

    def image(self, resource: str) -> Image.Image | None:
        """The image that a resource number names."""


def opened(content: bytes) -> Image.Image | None:
    """An image from a stranger, unless it is too large or none."""
    try:
        image = Image.open(io.BytesIO(content))
        if image.width * image.height > symbols.MAX_PIXELS:
            return None
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return image


def with_code(package: Parts, attached: Sequence[Node], together: Draft, *, witnessed: bool) -> Draft:
    """What every code says held against the rest, the one that is seen and the one that is attached; without any, what
    is stated by name is the witness of what is shown."""
    judgements, blind = 0, None
    for root in attached:
        for node in root.iter():
            if local(node) == "GraphCode" and (code := _graph_code(node.text or "")):
                together, judgements = judged(together, code), judgements + 1
    for number, picture in itertools.islice(_squares(package), symbols.MAX_IMAGES):
        image = package.image(picture.resource)
        payloads = symbols.decode(image) if image else []
        for code in filter(None, map(qr.parse, payloads)):
            # Every one: which of two that lie over each other people scan is not known here.
            together, judgements = judged(together, code, number, symbols.Seen(code, picture.box)), judgements + 1
        if image and not payloads and symbols.is_pattern(image):
            blind = blind or stop("qr-unreadable").model_copy(update={"page": number, "box": picture.box})
    if blind and not judgements:
        together.findings = (*together.findings, blind)
        return together
    if not judgements:
        together.findings = (*together.findings, Finding.of("qr-missing", "warn" if witnessed else "exception"))
    return together


def _squares(package: Parts) -> Iterator[tuple[int, ofd_page.Picture]]:
    for number, (_, layers) in enumerate(package.contents, start=1):
        for layer in layers:
            yield from ((number, one) for one in ofd_page.pictures(layer) if symbols.squarish(one.box))


def _graph_code(written: str) -> qr.Qr | None:
    """The code as text or as an image in base64."""
    if code := qr.parse(written):
        return code
    try:
        image = opened(base64.b64decode("".join(written.split()), validate=True))
    except (binascii.Error, ValueError):
        return None
    return next((code for payload in (symbols.decode(image) if image else ()) if (code := qr.parse(payload))), None)
