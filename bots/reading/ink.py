"""The ink of text: a page drawn with its text and without, so that whatever hides text is found without knowing how."""

import ctypes
import math
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from bots.reading.layout import Box

MAX_PIXELS = 2_000_000
SMALLEST = 2.5  # points; nobody reads less
CONTRAST = 32  # of 255; the eye hardly tells less from the paper
LEFT_OVER = 0.5  # of the ink; an annotation that leaves less hides what is printed
PAINTED = 0.5  # of the box; an annotation that changes more stands in place of the text


class Turned(NamedTuple):
    """A page whose boxes are told from the top left after `turn` quarter turns clockwise."""

    page: pdfium.PdfPage
    turn: int = 0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file as a point of the upright page."""
        left, bottom, right, top = self.page.get_mediabox()
        x, y, width, height = x - left, y - bottom, right - left, top - bottom
        return ((x, height - y), (y, x), (width - x, y), (height - y, width - x))[self.turn]

    def back(self, x: float, y: float) -> tuple[float, float]:
        """A point of the upright page as a point of the file."""
        left, bottom, right, top = self.page.get_mediabox()
        width, height = right - left, top - bottom
        x, y = ((x, height - y), (y, x), (width - x, y), (width - y, height - x))[self.turn]
        return x + left, y + bottom

    def shown(self) -> Box:
        """The part of the page that is shown, from its top left."""
        left, bottom, right, top = self.page.get_bbox()
        return _around([self.place(left, bottom), self.place(right, top)])


class Drawn:
    """A page drawn with and without its text, and with and without its annotations where it has any."""

    def __init__(self, page: Turned) -> None:
        self._page = page
        self._scale = min(1.0, (MAX_PIXELS / max(page.page.get_width() * page.page.get_height(), 1.0)) ** 0.5)
        notes = raw.FPDFPage_GetAnnotCount(page.page) > 0
        whole = self._draw(notes=True)
        plain = self._draw(notes=False) if notes else None
        for one in page.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            raw.FPDFPageObj_SetIsActive(one, False)
        bare = self._draw(notes=True)
        self._size = whole.size
        self._ink = ImageChops.difference(whole, bare)
        self._own = ImageChops.difference(plain, self._draw(notes=False)) if plain else None
        self._notes = ImageChops.difference(whole, plain) if plain else None

    def _draw(self, *, notes: bool) -> Image.Image:
        picture = self._page.page.render(scale=self._scale, grayscale=True, draw_annots=notes, may_draw_forms=False)
        drawn: Image.Image = picture.to_pil().convert("L")
        return drawn

    def shows(self, box: Box, gap: float = math.inf) -> bool:
        """Whether a value has ink of its own that no annotation takes away; nowhere a gap of so many heights."""
        place = self._pixels(box)
        if place[0] >= place[2] or place[1] >= place[3] or box[3] - box[1] < SMALLEST:
            return False
        ink = self._ink.crop(place)
        if _span(ink) < CONTRAST or (gap < math.inf and _gap(ink) > gap * min(ink.size)):
            return False
        if self._own is None or self._notes is None:
            return True
        painted = sum(self._notes.crop(place).histogram()[CONTRAST:]) / (ink.width * ink.height)
        return painted < PAINTED and _weight(ink) >= LEFT_OVER * _weight(self._own.crop(place))

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        points = [self._device(*self._page.back(x, y)) for x, y in product(box[::2], box[1::2])]
        left, top, right, bottom = _around(points)
        width, height = self._size
        return max(int(left) - 1, 0), max(int(top) - 1, 0), min(int(right) + 2, width), min(int(bottom) + 2, height)

    def _device(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self._page.page, 0, 0, *self._size, 0, x, y, across, down)
        return across.value, down.value


def _gap(ink: Image.Image) -> int:
    """The longest part without ink along the longer side, in pixels."""
    width, height = ink.size
    run = longest = 0
    for at in range(max(ink.size)):
        part = ink.crop((at, 0, at + 1, height) if width >= height else (0, at, width, at + 1))
        run = run + 1 if int(part.getextrema()[1]) < CONTRAST else 0  # type: ignore[arg-type]
        longest = max(longest, run)
    return longest


def _span(picture: Image.Image) -> int:
    darkest, lightest = picture.getextrema()
    return int(lightest) - int(darkest)  # type: ignore[arg-type]


def _weight(picture: Image.Image) -> int:
    return sum(value * count for value, count in enumerate(picture.histogram()))


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, along = zip(*points, strict=True)
    return min(across), min(along), max(across), max(along)
