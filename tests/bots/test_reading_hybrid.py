"""Hybrid invoices whose page and XML do not tell the same, or that carry more than one XML."""

import gzip
import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from adapters.samples import InvoiceSpec, cii_xml, plain_pdf
from bots.checks import Context, check
from bots.reading import hybrid, page_check, pdf_words
from bots.reading.any_file import read
from bots.reading.page_check import stands
from contracts.reading import Field, Finding
from tests.bots.specimens import MASTER, SPEC, TODAY

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
    assert [one["field"] for one in told][:3] == ["net_amount", "tax_amount", "gross_amount"]
    assert (told[2]["xml"], told[2]["page"]) == (str(SPEC.gross), str(page.gross))


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


def _told(page: InvoiceSpec | bytes, inside: bytes) -> set[tuple[str, str]]:
    """What is told of a page with this XML inside: the code, and the field that it names."""
    printed = page if isinstance(page, bytes) else plain_pdf(page)
    found = read(_with_files(printed, inside)).findings
    assert {one.severity for one in found} == {"exception"}
    return {(one.code, dict(one.evidence).get("field", "")) for one in found}


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (SPEC._replace(buyer=SPEC.buyer._replace(name="Anderer Kunde AG")), ("hybrid-not-shown", "buyer_name")),
        (SPEC._replace(seller=SPEC.seller._replace(name="Ganz Anders AG")), ("hybrid-not-shown", "seller_name")),
        (SPEC._replace(purchase_order="PO-2026-000777"), ("hybrid-differs", "purchase_order")),
    ],
)
def test_another_party_or_order_on_the_page_is_an_exception(page: InvoiceSpec, told: tuple[str, str]) -> None:
    assert told in _told(page, cii_xml(SPEC))


@pytest.mark.parametrize(
    ("stated", "shown", "differs"), [("380", "381", True), ("381", "381", False), ("380", "380", False)]
)
def test_a_page_that_gives_back_what_its_xml_asks_for_is_an_exception(stated: str, shown: str, differs: bool) -> None:
    drafts = [{"kind": Field(value=one, source="text", confidence=1)} for one in (stated, shown)]
    told = {dict(one.evidence)["field"] for one in page_check.other_kind(*drafts)}
    assert told == ({"kind"} if differs else set())


def test_lines_that_the_page_shows_otherwise_are_an_exception() -> None:
    first = SPEC.lines[0]
    other = first._replace(quantity=first.quantity / 2, unit_price=first.unit_price * 2)
    assert _told(SPEC._replace(lines=(other, *SPEC.lines[1:])), cii_xml(SPEC)) == {
        ("line-sources-differ", "quantity"),
        ("line-sources-differ", "unit_price"),
    }


def test_goods_of_which_the_page_shows_no_word_are_an_exception() -> None:
    other = SPEC._replace(lines=(SPEC.lines[0]._replace(description="Ganz etwas anderes"), *SPEC.lines[1:]))
    assert _told(other, cii_xml(SPEC)) == {("hybrid-not-shown", "line 1")}
    longer = SPEC._replace(lines=(SPEC.lines[0]._replace(description="Beam of steel, 12 m"), *SPEC.lines[1:]))
    assert read(_hybrid(longer, cii_xml(SPEC))).findings == ()


def test_what_is_to_be_paid_must_stand_on_the_page() -> None:
    due = f"<ram:DuePayableAmount>{SPEC.gross:.2f}".encode()
    assert due in cii_xml(SPEC)
    more = cii_xml(SPEC).replace(due, b"<ram:DuePayableAmount>99999.00")
    assert _told(SPEC, more) == {("hybrid-not-shown", "payable")}
    assert ("hybrid-differs", "payable") in _told(_printed_below("Zahlbetrag 690,00 EUR"), cii_xml(SPEC))
    same = f"Zahlbetrag {SPEC.gross:.2f} EUR".replace(".", ",")
    assert read(_with_files(_printed_below(same), cii_xml(SPEC))).findings == ()


def _printed_below(text: str) -> bytes:
    """The page of the invoice with one more row."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf(SPEC))) as document:
        page = document.pages[0]
        font = next(iter(page.resources["/Font"].keys()))
        page.contents_add(f"BT {font} 9 Tf 300 90 Td ({text}) Tj ET".encode())
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("place", ["note", "page", "utf-16", "gzip"])
def test_a_second_invoice_is_found_wherever_and_however_it_is_attached(place: str) -> None:
    other = cii_xml(SPEC._replace(number="RE-2026-0099"))
    if place == "utf-16":
        other = other.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_hybrid(SPEC, cii_xml(SPEC)))) as document:
        file = attachment(document, gzip.compress(other) if place == "gzip" else other, "more.bin")
        if place == "note":
            note = {"/Subtype": pikepdf.Name.FileAttachment, "/Rect": [0, 0, 9, 9], "/FS": file.obj}
            document.pages[0].obj["/Annots"] = [document.make_indirect(pikepdf.Dictionary(note))]
        elif place == "page":
            document.pages[0].obj["/AF"] = [file.obj]
        else:
            document.attachments["more.bin"] = file
        document.save(out)
    assert "several-embedded-invoices" in _codes(out.getvalue())


def test_packed_files_are_unpacked_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hybrid, "MAX_BYTES", 100)
    assert hybrid._unpacked(gzip.compress(b"x" * 100)) == b"x" * 100
    assert hybrid._unpacked(gzip.compress(b"x" * 1_000)) is None
    assert hybrid._unpacked(b"x" * 101) is None
    assert hybrid._unpacked(b"\x1f\x8bnoise") == b"\x1f\x8bnoise"


def test_text_that_is_too_small_to_be_read_is_none_of_the_page() -> None:
    page = SPEC._replace(lines=SPEC.lines[:1])
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf(page))) as document:
        font = next(iter(document.pages[0].resources["/Font"].keys()))
        document.pages[0].contents_add(f"BT {font} 1 Tf 60 40 Td ({SPEC.gross:.2f}) Tj ET".encode())
        document.save(out)
    told = _told(out.getvalue(), cii_xml(SPEC))
    assert ("hybrid-differs", "gross_amount") in told
    assert ("hidden-text", "") in told


def test_a_hybrid_whose_page_shows_neither_number_nor_total_was_not_compared() -> None:
    other = _with_files(_drawn("Please find enclosed our invoice."), cii_xml(SPEC))
    assert _one(read(other).findings, "hybrid-not-compared") == {}
    assert "hybrid-not-compared" in _codes(_with_files(_drawn(""), cii_xml(SPEC)))
    for shown in (f"Dear customer, see {SPEC.number}", f"in all {SPEC.gross}"):
        assert _codes(_with_files(_drawn(shown), cii_xml(SPEC))) == {"hybrid-not-shown"}
    other = _with_files(_drawn(f"Dear customer, see {SPEC.number} for 12.00"), cii_xml(SPEC))
    assert "gross_amount" in _not_shown(other)


def _not_shown(data: bytes) -> set[str]:
    return {dict(one.evidence)["field"] for one in read(data).findings if one.code == "hybrid-not-shown"}


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
    assert ("number" in _not_shown(data)) is found


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
    assert read(_pages(pdf_words.MAX_PAGES)).findings == ()
    reading = read(_pages(pdf_words.MAX_PAGES + 1))
    assert _one(reading.findings, "pages-left-out") == {"read": "50", "pages": "51"}
    assert reading.verdict == "exception"


def test_so_are_pages_after_too_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_words, "MAX_WORDS", 5)
    assert _one(read(_pages(2)).findings, "pages-left-out") == {"read": "1", "pages": "2"}


def test_so_are_attachments_beyond_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    two = _hybrid(SPEC, b"<order/>", cii_xml(SPEC))
    monkeypatch.setattr(hybrid, "MAX_ATTACHMENTS", 1)
    assert _one(read(two).findings, "attachments-left-out") == {"file": "invoice-1.xml"}
    monkeypatch.setattr(hybrid, "MAX_ATTACHMENTS", 2)
    assert read(two).findings == ()
    monkeypatch.setattr(hybrid, "MAX_BYTES", len(cii_xml(SPEC)) - 1)
    assert _one(read(two).findings, "attachments-left-out") == {"file": "invoice-1.xml"}


def test_a_portfolio_shows_another_file_than_its_pages() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_hybrid(SPEC, cii_xml(SPEC)))) as document:
        document.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection)
        document.save(out)
    assert _one(read(out.getvalue()).findings, "pdf-portfolio") == {}


def test_a_page_of_a_hybrid_that_says_it_was_paid_holds_what_is_to_be_paid() -> None:
    told = read(_with_files(_printed_below("Betrag bereits bezahlt"), cii_xml(SPEC)))
    assert [(one.code, one.severity) for one in told.findings] == [("said-paid", "warn")]
    assert check(told, Context(TODAY)).verdict == "accept"
    assert check(told, Context(TODAY, MASTER)).verdict == "exception"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Korrigierter Betrag: 9.999,00 EUR", "several-totals"),
        ("Rechnungsnummer: RE-2026-9999", "several-numbers"),
        ("Alle Preise in USD", "currency-unclear"),
        ("Vielen Dank, 9.999,00 Grüße", None),
    ],
)
def test_what_the_page_of_a_hybrid_names_beside_is_held_against_it(row: str, code: str | None) -> None:
    found = {one.code for one in read(_with_files(_printed_below(row), cii_xml(SPEC))).findings}
    assert found & {"several-totals", "several-numbers", "currency-unclear"} == ({code} if code else set())
