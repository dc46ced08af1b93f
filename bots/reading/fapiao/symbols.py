"""QR codes of pages, decoded from a picture of their place: what counts is the code that people see."""

import ctypes
import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image
from pypdfium2 import raw

from bots.reading.fapiao import qr
from bots.reading.fapiao.glyphs import Box
from bots.reading.turned import around

SQUARE = 1.12  # longer side to shorter; seals are round too, so a square alone is no code
SIDES = (30.0, 110.0)  # points; the codes of e-invoices measure 45 to 75
PIXELS = 330  # of a code that is drawn to be decoded
MAX_PIXELS = 4_000_000
MAX_IMAGES = 20  # of a page; the code is among the first
QR_CODE = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
BLACK = 60  # of 255; the red of seals is lighter
QUIET = 12  # pixels of white around an image that has none


class Seen(NamedTuple):
    """What the codes of a page say; `blind` is the box of a code that cannot be read, `other` a second code."""

    code: qr.Qr | None = None
    box: Box | None = None
    blind: Box | None = None
    other: qr.Qr | None = None


def of_page(page: pdfium.PdfPage) -> Seen:
    """The first invoice code of a page, and whether something that looks like a code cannot be read."""
    blind: Box | None = None
    found: list[Seen] = []
    for image, box in _squares(page):
        payloads = _drawn(page, box)
        found += [Seen(code, box) for payload in payloads if (code := qr.parse(payload))]
        if not payloads and (_looks_like_code(page, box) or any(map(qr.parse, _of_object(image)))):
            blind = blind or box
    if found:
        other = next((one.code for one in found if one.code != found[0].code), None)
        return found[0]._replace(other=other)
    if blind is None:
        for payload in _drawn(page, (0, 0, *page.get_size())):
            if code := qr.parse(payload):
                return Seen(code)
    return Seen(blind=blind)


def decode(image: Image.Image) -> list[str]:
    """The texts of all QR codes in an image; as a picture and, where it has no margin, with one."""
    if image.width * image.height > MAX_PIXELS:
        image = image.resize((PIXELS * 3, PIXELS * 3))
    gray = image.convert("L")
    for candidate in (gray, _framed(gray)):
        found = zxingcpp.read_barcodes(candidate, formats=QR_CODE)
        if texts := [one.text for one in found if one.valid]:
            return texts
    return []


def squarish(box: Box) -> bool:
    """Whether a box has the shape and the size of a code."""
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    return SIDES[0] <= short and long <= SIDES[1] and long <= SQUARE * short


def _framed(image: Image.Image) -> Image.Image:
    """With a white margin, and large enough that a module is no single pixel."""
    scale = max(1, -(-200 // max(image.width, 1)))
    enlarged = image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)
    framed = Image.new("L", (enlarged.width + 2 * QUIET * scale, enlarged.height + 2 * QUIET * scale), 255)
    framed.paste(enlarged, (QUIET * scale, QUIET * scale))
    return framed


def _squares(page: pdfium.PdfPage) -> Iterator[tuple[pdfium.PdfImage, Box]]:
    width, height = page.get_size()
    for image in itertools.islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4), MAX_IMAGES):
        left, bottom, right, top = image.get_bounds()
        box = around([_shown(page, left, bottom), _shown(page, right, top)])
        beside = box[0] >= width or box[1] >= height or box[2] <= 0 or box[3] <= 0
        if squarish(box) and not beside:
            yield image, box


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the file as a point of the page as it is shown, from its top left."""
    across, down = ctypes.c_int(), ctypes.c_int()
    size = (round(10 * side) for side in page.get_size())
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value / 10, down.value / 10


def _of_object(image: pdfium.PdfImage) -> list[str]:
    width, height = image.get_px_size()
    if not 0 < width * height <= MAX_PIXELS:
        return []
    try:
        return decode(image.get_bitmap(render=False).to_pil())
    except (pdfium.PdfiumError, ValueError, RuntimeError):
        return []


def _picture(page: pdfium.PdfPage, box: Box, margin: float) -> Image.Image:
    width, height = page.get_size()
    left, top = max(box[0] - margin, 0), max(box[1] - margin, 0)
    right, bottom = min(box[2] + margin, width), min(box[3] + margin, height)
    scale = min(PIXELS / max(min(box[2] - box[0], box[3] - box[1]), 1.0), (MAX_PIXELS / (width * height)) ** 0.5 * 4)
    if (right - left) * (bottom - top) > width * height / 4:
        scale = min(2.2, (MAX_PIXELS / (width * height)) ** 0.5)
    crop = (left, height - bottom, width - right, top)
    picture: Image.Image = page.render(scale=scale, crop=crop, grayscale=True).to_pil()
    return picture


def _drawn(page: pdfium.PdfPage, box: Box) -> list[str]:
    return decode(_picture(page, box, margin=6))


def _looks_like_code(page: pdfium.PdfPage, box: Box) -> bool:
    """Whether a square is a pattern of black and white rather than a seal or a logo: about half of it is black."""
    return is_pattern(_picture(page, box, margin=0))


def is_pattern(image: Image.Image) -> bool:
    """The same of an image."""
    histogram = image.convert("L").histogram()
    total = sum(histogram)
    black, white = sum(histogram[:BLACK]) / total, sum(histogram[255 - BLACK :]) / total
    return black > 0.25 and white > 0.25 and black + white > 0.8
