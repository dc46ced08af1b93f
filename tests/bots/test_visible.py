"""Text that nobody can see is never believed; honest pages keep every word."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from adapters.specimens.files import pdf_specimen
from adapters.specimens.pdf_changes import hidden
from bots.reading import read
from contracts.reading import Reading

Draw = Callable[[Canvas], None]
ROWS = (
    (780, "Invoice number: RE-2026-7712"), (760, "Invoice date: 2026-03-04"), (740, "Currency: EUR"),
    (700, "Net total: 100.00"), (680, "VAT 19 %: 19.00"), (660, "Total due: 119.00"), (620, "IBAN: DE89370400440532013000"),
)  # fmt: skip


def _page(extra: Draw = lambda _: None, *, before: Draw = lambda _: None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    before(canvas)
    canvas.setFont("Helvetica", 9)
    for height, text in ROWS:
        canvas.drawString(60, height, text)
    extra(canvas)
    canvas.save()
    return out.getvalue()


def _found(data: bytes) -> dict[str, set[str]]:
    """What is told about sight: code → the fields that it names."""
    found: dict[str, set[str]] = {}
    for one in read(data).findings:
        if one.code in ("hidden-text", "text-not-visible", "page-drawn-empty"):
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
    assert _found(_page(_white)) == {"text-not-visible": {"iban"}}


def test_what_a_rectangle_covers_is_told_also_in_part() -> None:
    assert _found(_page(_covered(50, 650, 300, 60))) == {
        "text-not-visible": {"gross_amount", "net_amount", "tax_amount"}
    }
    assert _found(_page(_covered(140, 615, 60, 15))) == {"text-not-visible": {"iban"}}
    assert _found(_page(_covered(95, 655, 20, 15))) == {"text-not-visible": {"gross_amount"}}  # 119.00 looks like 9.00


@pytest.mark.parametrize("draw", [_invisible, _outside])
def test_text_in_an_invisible_mode_or_off_the_page_is_left_out_and_told(draw: Draw) -> None:
    data = _page(draw)
    assert set(_found(data)) == {"hidden-text"}
    assert read(data).value("number") != "EVIL-77"


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
    assert _found(_changed(_page(), _stamp([50, 652, 350, 672], paper))) == {"text-not-visible": {"gross_amount"}}


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
