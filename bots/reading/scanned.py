"""What was seen on the picture of a page: the values that cross from the process that looks to the one that reads."""

import math
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import product

from bots.reading.layout import Box, Word
from contracts.values import Value

PICTURE_WIDTH = 595.28
"""Points that a picture is taken to be wide (210 mm), since pictures lie about their size. A box on it times the
width in pixels over this is a box in pixels."""


class ScannedWord(Value):
    """One word as the network reads it: `box` in points on the upright page; for each character the abscissa of its
    middle and how sure the network is of it."""

    text: str
    box: Box
    middles: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()


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

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height after it was turned."""
        return (self.height, self.width) if self.turned in (90, 270) else (self.width, self.height)


def installed() -> bool:
    """Whether the optional extra `ocr` is here."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def words(pages: Iterable[ScannedPage]) -> list[Word]:
    """The words of all pages as the readers of printed pages want them."""
    return [Word(word.text, page.number, *word.box) for page in pages for word in page.words]


def as_it_came(page: ScannedPage, box: Box) -> Box:
    """A box on the upright page as one on the page as it came, around the turned corners."""
    width, height = page.upright
    cos, sin = math.cos(math.radians(page.skew)), math.sin(math.radians(page.skew))
    corners = []
    for x, y in product(box[::2], box[1::2]):
        right, down = x - width / 2, y - height / 2
        corners.append(_turned_back(page, right * cos - down * sin + width / 2, right * sin + down * cos + height / 2))
    across, along = zip(*corners, strict=True)
    return round(min(across), 1), round(min(along), 1), round(max(across), 1), round(max(along), 1)


def _turned_back(page: ScannedPage, x: float, y: float) -> tuple[float, float]:
    match page.turned:
        case 90:
            return y, page.height - x
        case 180:
            return page.width - x, page.height - y
        case 270:
            return page.width - y, x
    return x, y
