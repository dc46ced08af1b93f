"""Heads and totals in seven languages, arranged as programmes of today arrange them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from bots.reading.any_file import read
from tests.bots.pages import Item, Page, drawn, pairs, rows, table


class Words(NamedTuple):
    """How a language calls things, how it writes the 17th of March 2026 and a day in April, and its amounts."""

    title: str
    number: str
    day: str
    due: str
    written: tuple[str, str]
    sums: tuple[str, str, str]
    amounts: tuple[str, str, str]
    currency: str = "EUR"


COMMA = ("1.000,00", "200,00", "1.200,00")
LANGUAGES = {
    "de": Words("Rechnung", "Nummer", "Datum", "Fällig am", ("17. März 2026", "16. April 2026"),
                ("Gesamt netto", "MwSt. 20 %", "Endsumme"), COMMA),
    "de-short": Words("Rechnung", "Rg.-Nr.", "Rg.-Datum", "Fälligkeit", ("17.3.2026", "16.4.2026"),
                      ("Netto", "zzgl. 20 % MwSt", "Brutto"), COMMA),
    "en": Words("Sales Invoice", "Inv. No.", "Inv. Date", "Pay by", ("17-Mar-26", "16-Apr-26"),
                ("Goods", "VAT 20%", "Invoice Total"), ("1,000.00", "200.00", "1,200.00"), "GBP"),
    "fr": Words("Facture", "N° Facture", "Date facture", "Échéance", ("17.03.2026", "16.04.2026"),
                ("Total H.T.", "T.V.A. 20%", "Total T.T.C."), ("1 000,00", "200,00", "1 200,00")),
    "it": Words("Fattura", "Numero", "Data", "Scadenza", ("17-03-2026", "16-04-2026"),
                ("Totale merce", "Imposta 20%", "Totale da pagare"), COMMA),
    "it-heads": Words("Fattura", "Fattura n.", "Data", "Scadenza", ("17/03/2026", "16/04/2026"),
                      ("Imponibile", "I.V.A. 20%", "Totale fattura"), COMMA),
    "es": Words("Factura", "Número", "Fecha de expedición", "Vencimiento", ("17/03/2026", "16/04/2026"),
                ("Base", "I.V.A. 20%", "Total factura"), COMMA),
    "nl": Words("Factuur", "Nummer", "Datum", "Vervalt", ("17-03-2026", "16-04-2026"),
                ("Bedrag excl. BTW", "BTW-bedrag 20%", "Bedrag incl. BTW"), COMMA),
    "pl": Words("Faktura VAT", "Faktura VAT nr", "Data wystawienia", "Zaplata do", ("17 marca 2026", "16 kwietnia 2026"),
                ("Razem netto", "Kwota VAT", "Razem brutto"), ("1 000,00", "200,00", "1 200,00"), "PLN"),
}  # fmt: skip
NUMBER = "2026/0815"


def _heads_over_values(of: Words) -> Iterator[Item]:
    yield from table(215, (57, 200, 400), (of.number, of.day, of.due), (NUMBER, *of.written), step=14)


def _boxes(of: Words) -> Iterator[Item]:
    yield from table(215, (57, 200), (of.number, of.day), (NUMBER, of.written[0]), step=12)
    yield from table(245, (57, 200), ("Ref", of.due), ("K-10442", of.written[1]), step=12)


def _under_each_other(of: Words) -> Iterator[Item]:
    for top, label, value in ((180, of.number, NUMBER), (212, of.day, of.written[0]), (244, of.due, of.written[1])):
        yield from rows(top, 57, label, value)


def _beside(of: Words) -> Iterator[Item]:
    yield from pairs(205, 57, 190, (of.due, of.written[1]), (of.day, of.written[0]), (of.number, NUMBER))


ARRANGED = {one.__name__.strip("_"): one for one in (_heads_over_values, _boxes, _under_each_other, _beside)}


@pytest.mark.parametrize("arranged", ARRANGED.values(), ids=ARRANGED)
@pytest.mark.parametrize("of", LANGUAGES.values(), ids=LANGUAGES)
def test_heads_and_totals_are_read(of: Words, arranged: Callable[[Words], Iterator[Item]]) -> None:
    items = [
        *rows(50, 400, "Brandt Fittings", "Lindenweg 8", "04109 Leipzig"),
        (57, 160, of.title),
        *arranged(of),
        *pairs(400, 360, -540, *zip(of.sums, of.amounts, strict=True)),
        (57, 460, f"Ccy {of.currency}"),
    ]
    fields = read(drawn(Page("", tuple(items), {}))).fields
    truth = {"number": NUMBER, "issue_date": "2026-03-17", "currency": of.currency,
             "net_amount": "1000.00", "tax_amount": "200.00", "gross_amount": "1200.00"}  # fmt: skip
    assert {name: fields[name].value if name in fields else None for name in truth} == truth
    assert fields["issue_date"].confidence >= 0.85
    assert fields["number"].confidence >= 0.85


@pytest.mark.parametrize("total", ["Totale fattura 2.048,99", "Total factura 582,00", "Invoice 12,345.00"])
def test_a_total_is_no_number(total: str) -> None:
    assert "number" not in read(drawn(Page("", ((57, 60, "Brandt Fittings"), (57, 100, total)), {}))).fields


@pytest.mark.parametrize("apart", [" ", "\n"])
def test_a_tax_number_swallows_no_account(apart: str) -> None:
    """Ten figures behind two letters look like the beginning of an account."""
    text = f"VAT BE0403170701{apart}IBAN PL61 1090 1014 0000 0712 1981 2874"
    fields = read(drawn(Page("", tuple(rows(700, 57, *text.split("\n"))), {}))).fields
    assert fields["iban"].value == "PL61109010140000071219812874"
    assert fields["iban"].confidence >= 0.98


def test_a_list_of_days_under_a_bare_head_dates_no_invoice() -> None:
    listed = table(200, (57, 200), ("Number", "Date"), ("1001", "17/03/2026"), ("1002", "18/03/2026"), step=12)
    assert read(drawn(Page("", tuple(listed), {}))).fields["issue_date"].confidence < 0.85


def test_a_label_with_its_day_is_no_name() -> None:
    items = pairs(200, 57, 180, ("Cliente", "10442"), ("Fecha de pedido", "17/03/2026"))
    assert "buyer_name" not in read(drawn(Page("", tuple(items), {}))).fields
