"""Digits that are drawn as another than they read as, whatever font maps them: a glyph is held against the shapes of all
ten, drawn here in plain fonts.

Fonts may name no glyphs (Type 0), or names that mean nothing; what people see is the drawn shape alone. Only what clearly
looks like another digit, and not at all like the one that is read, is told: fonts of odd shapes stay silent.
"""

import math
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from bots.reading.ink import PER_POINT, Drawn
from bots.reading.layout import Box

GRID = (8, 12)
LEVELS = (0.25, 0.5, 0.75)  # of the darkest dot
BITS = GRID[0] * GRID[1] * len(LEVELS)
FONTS = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier", "Courier-Bold")
SIZES = (*(n / 2 for n in range(11, 29)), 16, 20)
OWN, LIKE, APART = 0.16, 0.14, 0.1
"""A shape nearer than the first to the digit that is read is that digit; another one is told where the shape is nearer to
it than the second, and nearer by the third."""
SMALLEST = 5  # pixels in height; nothing smaller has a shape
INK = [255 * (value >= 100) for value in range(256)]
MAX_SIGNS = 60  # of a value
Shape = tuple[int, float]
Pixels = tuple[float, float, float, float]


class Sign(NamedTuple):
    """A digit as it is read, and where it is drawn, in pixels."""

    read: str
    box: Pixels


def differing(drawn: Drawn, text: pdfium.PdfTextPage, boxes: Mapping[str, Box]) -> dict[str, tuple[str, str]]:
    """The values in some boxes that hold a digit drawn as another: what is read and what is seen, by the box's name."""
    found: dict[str, tuple[str, str]] = {}
    for name, box in boxes.items():
        for sign in signs(drawn, text, box):
            if seen := seen_as(shape_in(drawn.ink, sign.box), sign.read):
                found.setdefault(name, (sign.read, seen))
    return found


@lru_cache(maxsize=1_000)
def seen_as(shape: Shape | None, read: str) -> str | None:
    """The digit that a shape plainly is, where that is not the one that is `read`."""
    if shape is None:
        return None
    if any(_apart(shape, one) <= OWN for one in shapes()[read]):
        return None
    gaps = {digit: gap(shape, digit) for digit in shapes()}
    best = min(gaps, key=lambda digit: gaps[digit])
    return best if gaps[best] <= LIKE and gaps[read] - gaps[best] >= APART else None


def gap(shape: Shape, digit: str) -> float:
    """How far a shape is from the nearest that a digit has."""
    return min(_apart(shape, one) for one in shapes()[digit])


def _apart(one: Shape, other: Shape) -> float:
    """The share of dots that differ, and how far the proportions do."""
    return (one[0] ^ other[0]).bit_count() / BITS + abs(one[1] - other[1]) / 4


def signs(drawn: Drawn, text: pdfium.PdfTextPage, box: Box) -> Iterator[Sign]:
    """The digits in fonts that the file brings along, from the first that stands in the box to the last that follows it
    there."""
    a, b, c, d, e, f = drawn.from_file
    left, top, right, bottom = drawn.pixels(box)
    x, y = drawn.page.back(box[0] + 2, (box[1] + box[3]) / 2)
    start = raw.FPDFText_GetCharIndexAtPos(text, x, y, 6, 6)
    place = raw.FS_RECTF()
    for index in range(start, start + MAX_SIGNS) if start >= 0 else ():
        read = raw.FPDFText_GetUnicode(text, index)
        if not read:
            return
        if not 0x30 <= read <= 0x39 or not raw.FPDFText_GetLooseCharBox(text, index, place):
            continue
        xs = sorted((a * place.left + c * place.bottom + e, a * place.right + c * place.top + e))
        ys = sorted((b * place.left + d * place.bottom + f, b * place.right + d * place.top + f))
        if not (left - 1 <= sum(xs) / 2 <= right + 1 and top - 1 <= sum(ys) / 2 <= bottom + 1):
            return
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, index))
        if font and raw.FPDFFont_GetIsEmbedded(font) == 1:
            yield Sign(chr(read), (xs[0], ys[0], xs[1], ys[1]))


def shape_in(ink: Image.Image, box: Pixels) -> Shape | None:
    """The dots of the ink in a box, and its proportions; None where it is too small."""
    cell = ink.crop(
        (math.ceil(box[0]), math.floor(box[1]), math.floor(box[2]), math.ceil(box[3]))
    )  # none of the next one
    inner = cell.point(INK).getbbox()
    if inner is None or inner[3] - inner[1] < SMALLEST:
        return None
    dots = cell.resize(GRID, Image.Resampling.BILINEAR, box=inner).tobytes()
    most = max(dots)
    written = b"".join(dots.translate(_darker(int(level * most))) for level in LEVELS)
    return int(written, 2), min((inner[2] - inner[0]) / (inner[3] - inner[1]), 1.0)


@cache
def _darker(level: int) -> bytes:
    """A table from dots to figures: 1 for what is darker."""
    return bytes(ord("1") if dot > level else ord("0") for dot in range(256))


@cache
def shapes() -> dict[str, tuple[Shape, ...]]:
    """What each digit looks like in plain fonts, at the sizes and places that pages have them."""
    found: dict[str, dict[Shape, None]] = {digit: {} for digit in "0123456789"}
    for font in FONTS:
        for digit, shape in _drawn_in(font):
            found[digit][shape] = None
    return {digit: tuple(each) for digit, each in found.items()}


def _drawn_in(font: str) -> Iterator[tuple[str, Shape]]:
    step, height = 30, 30 * len(SIZES)
    drawn = "".join(
        f"BT/F {size} Tf {step * n + 5} {height - step * at - 24} Td({n})Tj ET "
        for at, size in enumerate(SIZES)
        for n in range(10)
    )
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {step * 10} {height}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>",
    )  # fmt: skip
    body = "%PDF-1.4\n" + "".join(f"{at} 0 obj\n{one}\nendobj\n" for at, one in enumerate(objects, start=1))
    document = pdfium.PdfDocument((body + "trailer<</Size 6/Root 1 0 R>>\n%%EOF").encode())
    try:
        picture = document[0].render(scale=PER_POINT, grayscale=True).to_pil()
        ink = picture.point([255 - value for value in range(256)])
        for at in range(len(SIZES)):
            for n in range(10):
                corner = step * n * PER_POINT, step * at * PER_POINT
                cell = (*corner, corner[0] + step * PER_POINT, corner[1] + step * PER_POINT)
                if shape := shape_in(ink, cell):
                    yield str(n), shape
    finally:
        document.close()
