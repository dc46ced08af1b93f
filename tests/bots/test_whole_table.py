"""Lines that contradict themselves or the net total are read as they stand, so that a rule finds it."""

from datetime import date

import pytest

from bots.checks import Context, check
from bots.reading.any_file import read
from contracts.reading import Reading
from tests.bots.pages import Page, drawn, pairs, rows, table

HEADS = {
    "de": ("Bezeichnung", "Menge", "Einzelpreis", "USt", "Gesamt"), "en": ("Description", "Qty", "Price", "VAT", "Amount"),
    "fr": ("Désignation", "Qté", "P.U. HT", "TVA", "Montant HT"), "it": ("Descrizione", "Quantità", "Prezzo", "IVA", "Importo"),
    "es": ("Descripción", "Cantidad", "Precio", "IVA", "Importe"), "nl": ("Omschrijving", "Aantal", "Prijs", "BTW", "Bedrag"),
}  # fmt: skip
SUMS = (("Nettobetrag", "1.050,00"), ("zzgl. 19 % USt", "199,50"), ("Rechnungsbetrag", "1.249,50 EUR"))
STEEL, SCREWS = (
    ("Stahl HEA 200", "10", "100,00", "19 %", "1.000,00"),
    ("Schrauben", "100", "0,50", "19 %", "50,00"),
)
Line = tuple[str, ...]


def _reading(*lines: Line, heads: Line = HEADS["de"], sums: tuple[tuple[str, str], ...] = SUMS) -> Reading:
    items = (
        *rows(50, 57, "Muster Stahl GmbH", "Hauptstr. 1", "80333 München", "USt-IdNr.: DE136695976"),
        *rows(150, 57, "Bau AG", "Ring 5", "10115 Berlin", "USt-IdNr.: DE129274202"),
        *pairs(150, 360, 460, ("Rechnungs-Nr.:", "2026-10042"), ("Rechnungsdatum:", "17.03.2026")),
        *table(290, (90, -330, -400, -470, -540), heads, *lines),
        *pairs(400, 380, -540, *sums),
    )
    return check(read(drawn(Page("", items, {}))), Context(date(2026, 11, 1)))


def _codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.findings if one.severity != "warn"]


@pytest.mark.parametrize("heads", HEADS.values(), ids=HEADS)
def test_a_quantity_that_does_not_give_the_amount_is_found(heads: Line) -> None:
    for wrong in (("Stahl HEA 200", "5", "100,00", "19 %", "1.000,00"), ("Stahl", "10", "10,00", "19 %", "1.000,00")):
        assert _codes(_reading(wrong, SCREWS, heads=heads))[:1] == ["line-mismatch"]


def test_so_it_is_where_there_is_one_line_only() -> None:
    assert _codes(_reading(("Stahl", "7", "100,00", "19 %", "1.050,00"))) == ["line-mismatch"]


def test_lines_that_do_not_add_up_to_the_net_are_found() -> None:
    assert "lines-mismatch" in _codes(_reading(STEEL, ("Schrauben", "100", "1,50", "19 %", "150,00")))
    behind = (("Zwischensumme", "1.150,00"), *SUMS)
    assert "lines-mismatch" in _codes(_reading(STEEL, ("Schrauben", "100", "1,50", "19 %", "150,00"), sums=behind))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("Schrauben", "100", "50,00", "19 %", "50,00"), {"price_base": "100"}),
        (("Schrauben 10 % Rabatt", "100", "0,5556", "", "50,00"), {"adjustment": "-5.5600"}),
        (("Schrauben", "100", "0,55", "5,00", "50,00"), {"adjustment": "-5.00"}),
    ],
    ids=["per-hundred", "percent", "amount"],
)
def test_what_a_discount_or_the_unit_of_the_price_explains_is_right(line: Line, told: dict[str, str]) -> None:
    reading = _reading(STEEL, line)
    assert _codes(reading) == []
    assert {name: getattr(reading.lines[1], name) for name in told} == told


@pytest.mark.parametrize(
    "lines",
    [
        (STEEL, SCREWS),
        (STEEL, ("Fracht", "", "", "19 %", "50,00")),
        (("Stahl", "10", "119,00", "19 %", "1.190,00"), ("Schrauben", "100", "0,595", "19 %", "59,50")),
        (STEEL, ("Zwischensumme", "", "", "", "1.000,00"), SCREWS),
        (("Stahl", "2 3", "100,00", "19 %", "1.050,00"),),
    ],
    ids=["plain", "without-quantity", "with-tax", "sum-so-far", "two-quantities"],
)
def test_what_nobody_can_call_wrong_is_accepted(lines: tuple[Line, ...]) -> None:
    assert _reading(*lines).verdict == "accept"
