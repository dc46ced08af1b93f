"""What was seen on the picture of a page: the values that cross from the process that looks to the one that reads."""

from collections.abc import Iterable
from importlib.util import find_spec

from bots.reading.layout import Box, Word
from contracts.values import Value

PICTURE_WIDTH = 595.28
"""Points that a picture is taken to be wide (210 mm), since pictures lie about their size. A box on it times the
width in pixels over this is a box in pixels."""


class ScannedWord(Value):
    """One word as the network reads it: `box` in points on the upright page, `score` of its worst character."""

    text: str
    box: Box
    score: float


class ScannedPage(Value):
    """A page that was looked at. Boxes are on the page after it was turned by `turned` degrees (clockwise, then by
    `skew`) about its middle; `width` and `height` are those of the page as it came, all in points. `hidden` characters
    stand in the file but not on the picture; `codes` are the texts of two-dimensional codes."""

    number: int
    pages: int
    width: float
    height: float
    turned: int = 0
    skew: float = 0.0
    words: tuple[ScannedWord, ...] = ()
    codes: tuple[str, ...] = ()
    hidden: int = 0
    trouble: str | None = None


def installed() -> bool:
    """Whether the optional extra `ocr` is here."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def words(pages: Iterable[ScannedPage]) -> list[Word]:
    """The words of all pages as the readers of printed pages want them."""
    return [Word(word.text, page.number, *word.box) for page in pages for word in page.words]
