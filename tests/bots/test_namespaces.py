"""An invoice in XML holds the words of its format alone, so that readers, viewers and official rules see the same."""

import pytest

from adapters.samples import cii_xml, ubl_xml
from bots.reading.any_file import read
from tests.bots.specimens import SPEC

UBL, CII = ubl_xml(SPEC).decode(), cii_xml(SPEC).decode()
EXTENSION = """<ext:UBLExtensions xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2">
<ext:UBLExtension><ext:ExtensionContent><x:ID xmlns:x="urn:x">EVIL-1</x:ID></ext:ExtensionContent></ext:UBLExtension>
</ext:UBLExtensions>"""


def _before(text: str, element: str, added: str) -> bytes:
    assert element in text
    return text.replace(element, added + element, 1).encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_before(UBL, "<cbc:ID>", '<x:ID xmlns:x="urn:x">EVIL-1</x:ID>'), "{urn:x}ID"),
        (_before(UBL, "<cbc:ID>", "<cac:ID>EVIL-1</cac:ID>"), "CommonAggregateComponents-2}ID"),
        (_before(UBL, "<cbc:ID>", "<ID xmlns=''>EVIL-1</ID>"), "ID"),
        (_before(UBL, "<cbc:ID>", EXTENSION.replace("CommonExtension", "OtherExtension")), "}UBLExtensions"),
        (_before(CII, "<ram:ID>", '<x:ID xmlns:x="urn:x">EVIL-1</x:ID>'), "{urn:x}ID"),
        (_before(CII, "<ram:ID>", "<udt:ID>EVIL-1</udt:ID>"), "UnqualifiedDataType:100}ID"),
        (_before(CII, "<ram:ID>", "<rsm:ID>EVIL-1</rsm:ID>"), "CrossIndustryInvoice:100}ID"),
        (_before(CII, "</rsm:CrossIndustryInvoice>", "<ram:ID>EVIL-1</ram:ID>"), "Entity:100}ID"),
        (
            _before(
                CII,
                "<ram:ID>",
                '<x:ID xmlns:x="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:9">E</x:ID>',
            ),
            "}ID",
        ),
    ],
    ids=[
        "ubl",
        "ubl-wrong-part",
        "ubl-none",
        "ubl-no-extension",
        "cii",
        "cii-type",
        "cii-root",
        "cii-beside",
        "cii-version",
    ],
)
def test_an_element_of_another_vocabulary_is_a_reject(data: bytes, name: str) -> None:
    (found,) = [one for one in read(data).findings if one.code == "foreign-elements"]
    assert found.severity == "reject"
    assert name in dict(found.evidence)["names"]


def test_extensions_of_ubl_are_allowed_and_not_read() -> None:
    reading = read(_before(UBL, "<cbc:CustomizationID>", EXTENSION))
    assert reading.value("number") == SPEC.number
    assert reading.findings == ()


@pytest.mark.parametrize("text", [UBL, CII], ids=["ubl", "cii"])
def test_an_honest_document_has_none(text: str) -> None:
    assert read(text.encode()).findings == ()
