"""Specimens are what they say they are: the same for a seed, with sums that add up and codes that can be read."""

import base64
import hashlib
import io
import re
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path
from random import Random

import pdfplumber
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from stdnum import iban
from stdnum.cn import uscc
from stdnum.eu import vat

from adapters.samples import PROFILES
from adapters.specimens.capitals import capitals
from adapters.specimens.changes import MUTATIONS
from adapters.specimens.chinese import FAMILIES, fapiao
from adapters.specimens.eu_files import cii_specimen, hybrid_specimen, page_specimen, ubl_specimen
from adapters.specimens.fapiao import modbus, umts
from adapters.specimens.files import ofd_specimen, pdf_specimen, xml_specimen
from adapters.specimens.mutations import mutants


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零圆整"), ("0.45", "肆角伍分"), ("0.09", "玖分"), ("10.00", "壹拾圆整"), ("35", "叁拾伍圆整"),
        ("100.09", "壹佰圆零玖分"), ("136.80", "壹佰叁拾陆圆捌角"), ("10005", "壹万零伍圆整"), ("100000", "壹拾万圆整"),
        ("1000500", "壹佰万零伍佰圆整"), ("100000000.01", "壹亿圆零壹分"), ("-8", "（负数）捌圆整"),
    ],
)  # fmt: skip
def test_capitals(amount: str, text: str) -> None:
    assert capitals(Decimal(amount)) == text


def test_checksums_of_codes() -> None:
    assert f"{umts(b'01,31,,26502000000391746258,8800.00,20260418,,'):04X}" == "D0EB"
    assert f"{modbus(b'01,51,,26509183740216593840,23.50,20260315,,'):04x}" == "271d"


@pytest.mark.parametrize("family", FAMILIES)
def test_fapiao_add_up_and_their_ids_are_valid(family: str) -> None:
    for seed in range(40):
        bill = fapiao(Random(seed), family)
        assert bill.gross == bill.net + bill.tax
        assert all(uscc.is_valid(party.tax_id) for party in (bill.seller, bill.buyer) if party.tax_id)
        for line in bill.lines:
            assert line.quantity is None or abs(line.quantity * (line.price or 0) - line.amount) <= Decimal("0.01")
            assert abs(line.amount * (line.rate or 0) / 100 - line.tax) <= Decimal("0.02")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("held_out", [False, True])
def test_a_page_states_its_truth_and_its_code_can_be_read(family: str, held_out: bool) -> None:
    for seed in (1, 2):
        specimen = pdf_specimen(seed, family, held_out=held_out)
        assert specimen.data == pdf_specimen(seed, family, held_out=held_out).data
        with pdfplumber.open(io.BytesIO(specimen.data)) as document:
            text = "".join(char["text"] for page in document.pages for char in page.chars)
        stated = unicodedata.normalize("NFKC", text)
        for name in ("number", "gross_amount", "buyer_tax_id"):
            assert specimen.fields.get(name, "") in stated
        with pypdfium2.PdfDocument(specimen.data) as document:
            codes = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
        assert [code.text for code in codes if specimen.fields["number"] in code.text]


def test_a_long_list_makes_further_pages() -> None:
    for family in ("old", "digital-special"):
        specimen = pdf_specimen(5, family, size=40)
        assert specimen.lines == 40
        with pypdfium2.PdfDocument(specimen.data) as document:
            assert len(document) > 1


@pytest.mark.parametrize("family", FAMILIES)
def test_an_ofd_file_has_the_digests_of_its_parts_and_tags_that_point_at_its_texts(family: str) -> None:
    for seed in range(4):
        specimen = ofd_specimen(seed, family)
        assert specimen.data == ofd_specimen(seed, family).data
        assert specimen.fields == pdf_specimen(seed, family).fields
        with zipfile.ZipFile(io.BytesIO(specimen.data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        signed = re.findall(
            r'FileRef="/([^"]+)"><ofd:CheckValue>([^<]+)<', parts["Doc_0/Signs/Sign_0/Signature.xml"].decode()
        )
        assert {name for name, _ in signed} == {name for name in parts if "/Signs/" not in name}
        for name, value in signed:
            assert base64.b64encode(hashlib.new("sm3", parts[name]).digest()).decode() == value
        tags = parts.get("Doc_0/Tags/CustomTag.xml", b"").decode()
        texts = dict(
            re.findall(
                r'TextObject ID="(\d+)".*?<ofd:TextCode[^>]*>(.*?)<', parts["Doc_0/Pages/Page_0/Content.xml"].decode()
            )
        )
        for named in re.findall(r"<ofd:InvoiceNo><ofd:ObjectRef PageRef=\"61\">(\d+)", tags):
            assert texts[named] in (specimen.fields["number"], "")  # empty: it is written as CDATA


def test_xml_says_the_same_as_the_page() -> None:
    for seed in range(10):
        specimen = xml_specimen(seed, "digital-special")
        text = specimen.data.decode()
        assert f"<InvoiceNumber>{specimen.fields['number']}<" in text
        assert f"<TotalTax-includedAmount>{specimen.fields['gross_amount']}<" in text
        assert text.count("<IssuItemInformation>") == specimen.lines == pdf_specimen(seed, "digital-special").lines


def test_european_specimens_have_valid_ids_and_say_the_same_in_every_form() -> None:
    for seed in range(30):
        ubl, cii, seen = ubl_specimen(seed), cii_specimen(seed), page_specimen(seed)
        assert ubl.data == ubl_specimen(seed).data
        assert ubl.fields == cii.fields
        assert vat.is_valid(ubl.fields["seller_tax_id"])
        assert iban.is_valid(ubl.fields["iban"])
        assert {name: ubl.fields[name] for name in seen.fields} == seen.fields


@pytest.mark.parametrize("profile", PROFILES)
def test_a_hybrid_has_its_xml_inside_and_claims_its_profile(profile: str) -> None:
    specimen = hybrid_specimen(3, profile=profile)
    with pikepdf.open(io.BytesIO(specimen.data)) as document:
        xml = document.attachments["factur-x.xml"].get_file().read_bytes()
        metadata = document.Root.Metadata.read_bytes().decode()
    assert xml == cii_specimen(3, profile=profile).data
    assert f'ConformanceLevel="{profile}"' in metadata


def test_who_can_find_a_forged_invoice_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "specimens.md").read_text("utf8")
    for mutation in MUTATIONS:
        said = {
            form: mutation.found_by.get(form, mutation.found_by[""]).replace("skip", "–")
            for form in ("pdf", "ofd", "xml")
        }
        name = mutation.name + (" (held out)" if mutation.held_out else "")
        assert f"| {name} | {said['pdf']} | {said['ofd']} | {said['xml']} |" in page


@pytest.mark.parametrize("form", ["pdf", "ofd"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_forged_invoice_differs_from_the_honest_one_and_keeps_its_truth(family: str, form: str) -> None:
    found = list(mutants(3, family, form))
    assert len({mutant.mutation for mutant in found}) == len(found) >= 6
    assert len({mutant.specimen.data for mutant in found}) == len(found)
    assert [mutant.specimen.data for mutant in found] == [mutant.specimen.data for mutant in mutants(3, family, form)]
