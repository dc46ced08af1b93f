"""What an OFD states by name and people do not see on its pages, or see otherwise."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from adapters.specimens.files import ofd_specimen
from adapters.specimens.ofd_package import element, packed, signature
from adapters.specimens.seal import seal
from bots.reading.any_file import read
from contracts.reading import Reading

PAGE, SIGNED = "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Signs/Sign_0/Signature.xml"
SPECIMEN = ofd_specimen(12, "digital-special", size=1)
GROSS, NUMBER = SPECIMEN.fields["gross_amount"], SPECIMEN.fields["number"]
Parts = dict[str, bytes]


def _parts(specimen: bytes = SPECIMEN.data) -> Parts:
    with zipfile.ZipFile(io.BytesIO(specimen)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _signed(parts: Parts) -> Parts:
    own = {name: content for name, content in parts.items() if "/Signs/" not in name}
    return {**own, **signature(own)}


def _read(parts: Parts) -> Reading:
    return read(packed(_signed(parts)))


def _codes(reading: Reading) -> set[tuple[str, str]]:
    return {(one.code, dict(one.evidence).get("field", "")) for one in reading.findings if one.severity != "warn"}


def _object(text: str) -> str:
    """The text object that shows this text."""
    written = _parts()[PAGE].decode()
    shown = rf">(?:<!\[CDATA\[)?{re.escape(text)}(?:\]\]>)?</ofd:TextCode>"
    return next(
        one[0]
        for one in re.finditer(r"<ofd:TextObject [^>]*>.*?</ofd:TextObject>", written)
        if re.search(shown, one[0])
    )


def _with(text: str, change: Callable[[str], str]) -> Reading:
    parts, one = _parts(), _object(text)
    return _read({**parts, PAGE: parts[PAGE].replace(one.encode(), change(one).encode())})


CLIP = (
    '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 0 0"><ofd:AbbreviatedData>M 0 0 L {0} 0 L {0} {0} L 0 {0} C'
    "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips><ofd:TextCode"
)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: re.sub(r'DeltaX="[^"]*"', 'DeltaX="g 30 0"', one),
        lambda one: one.replace("<ofd:TextObject ", '<ofd:TextObject CTM="-1 0 0 1 0 0" '),
        lambda one: one.replace("<ofd:TextObject ", '<ofd:TextObject ReadDirection="180" '),
        lambda one: one.replace("<ofd:TextObject ", '<ofd:TextObject HScale="0.01" '),
        lambda one: re.sub(r'Size="[^"]*"', 'Size="0.2"', one),
        lambda one: one.replace("<ofd:TextCode", CLIP.format("0.01"), 1),
    ],
)
@pytest.mark.parametrize(("name", "text"), [("gross_amount", GROSS), ("number", NUMBER)])
def test_what_is_stated_by_name_is_read_on_a_page(name: str, text: str, change: Callable[[str], str]) -> None:
    assert ("hybrid-not-shown", name) in _codes(_with(text, change))


def test_a_text_that_is_cut_nowhere_and_one_of_any_layout_is_read() -> None:
    assert not _codes(_with(GROSS, lambda one: one.replace("<ofd:TextCode", CLIP.format("500"), 1)))
    for family in ("old", "digital-ordinary", "toll", "rail"):
        assert not _codes(read(ofd_specimen(12, family).data))


def test_figures_that_name_their_glyphs_are_told() -> None:
    named = (
        '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>28</ofd:Glyphs></ofd:CGTransform>'
    )
    assert _codes(_with(GROSS, lambda one: one.replace("<ofd:TextCode", named + "<ofd:TextCode", 1))) == {
        ("glyphs-named", "")
    }


@pytest.mark.parametrize(("said", "told"), [("此发票已作废", True), ("作废", True), ("手写作废无效", False)])
def test_a_text_or_note_that_calls_it_void_is_told(said: str, told: bool) -> None:
    code = f"<ofd:TextCode>{said}</ofd:TextCode>"
    text = f'<ofd:TextObject ID="9001" Boundary="20 5 60 10" Font="11" Size="8">{code}</ofd:TextObject>'
    on_page = _parts()
    on_page[PAGE] = on_page[PAGE].replace(b"</ofd:Layer>", text.encode() + b"</ofd:Layer>")
    noted = _parts()
    listed = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>"
    noted["Doc_0/Document.xml"] = noted["Doc_0/Document.xml"].replace(b"</ofd:Document>", listed.encode())
    inside = '<ofd:Page PageID="61"><ofd:FileLoc>Note.xml</ofd:FileLoc></ofd:Page>'
    noted["Doc_0/Annots/Annotations.xml"] = element("Annotations", inside).encode()
    look = f'<ofd:Annot ID="1" Type="Stamp"><ofd:Appearance Boundary="0 0 90 20">{text}</ofd:Appearance></ofd:Annot>'
    noted["Doc_0/Annots/Note.xml"] = element("PageAnnot", look).encode()
    for parts in (on_page, noted):
        assert (("says-not-owed", "") in _codes(_read(parts))) is told


def test_a_seal_over_a_value_is_told() -> None:
    box = re.search(r'Boundary="([^"]*)"', _object(GROSS))
    assert box is not None
    for place, told in ((box[1], {("text-not-visible", "gross_amount")}), ("90 5 30 20", set())):
        parts = _signed(_parts())
        parts[SIGNED] = parts[SIGNED].replace(b"90 5 30 20", place.encode())
        parts["Doc_0/Signs/Sign_0/SignedValue.dat"] = seal(parts[SIGNED])
        assert _codes(read(packed(parts))) == told


def test_parts_whose_names_differ_in_case_alone_are_one_on_many_disks() -> None:
    parts = _parts()
    assert _codes(_read({**parts, PAGE.lower(): parts[PAGE]})) == {("archive-ambiguous", "")}


def test_a_page_with_the_number_of_another_invoice_is_told() -> None:
    code = '<ofd:TextCode X="0" Y="3">发票号码:{}</ofd:TextCode>'
    text = f'<ofd:TextObject ID="9001" Boundary="20 20 180 10" Font="11" Size="3">{code}</ofd:TextObject>'
    for number, told in (("25440000000000000001", {("several-invoices", "")}), (NUMBER, set())):
        parts = _parts()
        layer = f'<ofd:Content><ofd:Layer ID="60">{text.format(number)}</ofd:Layer></ofd:Content>'
        parts["Doc_0/Pages/Page_9/Content.xml"] = element("Page", layer).encode()
        more = b'<ofd:Page ID="99" BaseLoc="Pages/Page_9/Content.xml"/></ofd:Pages>'
        parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(b"</ofd:Pages>", more)
        assert _codes(_read(parts)) == told


def test_colours_of_the_resources_of_a_page_count() -> None:
    parts, one = _parts(), _object(NUMBER)
    named = parts[PAGE].decode().replace("<ofd:Area>", "<ofd:PageRes>PageRes.xml</ofd:PageRes><ofd:Area>")
    parts[PAGE] = named.replace(one, one.replace("<ofd:TextObject ", '<ofd:TextObject DrawParam="950" ')).encode()
    white = '<ofd:DrawParam ID="950"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam>'
    parts["Doc_0/Pages/Page_0/PageRes.xml"] = element("Res", f"<ofd:DrawParams>{white}</ofd:DrawParams>").encode()
    assert ("hidden-text", "") in _codes(_read(parts))


def test_every_code_on_a_page_is_held_against_it() -> None:
    parts, other = _parts(), _parts(ofd_specimen(8, "digital-special").data)
    parts["Doc_0/Res/other.png"] = other["Doc_0/Res/qr.png"]
    media = (
        '<ofd:MultiMedia ID="91" Type="Image" Format="PNG"><ofd:MediaFile>other.png</ofd:MediaFile></ofd:MultiMedia>'
    )
    end = "</ofd:MultiMedias>"
    parts["Doc_0/DocumentRes.xml"] = parts["Doc_0/DocumentRes.xml"].decode().replace(end, media + end).encode()
    first = re.search(rb"<ofd:ImageObject[^>]*/>", parts[PAGE])
    assert first is not None
    parts[PAGE] = parts[PAGE].replace(first[0], first[0] + first[0].replace(b'"90"', b'"91"'))
    assert ("sources-differ", "number") in _codes(_read(parts))


def test_two_tags_of_one_total_may_not_point_at_two_figures() -> None:
    parts, name = _parts(), "Doc_0/Tags/CustomTag.xml"
    tags = parts[name].decode()
    tax = re.search(r"<ofd:TaxTotalAmount>(.*?)</ofd:TaxTotalAmount>", tags)
    assert tax is not None
    total = "<ofd:TaxInclusiveTotalAmount>"
    again = f"{total}{tax[1]}{total.replace('<', '</')}"
    parts[name] = tags.replace("<ofd:TaxTotalAmount>", again + "<ofd:TaxTotalAmount>").encode()
    assert ("element-repeated", "") in _codes(_read(parts))
