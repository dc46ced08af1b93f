"""Chinese e-invoices as files: made-up ones are read back from PDF, OFD and XML, and sources that differ are said."""

import base64
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from adapters.samples import plain_pdf
from adapters.specimens.files import LAYOUTS, ofd_specimen, pdf_specimen, xml_specimen
from adapters.specimens.truth import Specimen
from bots.checks import Context, check
from bots.reading.any_file import read
from bots.reading.fapiao import ofd, ofd_codes, pdf, pdf_characters, symbols
from bots.reading.fapiao.archive import Archive, ArchiveError, beside, normal
from bots.reading.opened import opened
from bots.reading.values import Draft
from contracts.reading import Reading
from tests.bots.specimens import SPEC

SEEDS = range(3)
DIGITAL = ("digital-special", "digital-ordinary")


def _differs(reading: Reading, specimen: Specimen) -> dict[str, tuple[str, str | None]]:
    """Fields that were read otherwise than they are."""
    return {
        name: (value, reading.value(name)) for name, value in specimen.fields.items() if reading.value(name) != value
    }


def _codes(reading: Reading) -> set[tuple[str, str]]:
    return {(one.code, one.severity) for one in reading.findings}


def _draft(data: bytes, *, ignore_qr: bool = False) -> Draft | None:
    with opened(data) as document:
        assert document is not None
        return pdf.draft(data, document, ignore_qr)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("family", LAYOUTS)
@pytest.mark.parametrize("form", [pdf_specimen, ofd_specimen])
def test_every_family_is_read_from_its_pages(form: Callable[..., Specimen], family: str, seed: int) -> None:
    specimen = form(seed, family)
    reading = read(specimen.data)
    assert _differs(reading, specimen) == {}
    assert family == "rail" or len(reading.lines) == specimen.lines
    assert {severity for _, severity in _codes(reading)} <= {"warn"}


@pytest.mark.parametrize("family", LAYOUTS)
def test_without_its_code_a_page_says_the_same(family: str) -> None:
    specimen = pdf_specimen(1, family)
    reading = read(specimen.data, ignore_qr=True)
    assert _differs(reading, specimen) == {}
    assert "qr" not in {one.source for one in reading.fields.values()}
    assert check(reading, Context(date(2026, 6, 30))).not_run.count("qr-code") == 1


@pytest.mark.parametrize("family", DIGITAL)
def test_the_xml_of_the_tax_bureau_is_read(family: str) -> None:
    specimen = xml_specimen(2, family)
    reading = read(specimen.data)
    assert _differs(reading, specimen) == {}
    assert len(reading.lines) == specimen.lines


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read(turn: int) -> None:
    specimen = pdf_specimen(0, "digital-special")
    with pikepdf.open(io.BytesIO(specimen.data)) as document:
        document.pages[0].rotate(turn, relative=True)
        out = io.BytesIO()
        document.save(out)
    reading = read(out.getvalue())
    assert _differs(reading, specimen) == {}
    assert "qr-missing" not in {code for code, _ in _codes(reading)}


def test_two_invoices_in_one_file_are_never_taken_for_one() -> None:
    with (
        pikepdf.open(io.BytesIO(pdf_specimen(0, "digital-special").data)) as first,
        pikepdf.open(io.BytesIO(pdf_specimen(1, "digital-special").data)) as second,
    ):
        first.pages.extend(second.pages)
        out = io.BytesIO()
        first.save(out)
    assert ("several-invoices", "exception") in _codes(read(out.getvalue()))


def test_a_code_that_says_another_number_is_a_reject() -> None:
    data = _paper("01,31,,26502000000820463175,500.00,20260611,,1")
    found = _draft(data)
    assert found is not None
    differing = {dict(one.evidence)["field"] for one in found.findings if one.code == "sources-differ"}
    assert {one.severity for one in found.findings if one.code == "sources-differ"} == {"reject"}
    assert differing == {"number"}


def test_a_code_with_a_wrong_check_sum_is_an_exception() -> None:
    found = _draft(_paper("01,31,,26502000000820463176,500.00,20260611,,0001"))
    assert found is not None
    assert ("qr-crc-wrong", "exception") in {(one.code, one.severity) for one in found.findings}
    assert found.fields["number"].source == "qr"
    assert found.fields["number"].box is not None


def test_a_code_that_cannot_be_read_and_one_that_is_not_there_are_said() -> None:
    broken = _draft(_paper(None))
    missing = _draft(_paper(""))
    assert broken is not None
    assert missing is not None
    assert [(one.code, one.severity) for one in broken.findings] == [("qr-unreadable", "exception")]
    assert broken.findings[0].box is not None
    assert [(one.code, one.severity) for one in missing.findings] == [("qr-missing", "exception")]


def _codes_drawn(*payloads: str) -> bytes:
    """An invoice whose own code is drawn first, and these at its place or beside it."""
    specimen = pdf_specimen(12, "digital-special")
    with pikepdf.open(io.BytesIO(specimen.data)) as document:
        page = document.pages[0]
        for place, payload in enumerate(payloads):
            picture = _code(payload).convert("L")
            image = document.make_stream(
                picture.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=picture.width,
                Height=picture.height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            name = page.add_resource(image, pikepdf.Name.XObject)
            x, y = 17 + 60 * place, float(page.mediabox[3]) - 75
            page.contents_add(f"q 1 g {x} {y} 60 60 re f 58 0 0 58 {x} {y} cm {name} Do Q".encode())
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_the_code_that_is_seen_counts_not_the_one_below_it() -> None:
    own = next(one for one in _payloads(pdf_specimen(12, "digital-special").data))
    other = next(one for one in _payloads(pdf_specimen(13, "digital-special").data))
    assert not _severe(read(_codes_drawn(own)))
    assert ("sources-differ", "reject") in _severe(read(_codes_drawn(other)))
    assert ("several-invoices", "exception") in _severe(read(_codes_drawn(own, other)))
    assert ("qr-missing", "exception") in _severe(read(_codes_drawn("https://example.com")))


def _payloads(data: bytes) -> list[str]:
    with opened(data) as document:
        assert document is not None
        return [text for _, box in symbols._squares(document.page(1)) for text in symbols._drawn(document.page(1), box)]


def _severe(reading: Reading) -> set[tuple[str, str]]:
    return {one for one in _codes(reading) if one[1] != "warn"}


def _without(data: bytes, part: str, *, names: bool) -> bytes:
    """An OFD file without the parts whose name has `part`; without what its head states by name unless `names`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if not re.search(part, name):
                content = old.read(name)
                stripped = re.sub(rb"<ofd:CustomDatas>.*</ofd:CustomDatas>", b"", content, flags=re.DOTALL)
                new.writestr(name, content if names else stripped)
    return out.getvalue()


@pytest.mark.parametrize("family", DIGITAL)  # the attached XML of old ones has the code itself
def test_an_ofd_without_code_has_what_it_states_by_name_for_a_witness_else_a_person_looks(family: str) -> None:
    data = ofd_specimen(0, family).data
    assert "qr-missing" not in {one.code for one in ofd.draft(data).findings}
    stated = ofd.draft(_without(data, r"\.png$", names=True))
    alone = ofd.draft(_without(data, r"\.png$|Tags/|/Attachs/", names=False))
    assert [one.severity for one in stated.findings if one.code == "qr-missing"] == ["warn"]
    assert [one.severity for one in alone.findings if one.code == "qr-missing"] == ["exception"]


def test_a_pdf_in_another_language_is_left_to_others() -> None:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(100, 100, "Invoice 4711")
    page.save()
    assert _draft(out.getvalue()) is None


def _paper(payload: str | None) -> bytes:
    """A page that is hardly an invoice, with a code that says `payload`; None draws noise that looks like a code."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 397))
    page.setFont("STSong-Light", 9)
    page.drawString(200, 360, "电子发票（增值税专用发票）")
    page.drawString(438, 350, "发票号码：26502000000820463176")
    page.drawString(438, 335, "开票日期：2026年06月11日")
    page.drawString(48, 110, "价税合计（大写）伍佰圆整（小写）¥500.00")
    if payload != "":
        page.drawImage(ImageReader(_code(payload) if payload else _noise()), 18, 320, 57, 57)
    page.save()
    return out.getvalue()


def _code(payload: str) -> Image.Image:
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    plain = memoryview(zxingcpp.write_barcode_to_image(code, scale=4, add_quiet_zones=True))  # type: ignore[arg-type]
    height, width = plain.shape or (0, 0)
    return Image.frombytes("L", (width, height), plain.tobytes())


def _noise() -> Image.Image:
    noise = Image.new("L", (29, 29))
    noise.putdata([255 * ((x * 7 + x * x // 3) % 5 < 2) for x in range(29 * 29)])
    return noise.resize((116, 116), Image.Resampling.NEAREST)


def _changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_a_rail_ticket_may_carry_its_voucher() -> None:
    specimen = pdf_specimen(1, "rail")
    reading = read(_with_voucher(specimen, specimen.fields["gross_amount"]))
    assert reading.value("net_amount") == "100.00"
    assert reading.fields["gross_amount"].source == "xml"
    assert {severity for _, severity in _codes(reading)} <= {"warn"}
    assert ("sources-differ", "exception") in _codes(read(_with_voucher(specimen, "1.00")))


def _with_voucher(specimen: Specimen, fare: str) -> bytes:
    number, day = specimen.fields["number"], specimen.fields["issue_date"]
    voucher = (
        '<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:rai="http://xbrl.mof.gov.cn/taxonomy/2021-11-30/rai">'
        f"<rai:ElectronicInvoiceRailwayETicketNumber>{number}</rai:ElectronicInvoiceRailwayETicketNumber>"
        f"<rai:DateOfIssue>{day}</rai:DateOfIssue><rai:Fare>{fare}</rai:Fare>"
        "<rai:TotalAmountExcludingTax>100.00</rai:TotalAmountExcludingTax></xbrl>"
    )
    with pikepdf.open(io.BytesIO(specimen.data)) as document:
        document.attachments["rai_issuer.xml"] = voucher.encode()
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_parts_of_an_ofd_file_that_disagree_are_said() -> None:
    specimen = ofd_specimen(0, "digital-special")
    number = specimen.fields["number"]
    other = number[:-1] + str((int(number[-1]) + 1) % 10)
    changed = _changed(
        specimen.data, lambda name, part: part.replace(number.encode(), other.encode()) if name == "OFD.xml" else part
    )
    reading = read(changed)
    assert "sources-differ" in {code for code, _ in _codes(reading)}
    assert reading.verdict != "accept"


def test_an_ofd_without_tags_and_custom_data_is_read_from_its_page() -> None:
    specimen = ofd_specimen(0, "digital-special")
    bare = _changed(
        specimen.data, lambda name, part: part.replace(b"CustomData ", b"Other ").replace(b"/ofd:CustomData>", b"/ofd:Other>")
        if name == "OFD.xml" else part.replace(b"ObjectRef", b"Nothing") if "CustomTag" in name else part
    )  # fmt: skip
    found = ofd.draft(bare)
    assert {one.source for name, one in found.fields.items() if name == "seller_name"} == {"text"}
    assert {name: one.value for name, one in found.fields.items() if name in specimen.fields} == dict(specimen.fields)


def test_archives_are_opened_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _refused([("a", b""), ("./a", b"")]) == "archive-ambiguous"
    assert _refused([("../a", b"")]) == "archive-ambiguous"
    assert _refused([("a", bytes(5_000_000))], "a") == "archive-too-large"
    monkeypatch.setattr("bots.reading.fapiao.archive.MAX_ENTRIES", 2)
    assert _refused([(str(one), b"") for one in range(3)]) == "archive-too-large"
    assert _refused([(str(one), b"") for one in range(2)]) is None


def _refused(parts: list[tuple[str, bytes]], name: str | None = None) -> str | None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts:
            archive.writestr(part, content)
    try:
        opened = Archive(out.getvalue())
        if name:
            opened.read(name)
    except ArchiveError as refused:
        return refused.code
    return None


def test_a_damaged_archive_is_refused() -> None:
    with pytest.raises(ArchiveError, match="archive-malformed"):
        Archive(b"PK\x03\x04 nothing")
    data = bytearray(ofd_specimen(0, "rail").data)
    data[200:220] = bytes(20)
    assert read(bytes(data)).verdict != "accept"


def test_locations_are_found_from_the_root_beside_and_above() -> None:
    assert beside("Doc_0/Document.xml", "/Doc_0/a.xml") == ["Doc_0/a.xml"]
    assert beside("Doc_0/Tags/CustomTags.xml", "CustomTag.xml")[0] == "Doc_0/Tags/CustomTag.xml"
    assert "Doc_0/Res/a.png" in beside("Doc_0/Pages/p.xml", "Res/a.png")
    assert normal("a/../../b") is None
    assert normal("\\Doc_0\\a.xml") == "Doc_0/a.xml"


def test_only_squares_of_some_size_are_looked_at_for_codes() -> None:
    assert symbols.squarish((18, 17, 75, 74))
    assert not symbols.squarish((18, 17, 75, 40))
    assert not symbols.squarish((18, 17, 28, 27))
    assert not symbols.squarish((0, 0, 400, 400))


def test_a_code_without_margin_or_in_few_pixels_is_decoded() -> None:
    payload = "01,31,,26502000000820463175,500.00,20260611,,"
    image = _code(payload)
    tight = image.crop((16, 16, image.width - 16, image.height - 16))
    assert symbols.decode(tight) == [payload]
    assert symbols.decode(tight.resize((tight.width // 4, tight.height // 4), Image.Resampling.NEAREST)) == [payload]
    assert symbols.decode(Image.new("L", (100, 100), 255)) == []


def test_a_graph_code_is_text_or_an_image() -> None:
    payload = "01,10,050002100111,70315528,35.00,20210926,48106275939048217365,7E19,"
    out = io.BytesIO()
    _code(payload).save(out, "PNG")
    drawn = ofd_codes._graph_code(base64.b64encode(out.getvalue()).decode())
    assert drawn == ofd_codes._graph_code(payload)
    assert drawn is not None
    assert drawn.number == "70315528"
    assert ofd_codes._graph_code("no code") is None


@pytest.mark.parametrize("family", ["old", "old-special", "digital-special", "digital-ordinary", "toll", "rail"])
def test_without_a_font_of_the_machine_the_page_is_read_all_the_same(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.reading.fapiao.pdf.draws_chinese", lambda: False)
    specimen = next(one for one in (pdf_specimen(seed, family) for seed in range(20)) if _needs_fonts(one.data))
    seen = read(specimen.data)
    assert _differs(seen, specimen) == {}
    assert len(seen.lines) == specimen.lines
    assert [(one.code, one.severity) for one in seen.findings] == [("page-drawn-empty", "warn")]
    unconfirmed = read(specimen.data, ignore_qr=True).findings
    assert ("page-drawn-empty", "exception") in {(one.code, one.severity) for one in unconfirmed}


def test_without_a_font_too_pages_beyond_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.reading.fapiao.pdf.draws_chinese", lambda: False)
    monkeypatch.setattr("bots.reading.fapiao.pdf.MAX_PAGES", 1)
    specimen = next(one for one in (pdf_specimen(seed, "rail") for seed in range(20)) if _needs_fonts(one.data))
    twice = io.BytesIO()
    with pikepdf.open(io.BytesIO(specimen.data)) as document:
        document.pages.append(document.pages[0])
        document.save(twice)
    assert ("pages-left-out", "exception") in {(one.code, one.severity) for one in read(twice.getvalue()).findings}


def _needs_fonts(data: bytes) -> bool:
    document = pdfium.PdfDocument(data)
    try:
        return pdf_characters.needs(document[0])
    finally:
        document.close()


def test_pages_whose_fonts_are_there_are_left_to_the_faster_reader() -> None:
    assert not _needs_fonts(plain_pdf(SPEC))
