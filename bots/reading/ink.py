"""The ink of text: a page drawn with its text and without, so that whatever hides text is found without knowing how."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from bots.reading.layout import Box
from bots.reading.turned import Turned, around

MAX_PIXELS = 1_200_000
PER_POINT = 1.5  # pixels; a digit of 6 points is five wide then
FINE = 10_000  # places are told in whole pixels; of so many each, they are exact
NARROWEST = 0.4  # of the height; some fonts do not tell how wide their signs are
SMALLEST = 2.5  # points; nobody reads less, and the smallest print of real invoices has five
CONTRAST = 32  # of 255; the eye hardly tells less from the paper
LEFT_OVER = 0.5  # of the ink; an annotation that leaves less hides what is printed
NARROW_GAP = 0.6  # of the height; a sign that is not there leaves more, a space between words less
PAINTED = 0.5  # of the box; an annotation that changes more stands in place of the text
PAINTS = frozenset({raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING})
Place = tuple[int, int, int, int]
DRAWN = [255 * (value < 160) for value in range(256)]
INKED = [255 * (value >= CONTRAST) for value in range(256)]
SEEN = [255 * (value >= 16) for value in range(256)]
"""What the text alone makes plainly dark is hidden where the page has hardly any of its ink."""


class Drawn:
    """A page drawn with and without its text, and with and without its notes (annotations, form fields) if it has any.

    What is drawn over a text takes its ink away, so the text need not be known to be covered by this or that.
    """

    def __init__(self, page: Turned) -> None:
        self.page = page
        size = max(page.page.get_width() * page.page.get_height(), 1.0)
        self._scale = min(PER_POINT, (MAX_PIXELS / size) ** 0.5)
        notes = raw.FPDFPage_GetAnnotCount(page.page) > 0
        objects = [(one, one.type) for one in page.page.get_objects()]
        self.texts = [one for one, kind in objects if kind == raw.FPDF_PAGEOBJ_TEXT]
        self._paints = [one for one, kind in objects if kind in PAINTS]
        whole = self._draw(notes=True)
        plain = self._draw(notes=False) if notes else None
        with _without(self.texts):
            bare = self._draw(notes=True)
            own = ImageChops.difference(plain, self._draw(notes=False)) if plain else None
        self._size = whole.size
        self.ink = ImageChops.difference(whole, bare)  # how dark the text makes each pixel
        self._own = own
        self._notes = ImageChops.difference(whole, plain) if plain else None
        self._loose = list(_fields_without_a_form(page)) if notes and not page.page.formenv else []

    def _draw(self, *, notes: bool) -> Image.Image:
        """Form fields are drawn where the file was opened with its forms;
        of others (programs differ in whether they show them) the place is known."""
        picture = self.page.page.render(scale=self._scale, grayscale=True, draw_annots=notes, may_draw_forms=notes)
        drawn: Image.Image = picture.to_pil()
        return drawn if drawn.mode == "L" else drawn.convert("L")

    def has_ink(self, box: Box) -> bool:
        """Whether anything that is text is seen in the box."""
        place = self._pixels(box)
        return place[0] < place[2] and place[1] < place[3] and _span(self.ink.crop(place)) >= CONTRAST

    def shows(self, box: Box, gap: float = math.inf) -> bool:
        """Whether a value has ink of its own that no annotation takes away; nowhere a gap of so many heights."""
        place = self._pixels(box)
        if place[0] >= place[2] or place[1] >= place[3] or box[3] - box[1] < SMALLEST:
            return False
        ink = self.ink.crop(place)
        if _span(ink) < CONTRAST or (gap < math.inf and _gap(ink.point(INKED)) > gap * min(ink.size)):
            return False
        if self._own is None or self._notes is None:
            return True
        painted = sum(self._notes.crop(place).histogram()[CONTRAST:]) / (ink.width * ink.height)
        return painted < PAINTED and _weight(ink) >= LEFT_OVER * _weight(self._own.crop(place))

    def plain(self, box: Box) -> bool:
        """Whether nothing hides any of the text in the box, and it has no place where a sign of another colour is."""
        place = self._pixels(box)
        if place[0] >= place[2] or place[1] >= place[3] or self._loose:
            return False
        alone = self._alone(place)
        if self._missing(alone, place).getbbox():
            return False
        return _gap(alone) <= NARROW_GAP * min(place[2] - place[0], place[3] - place[1])

    def covered(self, box: Box) -> float:
        """The share of a character that something else hides; 1 where it has no ink at all."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in self._loose):
            return 1.0
        place = self._pixels(box)
        alone = self._alone(place)
        if not alone.getbbox():
            return float(_span(self.ink.crop(place)) < CONTRAST)
        missing = self._missing(alone, place)
        return missing.histogram()[255] / alone.histogram()[255] if missing.getbbox() else 0.0

    def pixels(self, box: Box) -> tuple[float, float, float, float]:
        """A box of the upright page in pixels."""
        a, b, c, d, e, f = self._matrix
        left, right = sorted((a * box[0] + c * box[1] + e, a * box[2] + c * box[3] + e))
        top, bottom = sorted((b * box[0] + d * box[1] + f, b * box[2] + d * box[3] + f))
        return left, top, right, bottom

    @cached_property
    def from_file(self) -> tuple[float, float, float, float, float, float]:
        """From points of the file to pixels."""
        (e, f), (right, across), (along, down) = (self._device(*one) for one in ((0, 0), (100, 0), (0, 100)))
        return (right - e) / 100, (across - f) / 100, (along - e) / 100, (down - f) / 100, e, f

    @cached_property
    def _text(self) -> Image.Image:
        """The page with its text alone."""
        with _without(self._paints):
            return self._draw(notes=False)

    def _alone(self, place: Place) -> Image.Image:
        """Where the text alone makes the page plainly darker."""
        return self._text.crop(place).point(DRAWN)

    def _missing(self, alone: Image.Image, place: Place) -> Image.Image:
        """Where it does, and the page has nothing of it."""
        return ImageChops.subtract(alone, self.ink.crop(place).point(SEEN))

    def _pixels(self, box: Box) -> Place:
        wide = max(box[2], box[0] + NARROWEST * (box[3] - box[1]))
        left, top, right, bottom = self.pixels((box[0], box[1], wide, box[3]))
        width, height = self._size
        return max(int(left) - 1, 0), max(int(top) - 1, 0), min(int(right) + 2, width), min(int(bottom) + 2, height)

    @cached_property
    def _matrix(self) -> tuple[float, float, float, float, float, float]:
        """From points of the upright page to pixels."""
        (e, f), (right, across), (along, down) = (
            self._device(*self.page.back(*one)) for one in ((0, 0), (1, 0), (0, 1))
        )
        return right - e, across - f, along - e, down - f, e, f

    def _device(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        width, height = (FINE * side for side in self._size)
        raw.FPDF_PageToDevice(self.page.page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / FINE, down.value / FINE


def _fields_without_a_form(page: Turned) -> Iterator[Box]:
    """The places of form fields with a look of their own."""
    place = raw.FS_RECTF()
    for index in range(raw.FPDFPage_GetAnnotCount(page.page)):
        note = raw.FPDFPage_GetAnnot(page.page, index)
        if not note:
            continue
        looks = raw.FPDFAnnot_GetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > len("\0".encode("utf-16-le"))
        if looks and raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(note, place):
            yield around([page.place(place.left, place.bottom), page.place(place.right, place.top)])
        raw.FPDFPage_CloseAnnot(note)


@contextmanager
def _without(objects: Sequence[pdfium.PdfObject]) -> Iterator[None]:
    """The page while some of its objects are not drawn."""
    for one in objects:
        raw.FPDFPageObj_SetIsActive(one, False)
    try:
        yield
    finally:
        for one in objects:
            raw.FPDFPageObj_SetIsActive(one, True)


def _gap(dots: Image.Image) -> int:
    """The longest part without a dot along the longer side, in pixels; margins count twice, signs fill most of theirs."""
    width, height = dots.size
    along = dots.resize((width, 1) if width >= height else (1, height), Image.Resampling.BOX).tobytes()
    inner = along.strip(b"\0")
    left, right = len(along) - len(along.lstrip(b"\0")), len(along) - len(along.rstrip(b"\0"))
    return max(2 * left, 2 * right, *map(len, re.findall(rb"\0+", inner)), 0) if inner else len(along)


def _span(picture: Image.Image) -> int:
    darkest, lightest = picture.getextrema()
    return int(lightest) - int(darkest)  # type: ignore[arg-type]


def _weight(picture: Image.Image) -> int:
    return sum(value * count for value, count in enumerate(picture.histogram()))
