"""Text that nobody can see is never believed; honest pages keep every word."""

import io
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from adapters.specimens.files import pdf_specimen
from adapters.specimens.pdf_changes import hidden
from bots.reading import visible
from bots.reading.any_file import read
from bots.reading.layout import Word, sheet
from bots.reading.opened import Opened
from bots.reading.pdf_words import words
from contracts.reading import Field, Reading


def _opened(data: bytes) -> Opened:
    return Opened(pypdfium2.PdfDocument(data))


Draw = Callable[[Canvas], None]
CODES = ("hidden-text", "text-not-visible", "words-not-visible", "page-drawn-empty")
ROWS = (
    (780, "Invoice number: RE-2026-7712"), (760, "Invoice date: 2026-03-04"), (740, "Currency: EUR"),
    (700, "Net total: 100.00"), (680, "VAT 19 %: 19.00"), (660, "Total due: 119.00"), (620, "IBAN: DE89370400440532013000"),
)  # fmt: skip


def _page(
    extra: Draw = lambda _: None, *, before: Draw = lambda _: None, rows: tuple[tuple[int, str], ...] = ROWS
) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    before(canvas)
    canvas.setFont("Helvetica", 9)
    for height, text in rows:
        canvas.drawString(60, height, text)
    extra(canvas)
    canvas.save()
    return out.getvalue()


def _found(data: bytes) -> dict[str, set[str]]:
    """What is told about sight: code → the fields that it names."""
    found: dict[str, set[str]] = {}
    for one in read(data).findings:
        if one.code in CODES:
            assert one.severity == "exception"
            assert one.page == 1
            found.setdefault(one.code, set()).add(dict(one.evidence).get("field", ""))
    return found


def _changed(data: bytes, change: Callable[[pikepdf.Pdf, pikepdf.Page], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document, document.pages[0])
        document.save(out)
    return out.getvalue()


def _covered(*box: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.rect(*box, stroke=0, fill=1)

    return draw


def _white(canvas: Canvas) -> None:
    canvas.setFillGray(0.98)
    canvas.drawString(60, 800, "IBAN: GB82WEST12345698765432")


def _invisible(canvas: Canvas) -> None:
    canvas.drawString(60, 800, "Invoice number: EVIL-77", mode=3)


def _outside(canvas: Canvas) -> None:
    canvas.drawString(60, 1830, "Invoice number: EVIL-77")


def _stamp(rectangle: list[float], content: bytes) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    def change(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        wide, high = rectangle[2] - rectangle[0], rectangle[3] - rectangle[1]
        kind = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, wide, high]}
        look = document.make_stream(content, **{key.strip("/"): value for key, value in kind.items()})
        note = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Stamp, "Rect": rectangle, "F": 4}
        note_with_look = {f"/{key}": value for key, value in note.items()} | {"/AP": pikepdf.Dictionary(N=look)}
        page.obj["/Annots"] = [document.make_indirect(pikepdf.Dictionary(note_with_look))]

    return change


def test_an_honest_page_is_seen_whole() -> None:
    assert _found(_page()) == {}


def test_text_on_a_coloured_ground_and_white_text_on_black_are_seen() -> None:
    def ground(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        canvas.rect(50, 600, 300, 200, stroke=0, fill=1)
        canvas.setFillGray(0)

    def dark(canvas: Canvas) -> None:
        ground(canvas)
        canvas.rect(50, 600, 300, 200, stroke=0, fill=1)
        canvas.setFillGray(1)

    assert _found(_page(before=ground)) == {}
    assert _found(_page(before=dark)) == {}


def test_text_in_the_colour_of_the_paper_is_told() -> None:
    assert _found(_page(_white))["text-not-visible"] == {"iban"}


def test_what_a_rectangle_covers_is_told_also_in_part() -> None:
    covered = _found(_page(_covered(50, 650, 300, 60)))
    assert covered["text-not-visible"] == {"gross_amount", "net_amount", "tax_amount"}
    assert _found(_page(_covered(140, 615, 60, 15))) == {"text-not-visible": {"iban"}}
    assert _found(_page(_covered(95, 655, 20, 15))) == {"text-not-visible": {"gross_amount"}}  # 119.00 looks like 9.00


@pytest.mark.parametrize("draw", [_invisible, _outside])
def test_text_in_an_invisible_mode_or_off_the_page_is_left_out_and_told(draw: Draw) -> None:
    data = _page(draw)
    assert set(_found(data)) == {"hidden-text"}
    assert read(data).value("number") != "EVIL-77"


def _small_share(canvas: Canvas) -> None:
    """So much is seen beside it that the page is no picture."""
    for row in range(30):
        canvas.drawString(60, 580 - 15 * row, f"Note {row}: Invoice number, EVIL-77")
    _invisible(canvas)


def test_the_little_that_is_invisible_on_a_page_is_left_out_word_by_word() -> None:
    data = _page(_small_share)
    reading = read(data)
    assert _found(data) == {"hidden-text": {""}}
    assert reading.value("number") == "RE-2026-7712"
    assert reading.value("gross_amount") == "119.00"
    assert {dict(one.evidence)["characters"] for one in reading.findings if one.code == "hidden-text"} == {"21"}


def _words(*pieces: tuple[str, int]) -> tuple[bytes, list[Word]]:
    """A page with one word of these pieces, each in its mode, and what is read of it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1)
    at = 60.0
    for text, mode in (piece for piece in pieces if piece[0]):
        canvas.drawString(at, 700, text, mode=mode)
        at += canvas.stringWidth(text)
    canvas.save()
    return out.getvalue(), list(words(out.getvalue()).words)


@pytest.mark.parametrize(
    ("seen", "hidden", "left"),
    [("AB", "CD", []), ("ABC", "D", ["ABCD"]), ("ABC", "DE", ["ABCDE"]), ("A", "BCD", []), ("", "ABCD", [])],
)
def test_a_word_half_of_which_is_invisible_is_none(seen: str, hidden: str, left: list[str]) -> None:
    data, found = _words((seen, 0), (hidden, 3))
    assert [one.text for one in found] == [seen + hidden]
    assert [one.text for one in visible.visible(_opened(data), found)[0]] == left


@pytest.mark.parametrize(
    ("x", "y", "seen"),
    [
        (0, 0, True), (600, 800, True), (0, 800, True), (600, 0, True), (-0.1, 400, False), (600.1, 400, False),
        (300, -0.1, False), (300, 800.1, False),
    ],
)  # fmt: skip
def test_a_word_is_on_the_page_where_its_middle_is(x: float, y: float, seen: bool) -> None:
    data, (word,) = _words(("A", 0))
    moved = word._replace(x0=x - 2, x1=x + 2, top=y - 2, bottom=y + 2)
    assert visible.visible(_opened(data), [moved])[0] == ([moved] if seen else [])


def test_hidden_characters_are_told_with_the_first_page_that_has_any() -> None:
    (found,) = visible.told({1: 0, 3: 4, 2: 2})
    assert (found.page, dict(found.evidence)) == (2, {"pages": "2,3", "characters": "6"})
    assert visible.told({1: 0}) == ()


def test_a_field_is_looked_at_on_its_own_page_and_one_without_a_page_is_not() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1)
    canvas.setFillGray(1)
    canvas.drawString(60, 700, "DE89370400440532013000")
    canvas.save()
    placed = Field(value="DE89", source="text", confidence=1, page=1, box=(60, 85, 250, 103))
    nowhere = placed.model_copy(update={"page": None, "box": None})
    assert [one.code for one in visible.not_visible(_opened(out.getvalue()), {"iban": placed}, sheet(()))] == [
        "text-not-visible"
    ]
    assert visible.not_visible(_opened(out.getvalue()), {"iban": nowhere, "remarks": placed}, sheet(())) == ()


def test_what_is_cropped_away_is_left_out_and_told() -> None:
    def crop(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.cropbox = [0, 630, 595, 842]  # type: ignore[assignment]

    reading = read(_changed(_page(), crop))
    assert {one.code for one in reading.findings} == {"hidden-text"}
    assert reading.value("iban") is None
    assert reading.value("number") == "RE-2026-7712"


def test_a_page_that_is_cropped_to_its_text_and_turned_is_seen() -> None:
    def turn(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.cropbox = [40, 500, 555, 820]  # type: ignore[assignment]
        page.rotate(90, relative=True)

    assert _found(_changed(_page(), turn)) == {}


def test_an_annotation_over_a_total_is_told() -> None:
    paper = b"1 g 0 0 300 20 re f"
    assert _found(_changed(_page(), _stamp([50, 652, 350, 672], paper)))["text-not-visible"] == {"gross_amount"}


def _field(rectangle: list[float], content: bytes, *, form: bool = True) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    def change(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        _stamp(rectangle, content)(document, page)
        note = page.obj["/Annots"][0]
        note["/Subtype"], note["/FT"], note["/T"] = pikepdf.Name.Widget, pikepdf.Name.Tx, pikepdf.String("total")
        if form:
            document.Root["/AcroForm"] = pikepdf.Dictionary(Fields=[note])

    return change


@pytest.mark.parametrize("form", [True, False])
def test_a_form_field_over_a_total_is_told_whether_the_file_has_a_form_or_not(form: bool) -> None:
    over = _field([50, 652, 350, 672], b"1 g 0 0 300 20 re f", form=form)
    beside = _field([300, 400, 400, 420], b"1 g 0 0 100 20 re f", form=form)
    assert _found(_changed(_page(), over))["text-not-visible"] == {"gross_amount"}
    assert _found(_changed(_page(), beside)) == {}


@pytest.mark.parametrize(
    ("box", "field"),
    [
        ((108.5, 655, 5, 15), "gross_amount"),  # 119.00 looks like 19.00
        ((113.5, 655, 5, 15), "gross_amount"),
        ((180.5, 775, 4.5, 15), "number"),  # the last figure
    ],
)
def test_every_figure_of_a_value_has_ink_of_its_own(box: tuple[float, ...], field: str) -> None:
    assert field in _found(_page(_covered(*box)))["text-not-visible"]


def test_a_figure_in_the_colour_of_the_paper_within_a_value_is_told() -> None:
    def white_one(canvas: Canvas) -> None:
        line = canvas.beginText(60, 640)
        line.setFont("Helvetica", 9)
        for grey, text in ((0, "Invoice total: "), (1, "1"), (0, "119.00")):
            line.setFillGray(grey)
            line.textOut(text)
        canvas.drawText(line)

    plain = tuple(row for row in ROWS if not row[1].startswith("Total due"))
    assert _found(_page(white_one, rows=plain)) == {"text-not-visible": {"gross_amount"}}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Buyer: Acme Bau GmbH", "buyer_name"),
        ("Seller: Weiss GmbH", "seller_name"),
        ("Your order: PO-2026-17", "purchase_order"),
    ],
)
def test_names_and_order_in_the_colour_of_the_paper_are_told(text: str, field: str) -> None:
    def white(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.drawString(60, 810, text)

    black = read(_page(lambda canvas: canvas.drawString(60, 810, text)))
    assert field in black.fields
    assert not {one.code for one in black.findings} & {"text-not-visible", "words-not-visible"}
    assert field in _found(_page(white))["text-not-visible"]


def test_words_that_no_field_is_read_from_are_told_when_nobody_sees_them() -> None:
    def white(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.drawString(60, 500, "Steel beams 10 EUR")

    assert set(_found(_page(white))) == {"words-not-visible"}


def test_an_annotation_beside_the_fields_or_a_thin_seal_over_them_is_no_matter() -> None:
    beside = _stamp([300, 400, 400, 500], b"1 0 0 rg 0 0 100 100 re f")
    seal = _stamp([50, 640, 150, 740], b"1 0 0 RG 1 w 0 50 m 100 50 l S 50 0 m 50 100 l S")
    assert _found(_changed(_page(), beside)) == {}
    assert _found(_changed(_page(), seal)) == {}


def _specimen(change: Callable[[pikepdf.Pdf, pikepdf.Page], None]) -> Reading:
    return read(_changed(pdf_specimen(0, "digital-special").data, change))


def _painted(content: bytes) -> Callable[[pikepdf.Pdf, pikepdf.Page], None]:
    return lambda document, page: page.contents_add(document.make_stream(content), prepend=False)


def test_a_chinese_invoice_that_something_covers_is_told() -> None:
    whole = _specimen(_painted(b"q 1 g 0 0 2000 2000 re f Q"))
    stamped = _specimen(_stamp([0, 0, 700, 700], b"1 g 0 0 700 700 re f"))
    for reading in (whole, stamped):
        unseen = {dict(one.evidence)["field"] for one in reading.findings if one.code == "text-not-visible"}
        assert {"number", "issue_date", "seller_tax_id", "buyer_tax_id"} <= unseen  # its total is on page 2
        assert reading.verdict == "exception"


def test_a_chinese_invoice_with_text_outside_of_its_page_is_told() -> None:
    def crop(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
        left, bottom, right, top = (float(one) for one in page.mediabox)
        page.cropbox = [left, bottom + (top - bottom) / 3, right, top]  # type: ignore[assignment]

    assert "hidden-text" in {one.code for one in _specimen(crop).findings}


@pytest.mark.parametrize("how", ["white", "covered", "tiny"])
@pytest.mark.parametrize("data", [_page(), pdf_specimen(3, "digital-special").data], ids=["european", "chinese"])
def test_an_amount_that_nobody_sees_is_told_though_no_field_was_read_from_it(data: bytes, how: str) -> None:
    seen = {found.code for found in read(hidden(data, ["Carried over 9,999.99"], how)).findings}
    assert seen & {"text-not-visible", "hidden-text"}
    assert not {found.code for found in read(data).findings} & {"text-not-visible", "hidden-text"}
