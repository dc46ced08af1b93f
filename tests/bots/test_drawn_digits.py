"""A digit that looks like another than it reads as is told, in fonts that name no glyphs too; honest fonts are silent."""

import io

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from bots.reading import drawn_digits
from bots.reading.any_file import read
from tests.bots.specimens import SPEC

FACES = (
    "DejaVuSans.ttf",
    "DejaVuSerif.ttf",
    "LiberationSans-Regular.ttf",
    "LiberationSerif-Regular.ttf",
    "VeraBd.ttf",
    "Vera.ttf",
)
ROWS = (
    f"Rechnungsnummer: {SPEC.number}", "Rechnungsdatum: 17.03.2026", f"Verkäufer: {SPEC.seller.name}",
    f"Käufer: {SPEC.buyer.name}", "Nettobetrag: 100,00 EUR", "19 % USt: 19,00 EUR", "Gesamtbetrag: 119,00 EUR",
    f"IBAN: {SPEC.seller.iban}",
)  # fmt: skip


def _page(face: str, size: float) -> bytes:
    pdfmetrics.registerFont(TTFont(face, face))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setFont(face, size)
    for at, row in enumerate(ROWS):
        canvas.drawString(60, 780 - 24 * at, row)
    canvas.save()
    return out.getvalue()


def _faces() -> list[str]:
    found = []
    for face in FACES:
        try:
            TTFont(face, face)
        except TTFError:
            continue
        found.append(face)
    return found


def _swapped(data: bytes, shown: str, read_as: str) -> bytes:
    """The file with its map of one digit changed: what is drawn stays, what is read does not."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
                written = one["/ToUnicode"].read_bytes()
                changed = written.replace(f"<{ord(shown):04X}>".encode(), f"<{ord(read_as):04X}>".encode())
                one["/ToUnicode"] = document.make_stream(changed)
        document.save(out)
    return out.getvalue()


def _told(data: bytes) -> set[tuple[str, str]]:
    told = [dict(one.evidence) for one in read(data).findings if one.code == "digit-drawn-otherwise"]
    return {(one["read"], one["seen"]) for one in told}


@pytest.mark.parametrize("size", [7, 9, 10.5, 12])
def test_honest_fonts_are_silent_at_any_size(size: float) -> None:
    faces = _faces()
    assert faces
    for face in faces:
        assert _told(_page(face, size)) == set()


@pytest.mark.parametrize(("shown", "read_as"), [("2", "9"), ("0", "8"), ("4", "1"), ("7", "3")])
def test_a_digit_that_looks_like_another_is_told(shown: str, read_as: str) -> None:
    face = next(one for one in _faces() if one.startswith(("Vera", "Liberation")))
    data = _swapped(_page(face, 10), shown, read_as)
    assert data != _page(face, 10)
    assert (read_as, shown) in _told(data)


def test_what_looks_like_nothing_is_none_of_our_business() -> None:
    assert drawn_digits.seen_as(None, "1") is None
    assert drawn_digits.seen_as((0, 0.5), "1") is None
    zero = drawn_digits.shapes()["0"][0]
    assert drawn_digits.seen_as(zero, "0") is None
    assert drawn_digits.seen_as(zero, "1") == "0"
