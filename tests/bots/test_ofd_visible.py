"""Text of an OFD page that nobody sees is not read; honest pages keep every character, also below a seal."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import pytest
from PIL import Image

from adapters.specimens.chinese import FAMILIES
from adapters.specimens.files import ofd_specimen
from bots.reading.any_file import read
from contracts.reading import Reading

PAGE, ROOT, DOCUMENT = "Doc_0/Pages/Page_0/Content.xml", "OFD.xml", "Doc_0/Document.xml"
SIGNATURES = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
WHITE = '<ofd:FillColor Value="255 255 255"/>'
SPECIMEN = ofd_specimen(12, "digital-special", size=1)
NUMBER, BUYER = SPECIMEN.fields["number"], SPECIMEN.fields["buyer_name"]


@cache
def _parts(family: str = "digital-special", seed: int = 12) -> Mapping[str, bytes]:
    """The parts of an invoice that nobody signed."""
    data = SPECIMEN.data if (family, seed) == ("digital-special", 12) else ofd_specimen(seed, family).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "/Signs/" not in name}
    return {**parts, ROOT: parts[ROOT].replace(SIGNATURES.encode(), b"")}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _object(text: str) -> str:
    """The text object of the page that says it."""
    objects = re.findall(r"<ofd:TextObject[^>]*>.*?</ofd:TextObject>", _parts()[PAGE].decode(), re.DOTALL)
    return str(next(one for one in objects if text in one))


def _with(text: str, new: str, more: str = "") -> Reading:
    """The invoice with the object of `text` written as `new`, and with `more` painted last."""
    page = _parts()[PAGE].decode().replace(_object(text), new).replace("</ofd:Layer>", more + "</ofd:Layer>")
    return read(_packed({**_parts(), PAGE: page.encode()}))


def _boundary(text: str) -> str:
    found = re.search(r'Boundary="([^"]*)"', _object(text))
    assert found
    return found[1]


def _over(boundary: str, more: str = 'Fill="true"', ink: str = WHITE) -> str:
    path = "<ofd:AbbreviatedData>M 0 0 L 200 0 L 200 20 L 0 20 C</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID="9998" Boundary="{boundary}" {more}>{ink}{path}</ofd:PathObject>'


def _hidden(reading: Reading) -> bool:
    return ("hidden-text", "exception") in {(one.code, one.severity) for one in reading.findings}


def test_honest_pages_keep_every_character() -> None:
    for family in FAMILIES:
        for seed in range(3):
            assert not _hidden(read(ofd_specimen(seed, family).data))


@pytest.mark.parametrize("value", [NUMBER, BUYER])
@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.replace("<ofd:TextObject ", '<ofd:TextObject Visible="false" '),
        lambda one: one.replace("<ofd:TextObject ", '<ofd:TextObject Alpha="0" '),
        lambda one: one.replace("<ofd:TextObject ", '<ofd:TextObject Fill="false" '),
        lambda one: one.replace("<ofd:TextCode", WHITE + "<ofd:TextCode", 1),
        lambda one: one.replace("<ofd:TextCode", '<ofd:FillColor Value="0 0 0" Alpha="9"/><ofd:TextCode', 1),
    ],
)
def test_text_without_ink_is_left_out_and_told(value: str, change: Callable[[str], str]) -> None:
    assert _hidden(_with(value, change(_object(value))))


def test_figures_beside_the_page_are_told_and_names_are_not_read() -> None:
    beside = {text: re.sub(r'Boundary="[\d.]+ ', 'Boundary="900 ', _object(text)) for text in (NUMBER, BUYER)}
    assert _hidden(_with(NUMBER, beside[NUMBER]))
    assert not _hidden(_with(BUYER, beside[BUYER]))
    assert not any(one.source == "text" for one in [_with(BUYER, beside[BUYER]).fields.get("buyer_name")] if one)


def test_what_is_painted_over_a_text_hides_it_and_what_lies_below_does_not() -> None:
    one, place = _object(BUYER), _boundary(BUYER)
    assert _hidden(_with(BUYER, one, _over(place)))
    assert _hidden(_with(BUYER, one, _over(place, 'Stroke="true" LineWidth="30"')))
    assert _hidden(_with(BUYER, one, f'<ofd:CompositeObject ID="9998" Boundary="{place}" ResourceID="3"/>'))
    assert not _hidden(_with(BUYER, _over(place) + one))
    assert not _hidden(_with(BUYER, one, _over(place, 'Fill="true" Alpha="60"')))
    assert not _hidden(_with(BUYER, one, _over(place, 'LineWidth="0.3"', "")))
    white = one.replace("<ofd:TextCode", WHITE + "<ofd:TextCode", 1)
    assert not _hidden(_with(BUYER, _over(place, ink='<ofd:FillColor Value="0 0 128"/>') + white))


@pytest.mark.parametrize(("mode", "hides"), [("RGB", True), ("RGBA", False)])
def test_an_image_over_a_text_hides_it_unless_it_is_clear(mode: str, hides: bool) -> None:
    out = io.BytesIO()
    Image.new(mode, (60, 30)).save(out, "PNG")
    more = f'<ofd:ImageObject ID="9997" Boundary="{_boundary(BUYER)}" ResourceID="91"/>'
    page = _parts()[PAGE].decode().replace("</ofd:Layer>", more + "</ofd:Layer>")
    media = '<ofd:MultiMedia ID="91" Type="Image"><ofd:MediaFile>seal.png</ofd:MediaFile></ofd:MultiMedia>'
    listed = _parts()["Doc_0/DocumentRes.xml"].decode().replace("</ofd:MultiMedias>", media + "</ofd:MultiMedias>")
    files = {PAGE: page.encode(), "Doc_0/DocumentRes.xml": listed.encode(), "Doc_0/Res/seal.png": out.getvalue()}
    assert _hidden(read(_packed({**_parts(), **files}))) == hides


def test_a_colour_of_drawing_parameters_is_the_ink_of_a_text() -> None:
    sets = f'<ofd:DrawParams><ofd:DrawParam ID="7" Relative="8"/><ofd:DrawParam ID="8">{WHITE}</ofd:DrawParam></ofd:DrawParams>'
    listed = _parts()["Doc_0/PublicRes.xml"].decode().replace("<ofd:Fonts>", sets + "<ofd:Fonts>")
    page = (
        _parts()[PAGE]
        .decode()
        .replace(_object(BUYER), _object(BUYER).replace("<ofd:TextObject ", '<ofd:TextObject DrawParam="7" '))
    )
    assert _hidden(read(_packed({**_parts(), "Doc_0/PublicRes.xml": listed.encode(), PAGE: page.encode()})))


@pytest.mark.parametrize(("note", "hides"), [("", True), (' Visible="false"', False)])
def test_a_note_over_the_page_hides_what_is_below(note: str, hides: bool) -> None:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    path = "<ofd:AbbreviatedData>M 0 0 L 300 0 L 300 300 L 0 300 C</ofd:AbbreviatedData>"
    paper = f'<ofd:PathObject ID="8" Boundary="0 0 300 300" Fill="true">{WHITE}{path}</ofd:PathObject>'
    look = f'<ofd:Appearance Boundary="0 0 300 300">{paper}</ofd:Appearance>'
    files = {
        DOCUMENT: _parts()[DOCUMENT].replace(
            b"</ofd:Document>", b"<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>"
        ),
        "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations {space}><ofd:Page PageID="61">'
        "<ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>".encode(),
        "Doc_0/Annots/Page_0/Annotation.xml": f'<ofd:PageAnnot {space}><ofd:Annot ID="7" Type="Stamp"{note}>{look}'
        "</ofd:Annot></ofd:PageAnnot>".encode(),
    }  # fmt: skip
    assert _hidden(read(_packed({**_parts(), **files}))) == hides


def test_another_version_and_a_second_root_of_the_document_are_told() -> None:
    version = (
        b'<ofd:Versions><ofd:Version ID="v2" Index="2" Current="true" BaseLoc="v2.xml"/></ofd:Versions></ofd:DocBody>'
    )
    for old, new in (
        (b"</ofd:DocBody>", version),
        (b"</ofd:DocRoot>", b"</ofd:DocRoot><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>"),
    ):
        reading = read(_packed({**_parts(), ROOT: _parts()[ROOT].replace(old, new)}))
        assert ("several-documents", "exception") in {(one.code, one.severity) for one in reading.findings}


def test_custom_data_that_stand_twice_and_differ_are_a_reject() -> None:
    twice = '</ofd:CustomDatas><ofd:CustomDatas><ofd:CustomData Name="发票号码">99999999999999999999</ofd:CustomData>'
    root = _parts()[ROOT].replace(b"</ofd:CustomDatas>", (twice + "</ofd:CustomDatas>").encode())
    reading = read(_packed({**_parts(), ROOT: root}))
    assert ("element-repeated", "reject") in {(one.code, one.severity) for one in reading.findings}


@pytest.mark.parametrize("family", ["old", "old-special"])
def test_the_code_on_the_page_counts_beside_the_one_that_is_attached(family: str) -> None:
    honest, other = _parts(family, 21), _parts(family, 61)
    assert "GraphCode" in honest["Doc_0/Attachs/original_invoice.xml"].decode()
    assert not {one.severity for one in read(_packed(honest)).findings} & {"reject", "exception"}
    swapped = {**honest, "Doc_0/Res/qr.png": other["Doc_0/Res/qr.png"]}
    assert ("sources-differ", "reject") in {(one.code, one.severity) for one in read(_packed(swapped)).findings}
