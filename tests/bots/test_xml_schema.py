"""What the schema of a format says: an element that stands twice shows programs two invoices."""

from collections.abc import Iterator

import pytest

from adapters.samples import cii_xml, ubl_xml
from bots import xml_schema
from bots.reader import InvoiceReader
from tests.bots.specimens import SPEC

UBL, CII = ubl_xml(SPEC).decode(), cii_xml(SPEC).decode()


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader() as warm:
        yield warm


def _twice(text: str, name: str) -> str:
    start, end = text.index(f"<{name}>"), text.index(f"</{name}>") + len(f"</{name}>")
    return text[:end] + text[start:end] + text[end:]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (CII, "ram:BuyerTradeParty"),
        (CII, "ram:SellerTradeParty"),
        (CII, "rsm:ExchangedDocument"),
        (CII, "ram:ID"),
        (CII, "ram:TypeCode"),
        (CII, "ram:BuyerOrderReferencedDocument"),
        (UBL, "cac:AccountingCustomerParty"),
        (UBL, "cac:OrderReference"),
        (UBL, "cac:PayeeFinancialAccount"),
    ],
)
def test_a_part_that_stands_twice_goes_to_a_person(reader: InvoiceReader, text: str, name: str) -> None:
    found = {one.code: one for one in reader.read(_twice(text, name).encode()).findings}
    assert found["schema-broken"].severity == "exception"
    assert name.partition(":")[2] in dict(found["schema-broken"].evidence)["text"]


@pytest.mark.parametrize("text", [UBL, CII], ids=["ubl", "cii"])
def test_values_are_left_to_the_rules(text: str) -> None:
    assert xml_schema.broken(text.replace("EUR", "XQX").partition("?>")[2]) == ()
    assert xml_schema.broken(text.replace(str(SPEC.gross), "much").partition("?>")[2]) == ()


def test_zugferd_1_has_no_rules_but_a_schema(reader: InvoiceReader) -> None:
    old = (
        CII.replace("CrossIndustryInvoice:100", "CrossIndustryDocument:invoice:1p0")
        .replace("urn:un:unece:uncefact:data:standard:CrossIndustryDocument", "urn:ferd:CrossIndustryDocument")
        .replace("rsm:CrossIndustryInvoice", "rsm:CrossIndustryDocument")
    )
    reading = reader.read(old.encode())
    assert reading.official_rules is None
    assert "schema-broken" in {one.code for one in reading.findings}


def test_other_formats_have_none() -> None:
    assert xml_schema.broken("<EInvoice/>") == ()
