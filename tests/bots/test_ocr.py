"""Pictures are read by the networks of the extra `ocr`; whatever they are, the answer is a reading."""

import io
import random
from collections.abc import Iterator

import pytest
from PIL import Image

from bots import page_reader
from bots.reader import InvoiceReader
from contracts.reading import Reading
from tests.bots import pictures
from tests.bots.specimens import SPEC

pytest.importorskip("rapidocr")
pytest.importorskip("onnxruntime")


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader(seconds=120) as warm:  # tests share their machine
        yield warm


def _codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def _assert_read(reading: Reading) -> None:
    assert (reading.value("number"), reading.value("issue_date")) == (SPEC.number, SPEC.issue_date)
    assert reading.value("gross_amount") == str(SPEC.gross)
    assert reading.fields["number"].source == "ocr"
    assert reading.fields["number"].confidence < 0.9
    assert reading.verdict == "exception"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_pictures_of_every_kind_are_read_and_confirmed_by_a_person(reader: InvoiceReader, kind: str) -> None:
    _assert_read(reader.read(pictures.saved(pictures.drawn(), kind)))


@pytest.mark.parametrize("degrees", [90, 180, 270, 2.5, -2.5])
def test_a_page_that_lies_askew_is_set_straight(reader: InvoiceReader, degrees: float) -> None:
    picture = pictures.turned(degrees)
    reading = reader.read(pictures.saved(picture, "PNG"))
    _assert_read(reading)
    box = reading.fields["number"].box
    assert box is not None
    # The box is on the picture as it came: what is cut out there is dark with ink.
    scale = picture.width / 595.28
    ink = picture.crop((round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale)))
    dark = sum(ink.histogram()[:100]) / (ink.width * ink.height)
    assert dark > 0.05


def test_a_scan_in_a_pdf_is_read_page_by_page(reader: InvoiceReader) -> None:
    white = Image.new("L", (400, 600), 255)
    reading = reader.read(pictures.scanned_pdf(white, pictures.drawn()))
    _assert_read(reading)
    assert reading.format == "pdf"
    assert reading.fields["number"].page == 2


def test_text_that_nobody_sees_is_not_believed(reader: InvoiceReader) -> None:
    hidden = "Invoice number: XX-1\nInvoice date: 2026-03-17\nNet: 100.00 EUR\nVAT: 19.00 EUR\nTotal: 119.00 EUR"
    _assert_read(reader.read(pictures.scanned_pdf(pictures.drawn(), hidden=hidden)))


def test_all_pages_of_a_picture_are_read(reader: InvoiceReader) -> None:
    _assert_read(reader.read(pictures.saved(Image.new("L", (400, 600), 255), "TIFF", pictures.drawn())))


def test_a_white_picture_is_said_to_be_empty(reader: InvoiceReader) -> None:
    reading = reader.read(pictures.saved(Image.new("L", (400, 600), 255), "PNG"))
    assert (_codes(reading), reading.fields) == ({"unreadable"}, {})


def _bomb() -> bytes:
    """A picture of a few kilobytes that would need 400 MB."""
    return pictures.saved(Image.new("1", (20_000, 20_000)), "PNG")


@pytest.mark.parametrize(
    "data",
    [
        _bomb(),
        pictures.saved(pictures.drawn(), "PNG")[:3000],
        b"\x89PNG\r\n\x1a\n",
        b"II*\x00" + b"\xff" * 200,
        b"BM" * 50,
    ],
    ids=["bomb", "cut", "head", "tiff", "bmp"],
)
def test_a_picture_that_cannot_be_shown_is_an_exception(reader: InvoiceReader, data: bytes) -> None:
    reading = reader.read(data)
    assert (reading.verdict, reading.fields) == ("exception", {})
    assert _codes(reading) & {"picture-not-seen", "unreadable"}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_broken_pictures_end_in_a_reading_that_nobody_accepts(reader: InvoiceReader, kind: str) -> None:
    chance, good = random.Random(kind), bytearray(pictures.saved(pictures.drawn(72), kind))
    for _ in range(4):
        for _ in range(30):
            good[chance.randrange(len(good))] = chance.randrange(256)
        reading = reader.read(bytes(good))
        assert reading.verdict == "exception"
        assert "reader-crashed" not in _codes(reading)


def test_a_text_that_is_drawn_in_no_font_is_not_silently_empty(reader: InvoiceReader) -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for row in range(40):
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(50, 800 - row * 15, "\ue000" * 20)
    canvas.drawInlineImage(Image.new("L", (2, 2), 0), 0, 0, 1, 1)
    canvas.save()
    reading = reader.read(out.getvalue())
    assert reading.verdict == "exception"
    assert _codes(reading)


def test_without_the_extra_a_scan_is_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_reader, "installed", lambda: False)
    with InvoiceReader() as bare:
        for data in (pictures.saved(pictures.drawn(), "PNG"), pictures.scanned_pdf(pictures.drawn())):
            reading = bare.read(data)
            assert reading.verdict == "exception"
            assert {"ocr-not-installed", "page-is-picture"} <= _codes(reading)
