"""An e-invoice as XML that says two things at once."""

import re

import pytest

from bots.reading.any_file import read
from tests.bots.test_fapiao_xml import EDRM, _einvoice


def _findings(data: bytes) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, dict(one.evidence).get("element", "")) for one in read(data).findings]


@pytest.mark.parametrize(
    ("element", "other"),
    [
        ("TotalTax-includedAmount", "99106.00"),
        ("TotalAmWithoutTax", "99.99"),
        ("InvoiceNumber", "26502000000820463176"),
        ("SellerName", "另一公司"),
        ("SellerIdNum", "91500000FAKE7459XG"),
        ("SellerBankAccNum", "1"),
        ("IssueTime", "2026-03-02"),
    ],
)
@pytest.mark.parametrize("place", ["<Header>", "<BasicInformation>"])
def test_an_element_that_stands_twice_with_another_value_is_a_reject(element: str, other: str, place: str) -> None:
    data = _einvoice().replace(place.encode(), f"{place}<{element}>{other}</{element}>".encode(), 1)
    assert ("element-repeated", "reject", element) in _findings(data)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("InvoiceNo", "26502000000820463176"),
        ("NumberOfInvoice", "26502000000820463176"),
        ("AmountInFigures", "5.00"),
        ("Fare", "5.00"),
        ("TaxTotalAmount", "1.00"),
        ("BuyerTaxID", "91350100M000100Y43"),
        ("NameOfPurchaser", "另一公司"),
        ("SellerTaxID", "91350100M000100Y43"),
        ("DateOfIssue", "2026-03-02"),
    ],
)
def test_an_element_of_another_vocabulary_that_says_something_else_is_a_reject(element: str, value: str) -> None:
    added = f"</BasicInformation><X><{element}>{value}</{element}></X>"
    data = _einvoice().replace(b"</BasicInformation>", added.encode(), 1)
    assert ("element-repeated", "reject") in {found[:2] for found in _findings(data)}


def test_a_line_with_a_figure_of_another_vocabulary_is_a_reject() -> None:
    data = _einvoice().replace(b"<Amount>60.00", b"<AmountExcludingTax>9.00</AmountExcludingTax><Amount>60.00")
    assert ("element-repeated", "reject", "Amount") in _findings(data)


def test_when_the_invoice_was_asked_for_is_not_when_it_was_issued() -> None:
    data = re.sub(rb"<RequestTime>.*?<", b"<RequestTime>2026-02-27 09:00:00<", _einvoice())
    assert data != _einvoice()
    assert _findings(data) == []


def test_a_value_within_another_element_is_a_reject() -> None:
    data = re.sub(rb"<BuyerIdNum>(.*?)</BuyerIdNum>", rb"<BuyerIdNum><a>\1</a></BuyerIdNum>", _einvoice())
    assert ("element-nested", "reject", "BuyerIdNum") in _findings(data)


def test_the_same_said_twice_is_said_once() -> None:
    twice = (
        "<Header><TotalTax-includedAmount>106.000</TotalTax-includedAmount><IssueTime>2026-03-01 09:00:00</IssueTime>"
    )
    assert _findings(_einvoice().replace(b"<Header>", twice.encode())) == []


def test_a_line_that_says_two_amounts_is_a_reject() -> None:
    data = _einvoice().replace(b"<Amount>60.00", b"<Amount>9.00</Amount><Amount>60.00")
    assert ("element-repeated", "reject", "Amount") in _findings(data)


def test_remarks_may_stand_twice() -> None:
    data = _einvoice(remark="甲").replace(
        b"<AdditionalInformation>", "<AdditionalInformation><Remark>乙</Remark>".encode()
    )
    assert _findings(data) == []


@pytest.mark.parametrize(
    ("mark", "gross", "differs"),
    [("Y", "0.01", False), ("Y", "-0.01", True), ("N", "-0.01", False), ("N", "0.01", True), ("N", "0.00", False)],
)
def test_a_red_invoice_asks_for_nothing_and_a_blue_one_gives_nothing_back(mark: str, gross: str, differs: bool) -> None:
    found = _findings(_einvoice(blue=mark, gross=gross))
    assert (("colour-differs", "exception", "") in found) is differs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<TaxBureauSignature><SignatureValue>x</SignatureValue></TaxBureauSignature>", b""),
        (b"<SignatureValue>x</SignatureValue>", b"<SignatureValue> </SignatureValue>"),
    ],
)
def test_the_xml_of_the_tax_bureau_without_its_signature_goes_to_a_person(old: bytes, new: bytes) -> None:
    data = _einvoice()
    bare = data.replace(old, new)
    assert _findings(data) == []
    assert _findings(bare) == [("xml-unsigned", "exception", "")]
    assert _findings(bare.replace(b"<EInvoice>", b"<eInvoice>").replace(b"</EInvoice>", b"</eInvoice>")) == _findings(
        bare
    )


def test_that_no_signature_was_verified_is_told() -> None:
    for data in (_einvoice(), EDRM.format(code="050002100111").encode()):
        assert read(data).not_run == ("xml-signature",)
