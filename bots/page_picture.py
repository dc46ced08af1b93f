"""A page of a file as a picture for people, with the size that the boxes of its fields are told in; runs in a limited
process (`bots.limited`), since PDF and pictures of strangers are drawn."""

import io
import warnings

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pydantic import Base64Bytes, BaseModel

from bots.confinement import Limits
from bots.reading.scanned import PICTURE_WIDTH
from bots.reading.sniff import container

LIMITS = Limits(answer=32 * 1024 * 1024, memory=768 * 1024 * 1024)
PER_POINT, LONGEST, MAX_PIXELS = 2.0, 2_400, 40_000_000
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")


class Page(BaseModel):
    """A page: its number of `pages`, its size in PDF points, and its picture as PNG. With a `code` there is none, and why."""

    page: int = 1
    pages: int = 0
    width: float = 0
    height: float = 0
    png: Base64Bytes = b""
    code: str | None = None


def draw(data: bytes, page: int = 1) -> Page:
    """Page number `page` (from 1) of a PDF or a picture."""
    kind = container(data)
    if kind not in ("pdf", "image"):
        return Page(code="page-not-drawn")
    try:
        return _of_pdf(data, page) if kind == "pdf" else _of_picture(data, page)
    except (
        pypdfium2.PdfiumError,
        UnidentifiedImageError,
        OSError,
        EOFError,
        SyntaxError,
        ValueError,
        IndexError,
        KeyError,
    ):
        return Page(code="page-not-drawn")


def _of_pdf(data: bytes, number: int) -> Page:
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()  # people see what stands in form fields
        pages = len(document)
        if not 1 <= number <= pages:
            return Page(pages=pages, code="page-not-there")
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(PER_POINT, LONGEST / max(width, height, 1.0))
        picture = page.render(scale=scale, may_draw_forms=True).to_pil()
        return _page(number, pages, width, height, picture)
    finally:
        document.close()


def _of_picture(data: bytes, number: int) -> Page:
    """A picture stands for a page of the width that boxes on pictures are told in."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=FORMATS) as image:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        pages = getattr(image, "n_frames", 1)
        if not 1 <= number <= pages or image.width * image.height > MAX_PIXELS:
            return Page(
                pages=pages, code="page-not-there" if image.width * image.height <= MAX_PIXELS else "page-not-drawn"
            )
        image.seek(number - 1)
        upright = ImageOps.exif_transpose(image).convert("RGB")
    height = PICTURE_WIDTH * upright.height / max(upright.width, 1)
    upright.thumbnail((LONGEST, LONGEST))
    return _page(number, pages, PICTURE_WIDTH, height, upright)


def _page(number: int, pages: int, width: float, height: float, picture: Image.Image) -> Page:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", compress_level=3)
    png, wide, high = out.getvalue(), round(width, 2), round(height, 2)
    return Page.model_construct(page=number, pages=pages, width=wide, height=high, png=png, code=None)
