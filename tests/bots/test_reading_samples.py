"""What is drawn is read: every format gives back the invoice it was made from."""

import io
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256

import pytest
from reportlab.pdfgen.canvas import Canvas

from adapters.samples import InvoiceSpec, cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from bots.checks import Context, check
from bots.reading import any_file
from bots.reading.any_file import read
from bots.reading.xml_file import read_stated
from contracts.reading import Reading
from tests.bots.specimens import CHINESE, SPEC, TODAY

CHINESE_DOUBTS = {"fapiao-number-form", "rate-unknown", "tax-above-highest", "line-incomplete", "missing-field"}
FILES = {
    "ubl": (ubl_xml(SPEC), "ubl", SPEC),
    "cii": (cii_xml(SPEC), "cii", SPEC),
    "facturx": (zugferd_pdf(SPEC), "facturx", SPEC),
    "english page": (plain_pdf(SPEC, "en"), "pdf", SPEC),
    "german page": (plain_pdf(SPEC, "de"), "pdf", SPEC),
    "chinese page": (plain_pdf(CHINESE, "zh"), "pdf", CHINESE),
}


ENVELOPE = (
    b'<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">'
    b"<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>"
    b"%b</StandardBusinessDocument>"
)


@pytest.mark.parametrize("name", ["ubl", "cii"])
def test_in_the_envelope_of_peppol_an_invoice_is_read_and_judged_as_without(name: str) -> None:
    data, kind, spec = FILES[name]
    inner = data[data.index(b"?>") + 2 :]
    wrapped = ENVELOPE % inner
    for found in (read_stated(wrapped), any_file.read_stated(wrapped)):
        _same(found.bare(), spec)
        assert (found.format, found.file_sha256) == (kind, sha256(wrapped).hexdigest())
        assert found.root == read_stated(data).root
        assert "StandardBusiness" not in (found.document or "StandardBusiness")
    assert not read_stated(ENVELOPE % (inner + inner)).fields


def test_an_envelope_that_holds_or_names_another_document_is_left_to_a_person() -> None:
    data = FILES["ubl"][0]
    inner, head = data[data.index(b"?>") + 2 :], b"<HeaderVersion>1.0</HeaderVersion>"
    kind = b"<DocumentIdentification><Type>%b</Type></DocumentIdentification>"
    for more, is_read in ((inner, False), (kind % b"Order", False), (kind % b"Invoice", True)):
        assert bool(read_stated((ENVELOPE % inner).replace(head, head + more)).fields) is is_read


def _same(reading: Reading, spec: InvoiceSpec) -> None:
    assert reading.value("number") == spec.number
    assert reading.value("issue_date") == spec.issue_date
    assert reading.value("currency") == spec.currency
    assert reading.value("seller_tax_id") == spec.seller.tax_id
    assert reading.value("buyer_tax_id") == spec.buyer.tax_id
    assert reading.value("seller_name") == spec.seller.name
    assert reading.value("purchase_order") == spec.purchase_order
    totals = [Decimal(reading.value(name) or "0") for name in ("net_amount", "tax_amount", "gross_amount")]
    assert totals == [spec.net, spec.tax, spec.gross]
    figures = [
        (line.description, Decimal(line.quantity or "0"), Decimal(line.unit_price or "0")) for line in reading.lines
    ]
    assert figures == [(line.description, line.quantity, line.unit_price) for line in spec.lines]


@pytest.mark.parametrize("name", FILES)
def test_each_format_gives_back_its_invoice_and_is_accepted(name: str) -> None:
    data, kind, spec = FILES[name]
    reading = check(read(data), Context(TODAY))
    assert reading.format == kind
    _same(reading, spec)
    # A 发票 that has neither the tax bureau's number nor a Chinese rate is for a person, however well its sums hold.
    chinese = CHINESE_DOUBTS if spec is CHINESE else set()
    assert {(one.code, one.severity) for one in reading.findings} == {(code, "exception") for code in chinese}


def test_a_hybrid_read_by_its_page_alone_gives_the_same_from_text() -> None:
    reading = read(zugferd_pdf(SPEC), ignore_embedded=True)
    assert reading.format == "pdf"
    _same(reading, SPEC)
    assert {field.source for name, field in reading.fields.items() if name != "kind"} == {"text"}


def test_every_value_from_a_page_knows_its_page_and_box() -> None:
    fields = read(plain_pdf(SPEC)).fields
    number = fields["number"]
    assert number.page == 1
    assert number.box is not None
    x0, top, x1, bottom = number.box
    assert 0 <= x0 < x1 <= 596
    assert 0 <= top < bottom <= 842
    assert top < (fields["gross_amount"].box or (0, 0, 0, 0))[1]


def test_the_same_specification_gives_the_same_bytes() -> None:
    for make in (ubl_xml, cii_xml, plain_pdf, zugferd_pdf):
        assert make(SPEC) == make(SPEC)


def test_order_line_references_survive_in_xml() -> None:
    for make in (ubl_xml, cii_xml):
        assert [line.order_line for line in read(make(SPEC)).lines] == ["10", "20"]


def test_an_invoice_over_several_pages_is_read_whole() -> None:
    spec = SPEC._replace(lines=SPEC.lines * 30)
    reading = read(plain_pdf(spec))
    _same(reading, spec)
    assert (reading.fields["gross_amount"].page or 0) > 1


def test_a_guessed_total_is_for_a_person() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for row, text in enumerate(("Invoice number: RE-1", "Invoice date: 2026-03-17", "Total EUR 10.00 and EUR 12.00")):
        canvas.drawString(50, 700 - 20 * row, text)
    canvas.save()
    reading = read(out.getvalue())
    assert [(finding.code, finding.evidence[1]) for finding in reading.findings] == [
        ("low-confidence", ("field", "gross_amount"))
    ]
    assert reading.verdict == "exception"


def test_a_page_in_cny_that_calls_itself_fapiao_is_one_elsewhere_it_is_any_invoice() -> None:
    assert read(plain_pdf(CHINESE, "zh")).value("kind") == "发票"
    assert read(plain_pdf(SPEC, "zh")).value("kind") == "380"


@pytest.mark.parametrize("drawn", [ubl_xml, cii_xml])
@pytest.mark.parametrize(("word", "other"), [(b">true<", b">1<"), (b">false<", b">0<"), (b">true<", b"> true <")])
def test_both_words_for_true_and_false_say_the_same(
    drawn: Callable[[InvoiceSpec], bytes], word: bytes, other: bytes
) -> None:
    data = drawn(SPEC._replace(allowance=Decimal(10), charge=Decimal(5)))
    assert word in data
    one, same = read(data), read(data.replace(word, other))
    assert (one.fields, one.totals, one.taxes) == (same.fields, same.totals, same.taxes)
    assert one.taxes[0].items is not None
