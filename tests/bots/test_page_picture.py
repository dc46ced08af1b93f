"""A page is drawn for people in its own process, with the size that boxes are told in."""

import io

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from bots.page_picture import LONGEST, draw
from bots.reader import InvoiceReader
from bots.reading.scanned import PICTURE_WIDTH


def pdf(*sizes: tuple[float, float]) -> bytes:
    """A PDF with empty pages."""
    document, out = PdfDocument.new(), io.BytesIO()
    for size in sizes:
        document.new_page(*size)
    document.save(out)
    return out.getvalue()


def picture(width: int, height: int) -> bytes:
    """A white picture."""
    out = io.BytesIO()
    Image.new("L", (width, height), 255).save(out, "PNG")
    return out.getvalue()


def test_a_page_has_its_size_in_points_and_is_no_larger_than_a_screen_needs() -> None:
    data = pdf((595, 842), (10_000, 100))
    first, wide = draw(data), draw(data, 2)
    assert (first.pages, first.width, first.height, first.code) == (2, 595, 842, None)
    assert Image.open(io.BytesIO(first.png)).size == (1190, 1684)
    assert max(Image.open(io.BytesIO(wide.png)).size) == LONGEST


def test_a_picture_stands_for_a_page_of_the_width_of_its_boxes() -> None:
    found = draw(picture(1000, 500))
    assert (found.width, found.height, found.pages) == (PICTURE_WIDTH, round(PICTURE_WIDTH / 2, 2), 1)
    assert max(Image.open(io.BytesIO(draw(picture(5_000, 10)).png)).size) == LONGEST


@pytest.mark.parametrize(
    ("data", "page", "code"),
    [
        (pdf((100, 100)), 2, "page-not-there"),
        (picture(9, 9), 2, "page-not-there"),
        (b"<a/>", 1, "page-not-drawn"),
        (b"%PDF-1.7 broken", 1, "page-not-drawn"),
        (b"\x89PNG\r\n\x1a\nbroken", 1, "page-not-drawn"),
        (picture(7_000, 7_000), 1, "page-not-drawn"),
    ],
)
def test_what_cannot_be_shown_says_so(data: bytes, page: int, code: str) -> None:
    found = draw(data, page)
    assert (found.code, found.png) == (code, b"")


def test_it_is_drawn_in_a_process_of_its_own() -> None:
    with InvoiceReader() as reader:
        assert reader.page(pdf((100, 100)), 1).png.startswith(b"\x89PNG")
        assert reader.page(b"%PDF-1.7 broken", 1).code == "page-not-drawn"
