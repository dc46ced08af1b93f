"""Hybrid invoices whose page and XML do not tell the same, or that carry more than one XML."""

import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from adapters.samples import InvoiceSpec, cii_xml, plain_pdf
from bots.reading import hybrid, pdf, read
from bots.reading.page_check import stands
from contracts.reading import Finding
from tests.bots.specimens import SPEC

OTHER_IBAN, OTHER_ID = "FR1420041010050500013M02606", "ATU13585627"


def _hybrid(page: InvoiceSpec, *inside: bytes) -> bytes:
    return _with_files(plain_pdf(page), *inside)


def _with_files(printed: bytes, *inside: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(printed)) as document:
        for index, content in enumerate(inside):
            name = f"invoice-{index}.xml"
            document.attachments[name] = attachment(document, content, name)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def attachment(document: pikepdf.Pdf, content: bytes, name: str) -> pikepdf.AttachedFileSpec:
    """An attached file."""
    return pikepdf.AttachedFileSpec(
        document, content, filename=name, description="", mime_type="text/xml", creation_date="", mod_date=""
    )


def _one(findings: tuple[Finding, ...], code: str) -> dict[str, str]:
    (found,) = [finding for finding in findings if finding.code == code]
    assert found.severity == "exception"
    return dict(found.evidence)


@pytest.mark.parametrize(
    ("field", "page"),
    [("number", SPEC._replace(number="RE-2026-9999")), ("issue_date", SPEC._replace(issue_date="2026-04-01"))],
)
def test_page_and_xml_that_differ_are_an_exception_with_both_values(field: str, page: InvoiceSpec) -> None:
    reading = read(_hybrid(page, cii_xml(SPEC)))
    evidence = _one(reading.findings, "hybrid-differs")
    assert evidence["field"] == field
    assert evidence["xml"] == getattr(SPEC, field)
    assert evidence["page"] == getattr(page, field)


def test_other_totals_on_the_page_are_an_exception() -> None:
    page = SPEC._replace(lines=SPEC.lines[:1])
    told = [dict(one.evidence) for one in read(_hybrid(page, cii_xml(SPEC))).findings]
    assert [one["field"] for one in told] == ["net_amount", "tax_amount", "gross_amount"]
    assert (told[-1]["xml"], told[-1]["page"]) == (str(SPEC.gross), str(page.gross))


@pytest.mark.parametrize(
    ("field", "page", "shown"),
    [
        ("iban", SPEC._replace(seller=SPEC.seller._replace(iban=OTHER_IBAN)), OTHER_IBAN),
        ("seller_tax_id", SPEC._replace(seller=SPEC.seller._replace(tax_id=OTHER_ID)), OTHER_ID),
        ("buyer_tax_id", SPEC._replace(buyer=SPEC.buyer._replace(tax_id=OTHER_ID)), OTHER_ID),
        ("currency", SPEC._replace(currency="USD"), "USD"),
    ],
)
def test_another_account_party_or_currency_on_the_page_is_an_exception(
    field: str, page: InvoiceSpec, shown: str
) -> None:
    evidence = _one(read(_hybrid(page, cii_xml(SPEC))).findings, "hybrid-differs")
    assert (evidence["field"], evidence["page"]) == (field, shown)


def test_a_number_that_is_only_a_part_of_what_the_page_shows_is_another() -> None:
    evidence = _one(read(_hybrid(SPEC, cii_xml(SPEC._replace(number="20")))).findings, "hybrid-differs")
    assert (evidence["xml"], evidence["page"]) == ("20", SPEC.number)


def test_a_value_stands_on_word_borders_whatever_the_spaces() -> None:
    assert stands("RE 12", "no. RE12.")
    assert stands("12", "(12)")
    assert not stands("12", "RE12 of 12.50, 112 and 3,12")


def test_a_hybrid_that_agrees_is_silent() -> None:
    assert read(_hybrid(SPEC, cii_xml(SPEC))).findings == ()


def _drawn(*pages: str) -> bytes:
    """A page for each text; one without text has a picture."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for text in pages:
        canvas.drawString(72, 700, text)
        if not text:
            canvas.rect(72, 72, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _codes(data: bytes) -> set[str]:
    return {finding.code for finding in read(data).findings}


def test_a_hybrid_whose_page_shows_neither_number_nor_total_was_not_compared() -> None:
    other = _with_files(_drawn("Please find enclosed our invoice."), cii_xml(SPEC))
    assert _one(read(other).findings, "hybrid-not-compared") == {}
    assert "hybrid-not-compared" in _codes(_with_files(_drawn(""), cii_xml(SPEC)))
    assert _codes(_with_files(_drawn(f"Dear customer, see {SPEC.number}"), cii_xml(SPEC))) == set()
    other = _with_files(_drawn(f"Dear customer, see {SPEC.number} for 12.00"), cii_xml(SPEC))
    assert _one(read(other).findings, "hybrid-total-not-shown") == {"xml": str(SPEC.gross)}


@pytest.mark.parametrize(
    ("stated", "printed", "found"),
    [
        ("RE-2026-0042", "RE-2026-0042", False),
        ("RE-2026-0043", "RE-2026-0042", True),
        ("00.123.456.7-2026-1", "policy 00.123.456.7", False),
        ("00.123.456.7-2026-1", "policy 00.123.456.7-2026-2", True),
        ("RE-2026-0042", "RE", True),
        ("RE-2026-0042", "RE-2026", True),
    ],
)
def test_the_page_shows_the_number_of_the_xml_or_that_of_its_contract(stated: str, printed: str, found: bool) -> None:
    data = _with_files(_drawn(f"{printed}: in all {SPEC.gross}"), cii_xml(SPEC._replace(number=stated)))
    assert _codes(data) == ({"hybrid-number-not-shown"} if found else set())


def test_a_picture_in_a_hybrid_is_looked_at() -> None:
    reading = read(_with_files(_drawn(f"Invoice number: {SPEC.number}", ""), cii_xml(SPEC)))
    assert _one(reading.findings, "page-is-picture") == {"pages": "2"}


def test_two_embedded_invoices_are_an_exception() -> None:
    reading = read(_hybrid(SPEC, cii_xml(SPEC), cii_xml(SPEC)))
    assert _one(reading.findings, "several-embedded-invoices")["files"] == "invoice-0.xml, invoice-1.xml"


def test_the_contents_of_an_attached_file_tell_what_it_is_not_its_name() -> None:
    with pikepdf.open(io.BytesIO(plain_pdf(SPEC))) as document:
        document.attachments["factur-x.dat"] = attachment(document, cii_xml(SPEC), "factur-x.dat")
        document.attachments["note.html"] = attachment(document, b"<!DOCTYPE html><p>", "note.html")
        out = io.BytesIO()
        document.save(out)
    reading = read(out.getvalue())
    assert (reading.format, reading.findings) == ("facturx", ())


def test_a_file_that_is_only_linked_is_looked_at_once() -> None:
    with pikepdf.open(io.BytesIO(plain_pdf(SPEC))) as document:
        document.Root.AF = pikepdf.Array([attachment(document, cii_xml(SPEC), "factur-x.xml").obj])
        out = io.BytesIO()
        document.save(out)
        document.attachments["factur-x.xml"] = attachment(document, cii_xml(SPEC), "factur-x.xml")
        both = io.BytesIO()
        document.save(both)
    for data in (out.getvalue(), both.getvalue()):
        reading = read(data)
        assert (reading.format, reading.findings) == ("facturx", ())


def test_other_xml_inside_is_ignored() -> None:
    reading = read(_hybrid(SPEC, b"<order/>"))
    assert reading.format == "pdf"
    assert reading.value("number") == SPEC.number


def test_embedded_xml_with_a_document_type_is_not_believed() -> None:
    reading = read(_hybrid(SPEC, b"<!DOCTYPE x []>" + cii_xml(SPEC).partition(b"?>")[2]))
    assert reading.format == "pdf"
    assert _one(reading.findings, "xml-doctype") == {"file": "invoice-0.xml"}


def _pages(count: int) -> bytes:
    with pikepdf.open(io.BytesIO(plain_pdf(SPEC))) as document:
        while len(document.pages) < count:
            document.add_blank_page()
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_pages_beyond_the_limit_are_told_because_the_real_total_may_stand_there() -> None:
    assert read(_pages(pdf.MAX_PAGES)).findings == ()
    reading = read(_pages(pdf.MAX_PAGES + 1))
    assert _one(reading.findings, "pages-left-out") == {"read": "50", "pages": "51"}
    assert reading.verdict == "exception"


def test_so_are_pages_after_too_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_WORDS", 5)
    assert _one(read(_pages(2)).findings, "pages-left-out") == {"read": "1", "pages": "2"}


def test_so_are_attachments_beyond_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    two = _hybrid(SPEC, b"<order/>", cii_xml(SPEC))
    monkeypatch.setattr(hybrid, "MAX_ATTACHMENTS", 1)
    assert _one(read(two).findings, "attachments-left-out") == {"file": "invoice-1.xml"}
    monkeypatch.setattr(hybrid, "MAX_ATTACHMENTS", 2)
    assert read(two).findings == ()
    monkeypatch.setattr(hybrid, "MAX_BYTES", len(cii_xml(SPEC)) - 1)
    assert _one(read(two).findings, "attachments-left-out") == {"file": "invoice-1.xml"}
