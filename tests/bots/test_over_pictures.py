"""Text over a picture of most of the page: letter paper is told from the picture of another invoice by what is seen."""

import io

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bots.reader import _pictures
from bots.reading.any_file import read
from bots.reading.scanned import ScannedPage, ScannedWord
from contracts.reading import Reading

ROWS = (
    (60, "Invoice number: RE-2026-7712"), (80, "Invoice date: 2026-03-04"), (100, "Currency: EUR"),
    (140, "Net total: 100.00"), (160, "VAT 19 %: 19.00"), (180, "Total due: 119.00"), (220, "IBAN: DE89370400440532013000"),
)  # fmt: skip
PAPER = ((800, "Weiss GmbH, Ring 5, 10115 Berlin"),)
OTHER = ((500, "Invoice number: RE-2026-0099"), (520, "Total due: 9.99"))


def _page(share: float) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    paper = ImageReader(Image.new("RGB", (4, 4), (250, 250, 255)))
    canvas.drawImage(paper, 0, 0, A4[0], A4[1] * share)
    canvas.setFont("Helvetica", 9)
    for top, text in ROWS:
        canvas.drawString(60, A4[1] - top, text)
    canvas.save()
    return out.getvalue()


def _seen(*rows: tuple[float, str]) -> list[dict[str, object]]:
    """The page as a network sees it, each row of words six points high."""
    words = []
    for top, text in rows:
        left = 60.0
        for word in text.split():
            wide = 4.6 * len(word)
            words.append(ScannedWord(text=word, box=(left, top - 7, left + wide, top + 2)))
            left += wide + 2.5
    page = ScannedPage(number=1, pages=1, width=A4[0], height=A4[1], words=tuple(words))
    return [page.model_dump()]


def _told(reading: Reading) -> list[tuple[str, str, str]]:
    return [
        (one.code, one.severity, dict(one.evidence).get("field", ""))
        for one in reading.findings
        if "picture" in one.code
    ]


def test_a_person_or_a_network_looks_at_a_page_that_a_picture_covers() -> None:
    reading = read(_page(0.9))
    assert _told(reading) == [("page-over-picture", "exception", "")]
    assert _pictures(reading) == [1]
    assert _told(read(_page(0.2))) == []


def test_letter_paper_is_no_matter_once_it_was_looked_at() -> None:
    reading = read(_page(0.9), scanned=_seen(*ROWS, *PAPER))
    assert _told(reading) == []
    assert reading.value("number") == "RE-2026-7712"
    assert reading.fields["number"].source == "text"


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ((*ROWS, *OTHER), {"number", "gross_amount"}),  # beside the text
        (((60, "Invoice number: RE-2026-0099"), *ROWS[1:]), {"number"}),  # in its place
        (ROWS[:-2], {"gross_amount", "iban"}),
    ],
)
def test_a_picture_of_another_invoice_is_told(rows: tuple[tuple[float, str], ...], fields: set[str]) -> None:
    told = _told(read(_page(0.9), scanned=_seen(*rows)))
    assert {(code, severity) for code, severity, _ in told} == {("picture-shows-otherwise", "exception")}
    assert {field for _, _, field in told} == fields
