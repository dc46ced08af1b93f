"""A second invoice in one file never vanishes; several accounts are told."""

import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from adapters.samples import InvoiceSpec, cii_xml, plain_pdf
from adapters.specimens import mutations, pdf_changes
from adapters.specimens.files import pdf_specimen
from bots.reading.any_file import read
from bots.reading.layout import Word, sheet
from bots.reading.several import accounts, invoices
from contracts.reading import Field, Finding
from tests.bots.pages import Page, drawn, pairs, table
from tests.bots.specimens import SPEC
from tests.bots.test_reading_hybrid import attachment

OTHER = SPEC._replace(number="RE-2026-0077")


def _joined(*specs: InvoiceSpec) -> bytes:
    joined, out = pikepdf.new(), io.BytesIO()
    for spec in specs:
        with pikepdf.open(io.BytesIO(plain_pdf(spec))) as one:
            joined.pages.extend(one.pages)
    joined.save(out)
    return out.getvalue()


def _several(data: bytes) -> list[Finding]:
    return [one for one in read(data).findings if one.code == "several-invoices"]


def test_a_second_invoice_on_a_page_of_its_own_is_an_exception() -> None:
    (found,) = _several(_joined(SPEC, OTHER))
    assert found.severity == "exception"
    assert dict(found.evidence) == {"number": SPEC.number, "other": OTHER.number, "at": "2"}


def test_so_is_one_behind_a_hybrid() -> None:
    with pikepdf.open(io.BytesIO(_joined(SPEC, OTHER))) as document:
        document.attachments["factur-x.xml"] = attachment(document, cii_xml(SPEC), "factur-x.xml")
        out = io.BytesIO()
        document.save(out)
    assert len(_several(out.getvalue())) == 1


def test_the_same_invoice_on_two_pages_is_one() -> None:
    assert _several(_joined(SPEC, SPEC)) == []


def _page(*rows: tuple[int, str]) -> list[Word]:
    return [
        Word(text, number, 50.0 + 60 * at, 100.0 + 20 * row, 100.0 + 60 * at, 110.0 + 20 * row)
        for row, (number, line) in enumerate(rows)
        for at, text in enumerate(line.split())
    ]


def _fields(number: str, gross: str = "20.00") -> dict[str, Field]:
    told = {"number": number, "gross_amount": gross}
    return {name: Field(value=value, source="text", confidence=1, page=1) for name, value in told.items() if value}


def _codes(*rows: tuple[int, str], number: str = "A-1") -> list[str]:
    return [found.code for found in invoices(sheet(_page(*rows)), _fields(number))]


def test_a_page_that_only_names_another_invoice_is_none() -> None:
    first = (1, "Invoice number: A-1"), (1, "Invoice total: 20.00")
    named = (2, "Invoice number: B-2")
    assert _codes(*first, named) == []
    assert _codes(*first, named, (2, "Invoice total: 20.00"), (2, "to A-1")) == []
    assert _codes(*first, named, (2, "Invoice total: 20.00")) == ["several-invoices"]
    assert _codes(*first, named, (2, "Invoice total: 20.00"), number="") == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("Invoice total: 9.40",), True),
        (("Subtotal: 8.40", "VAT: 1.00", "Invoice total: 9.40", "of 20.00"), True),
        (("Invoice total: 9.40", "of 20.00"), False),
        (("Paid before: 10.60", "Amount due: 9.40"), False),
        (("Invoice total: 20.00",), False),
        (("Carried over: 9.40",), False),
    ],
)
def test_a_page_without_a_number_that_has_another_total_is_for_a_person(rows: tuple[str, ...], found: bool) -> None:
    first = (1, "Invoice number: A-1"), (1, "Invoice total: 20.00")
    assert _codes(*first, *((2, row) for row in rows)) == (["several-totals"] if found else [])


def _made(mutation: str, *, held_out: bool = False) -> set[str]:
    """What is found in a ticket, an older and a digital invoice that something was done to."""
    forged = [
        one
        for family in ("rail", "old", "digital-special")
        for one in mutations.mutants(7, family, "pdf", held_out=held_out)
        if one.mutation == mutation
    ]
    assert len(forged) == 3
    told = [{found.code for found in read(one.specimen.data).findings} for one in forged]
    assert all(found & {"several-invoices", "several-totals"} for found in told)
    return set.union(*told)


@pytest.mark.parametrize("mutation", ["second-total", "second-invoice", "second-european"])
def test_what_stands_behind_a_chinese_invoice_never_vanishes(mutation: str) -> None:
    _made(mutation)


def test_a_chinese_invoice_behind_a_european_one_never_vanishes() -> None:
    _made("european-first", held_out=True)
    seen = read(pdf_changes.followed(plain_pdf(SPEC), pdf_specimen(3, "rail").data))
    assert "several-invoices" in {found.code for found in seen.findings}


@pytest.mark.parametrize(("mutation", "held_out"), [("second-european", False), ("european-first", True)])
def test_nor_does_one_whose_number_and_total_stand_on_two_pages(mutation: str, held_out: bool) -> None:
    [forged] = [
        one for one in mutations.mutants(92003, "old-special", "pdf", held_out=held_out) if one.mutation == mutation
    ]
    assert "several-invoices" in {found.code for found in read(forged.specimen.data).findings}


def test_a_picture_behind_a_chinese_invoice_is_looked_at() -> None:
    canvas = Canvas(out := io.BytesIO())
    canvas.rect(72, 72, 300, 300, fill=1)
    canvas.save()
    seen = read(pdf_changes.followed(pdf_specimen(3, "digital-special").data, out.getvalue()))
    assert {dict(found.evidence).get("pages") for found in seen.findings if found.code == "page-is-picture"} == {"2"}


def test_several_accounts_are_told_and_one_is_not() -> None:
    one, other = "IBAN: DE89370400440532013000", "IBAN: FR1420041010050500013M02606"
    (found,) = accounts(sheet(_page((1, one), (1, other))))
    assert found.severity == "warn"
    assert accounts(sheet(_page((1, one), (1, one)))) == ()


@pytest.mark.parametrize(("title", "head"), [("Rechnung", "Nummer"), ("Invoice", "No."), ("Fattura", "Numero")])
def test_a_second_invoice_of_one_total_under_a_bare_head_is_told(title: str, head: str) -> None:
    joined, out = pikepdf.new(), io.BytesIO()
    for number in ("2026-10042", "2026-10043"):
        items = (
            (57.0, 160.0, title),
            *table(200, (57, 200), (head, "Datum"), (number, "17.03.2026")),
            *pairs(
                360, 380, -540, ("Nettobetrag", "1.000,00"), ("19 % USt", "190,00"), ("Rechnungsbetrag", "1.190,00")
            ),
        )
        joined.pages.extend(pikepdf.open(io.BytesIO(drawn(Page("", items, {})))).pages)
    joined.save(out)
    assert len(_several(out.getvalue())) == 1
