"""Pictures of the tests, drawn here: scans of the sample invoice in every form that a scanner or a phone makes."""

import io
from functools import cache

import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.samples import plain_pdf
from tests.bots.specimens import SPEC


@cache
def drawn(dpi: int = 150) -> Image.Image:
    """The sample invoice as a grey picture."""
    document = pypdfium2.PdfDocument(plain_pdf(SPEC))
    picture: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()
    return picture


def turned(degrees: float, dpi: int = 150) -> Image.Image:
    """The same turned clockwise."""
    return drawn(dpi).rotate(-degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def saved(picture: Image.Image, kind: str, *more: Image.Image) -> bytes:
    """The picture as a file; `more` pages where the kind has pages."""
    out = io.BytesIO()
    # A picture remembers how it was encoded last, and another kind trips over that: a copy has no memory.
    pages = {"save_all": True, "append_images": [each.copy() for each in more]} if more else {}
    picture.copy().save(out, kind, **pages)
    return out.getvalue()


def scanned_pdf(*pictures: Image.Image, hidden: str = "") -> bytes:
    """A PDF whose pages are pictures, with `hidden` text behind each."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.28, 841.89))
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, 595.28, 841.89)
        text = canvas.beginText(50, 800)
        text.setTextRenderMode(3)
        text.textLines(hidden)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
