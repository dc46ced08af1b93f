"""Bytes from strangers: whatever they are, the answer is a reading with a finding."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.samples import cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from bots.reading import xml_safe
from bots.reading.any_file import read
from tests.bots.specimens import SPEC


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def _textless_pdf() -> bytes:
    out = io.BytesIO()
    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def _locked_pdf() -> bytes:
    out = io.BytesIO()
    import pikepdf

    with pikepdf.open(io.BytesIO(plain_pdf(SPEC))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


HOSTILE = {
    "nothing": (b"", "empty-file"),
    "noise": (bytes(range(256)) * 40, "unknown-format"),
    "zip": (_zip("a.txt"), "unknown-format"),
    "ofd": (_zip("OFD.xml"), "xml-malformed"),
    "broken zip": (b"PK\x03\x04" + b"\x00" * 50, "unknown-format"),
    "image": (b"\x89PNG\r\n\x1a\n", "page-is-picture"),
    "fapiao": (b"<EInvoice><Header/></EInvoice>", "missing-field"),
    "other xml": (b"<a/>", "unknown-format"),
    "ubl name without namespace": (b"<Invoice/>", "unknown-format"),
    "document type": (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "xml-doctype"),
    "deep": (b"<a>" * 5000 + b"</a>" * 5000, "xml-too-deep"),
    "unclosed": (b"<a><b>", "xml-malformed"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', "xml-malformed"),
    "zero bytes": (b"<a>\x00</a>", "xml-malformed"),
    "pdf head only": (b"%PDF-1.7\n", "unreadable"),
    "pdf cut": (plain_pdf(SPEC)[:700], "unreadable"),
    "pdf without text": (_textless_pdf(), "unreadable"),
    "pdf locked": (_locked_pdf(), "encrypted"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_a_finding_and_never_accepted(name: str) -> None:
    data, code = HOSTILE[name]
    reading = read(data)
    assert code in {finding.code for finding in reading.findings}
    assert reading.verdict != "accept"
    assert reading.fields == {}
    assert reading.lines == ()


def test_xml_over_the_size_limit_is_refused_unparsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_safe, "MAX_BYTES", 100)
    assert [finding.code for finding in read(ubl_xml(SPEC)).findings] == ["xml-too-large"]


def test_xml_may_start_with_a_byte_order_mark_or_white_space() -> None:
    for head in (b"\xef\xbb\xbf", b"\n  "):
        assert read(head + ubl_xml(SPEC)).value("number") == SPEC.number


@pytest.mark.parametrize("cut", range(0, 3000, 271))
def test_a_truncated_pdf_is_never_a_traceback(cut: int) -> None:
    data = zugferd_pdf(SPEC)
    assert read(data[: len(data) - 1 - cut]).verdict in ("accept", "exception", "reject")


def test_missing_fields_are_findings_never_a_pass() -> None:
    empty = ubl_xml(SPEC).replace(b"<cbc:ID>RE-2026-0042</cbc:ID>", b"").replace(b"cbc:IssueDate", b"cbc:Other")
    missing = {dict(finding.evidence)["field"] for finding in read(empty).findings if finding.code == "missing-field"}
    assert missing == {"number", "issue_date"}
    assert read(empty).verdict == "reject"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"<", b"PK\x03\x04", b'<?xml version="1.0"?>']))
def test_random_bytes_are_never_a_traceback(noise: bytes, head: bytes) -> None:
    reading = read(head + noise)
    assert reading.verdict != "accept"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2500), st.binary(min_size=1, max_size=6), st.sampled_from([ubl_xml, cii_xml]))
def test_damaged_xml_is_never_a_traceback(place: int, damage: bytes, make: object) -> None:
    data = make(SPEC)  # type: ignore[operator]
    assert read(data[:place] + damage + data[place + len(damage) :]).bot_version


@pytest.mark.parametrize("cut", ["<!-- -->", "<?note?>"])
def test_a_comment_or_instruction_does_not_cut_a_value(cut: str) -> None:
    data = ubl_xml(SPEC).replace(b"RE-2026-0042<", f"RE-2026{cut}-0042<".encode())
    assert read(data).value("number") == "RE-2026-0042"


def test_text_beside_elements_is_refused_because_readers_take_different_parts_of_it() -> None:
    data = ubl_xml(SPEC).replace(b"RE-2026-0042<", b"RE-2026<b/>-0042<")
    assert [finding.code for finding in read(data).findings] == ["xml-mixed-content"]


@pytest.mark.parametrize("make", [ubl_xml, cii_xml])
def test_xml_that_states_neither_net_nor_parties_is_no_invoice(make: object) -> None:
    data = make(SPEC)  # type: ignore[operator]
    for name in (b"TaxExclusiveAmount", b"TaxBasisTotalAmount", b"AccountingSupplierParty", b"AccountingCustomerParty"):
        data = data.replace(name, b"Nothing")
    for name in (b"SellerTradeParty", b"BuyerTradeParty"):
        data = data.replace(name, b"Nothing")
    missing = [finding.evidence for finding in read(data).findings if finding.code == "missing-field"]
    assert missing == [(("field", name),) for name in ("net_amount", "seller_name", "buyer_name")]
    assert read(data).verdict == "reject"


def test_a_party_is_named_or_numbered() -> None:
    nameless = ubl_xml(SPEC).replace(b"RegistrationName", b"Nothing")
    assert read(nameless).verdict == "accept"
    assert read(nameless.replace(b"CompanyID", b"Nothing")).verdict == "reject"


EUR = b'currencyID="EUR"'
FOREIGN_TAX = b'<cac:TaxTotal><cbc:TaxAmount currencyID="PLN">9</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>'
BOOKS = b"<cbc:TaxCurrencyCode>PLN</cbc:TaxCurrencyCode>"


def _mixed(data: bytes) -> list[dict[str, str]]:
    return [dict(finding.evidence) for finding in read(data).findings if finding.code == "currency-mixed"]


def test_amounts_in_another_currency_than_the_invoice_are_rejected() -> None:
    for data in (ubl_xml(SPEC), cii_xml(SPEC)):
        assert _mixed(data) == []
        assert _mixed(data.replace(EUR, b'currencyID="JPY"')) == [{"currency": "EUR", "others": "JPY"}]
        assert read(data.replace(EUR, b'currencyID="JPY"')).verdict == "reject"


def test_the_tax_total_may_be_in_the_currency_of_the_books_too() -> None:
    twice = ubl_xml(SPEC).replace(b"<cac:LegalMonetaryTotal>", FOREIGN_TAX)
    assert _mixed(twice) == [{"currency": "EUR", "others": "PLN"}]
    allowed = twice.replace(b"<cac:OrderReference>", BOOKS + b"<cac:OrderReference>")
    assert (_mixed(allowed), read(allowed).value("tax_amount")) == ([], read(ubl_xml(SPEC)).value("tax_amount"))


def test_the_same_for_cross_industry_invoices() -> None:
    data = cii_xml(SPEC)
    end = data.index(b"</ram:TaxTotalAmount>") + len(b"</ram:TaxTotalAmount>")
    twice = data[:end] + b'<ram:TaxTotalAmount currencyID="PLN">9</ram:TaxTotalAmount>' + data[end:]
    assert _mixed(twice) == [{"currency": "EUR", "others": "PLN"}]
    code = b"<ram:TaxCurrencyCode>PLN</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>"
    allowed = twice.replace(b"<ram:InvoiceCurrencyCode>", code)
    assert (_mixed(allowed), read(allowed).value("tax_amount")) == ([], read(data).value("tax_amount"))


def test_tax_that_is_stated_in_the_currency_of_the_books_alone_is_not_taken_for_the_invoices() -> None:
    only = ubl_xml(SPEC).replace(b"<cac:OrderReference>", BOOKS + b"<cac:OrderReference>")
    tax = only.index(b"<cac:TaxTotal>")
    first = only.index(EUR, tax)
    only = only[:first] + b'currencyID="PLN"' + only[first + len(EUR) :]
    assert read(only).value("tax_amount") is None
