"""A second invoice in one file never vanishes; several accounts are told."""

import io

import pikepdf

from adapters.samples import InvoiceSpec, cii_xml, plain_pdf
from bots.reading.any_file import read
from bots.reading.layout import Word, sheet
from bots.reading.several import accounts, invoices
from contracts.reading import Finding
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


def test_a_page_that_only_names_another_invoice_is_none() -> None:
    first = (1, "Invoice number: A-1"), (1, "Invoice total: 20.00")
    named = (2, "Invoice number: B-2")
    assert invoices(sheet(_page(*first, named)), "A-1") == ()
    assert invoices(sheet(_page(*first, named, (2, "Invoice total: 9.40"), (2, "to A-1"))), "A-1") == ()
    assert len(invoices(sheet(_page(*first, named, (2, "Invoice total: 9.40"))), "A-1")) == 1
    assert invoices(sheet(_page(*first)), None) == ()


def test_several_accounts_are_told_and_one_is_not() -> None:
    one, other = "IBAN: DE89370400440532013000", "IBAN: FR1420041010050500013M02606"
    (found,) = accounts(sheet(_page((1, one), (1, other))))
    assert found.severity == "warn"
    assert accounts(sheet(_page((1, one), (1, one)))) == ()
