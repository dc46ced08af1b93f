"""Pages that lead astray: days of others, charges that are none, two sets of totals, a tax that the lines deny."""

import io

import pikepdf
import pytest

from bots.reading.any_file import read
from contracts.reading import Reading
from tests.bots.pages import Item, Page, drawn, pairs, rows, table

NUMBER = ("Rechnungs-Nr.:", "2026-10042")
SUMS = (("Nettobetrag", "1.050,00"), ("zzgl. 19 % USt", "199,50"), ("Rechnungsbetrag", "1.249,50"))
STEEL, SCREWS = (
    ("Stahl HEA 200", "10", "100,00", "19 %", "1.000,00"),
    ("Schrauben", "100", "0,50", "19 %", "50,00"),
)
PLACE_AND_DAY = (57, 260, "München, den 17.03.2026")


def _reading(
    head: list[Item],
    *extra: Item,
    lines: tuple[tuple[str, ...], ...] = (STEEL, SCREWS),
    sums: tuple[tuple[str, str], ...] = SUMS,
) -> Reading:
    items = (
        *rows(50, 57, "Muster Stahl GmbH", "Hauptstr. 1", "80333 München", "USt-IdNr.: DE136695976"),
        *rows(150, 57, "Bau AG", "Ring 5", "10115 Berlin", "USt-IdNr.: DE129274202"),
        *head,
        *table(290, (90, -330, -400, -470, -540), ("Bezeichnung", "Menge", "Einzelpreis", "USt", "Gesamt"), *lines),
        *pairs(360, 380, -540, *sums),
        *extra,
        (57, 780, "Alle Preise in EUR"),
    )
    return read(drawn(Page("", items, {})))


@pytest.mark.parametrize(
    "label",
    [
        "Liefer Datum:",
        "Bestellung - Datum:",
        "Leistung Datum:",
        "Fällig, Datum:",
        "Consegna - data:",
        "Commande - date :",
        "Entrega, fecha:",
        "Birth date:",
    ],
)
def test_a_bare_date_behind_the_word_for_another_day_is_that_day(label: str) -> None:
    day = _reading([*pairs(150, 360, 460, NUMBER, (label, "12.02.2026")), PLACE_AND_DAY]).fields["issue_date"]
    assert (day.value, day.confidence < 0.85) == ("2026-03-17", True)


def test_a_bare_date_beside_a_head_of_another_column_dates_the_invoice() -> None:
    day = _reading([*pairs(150, 360, 460, NUMBER), (57, 230, "Lieferanschrift"), (360, 230, "Datum: 17.03.2026")])
    assert day.fields["issue_date"].value == "2026-03-17"
    assert day.fields["issue_date"].confidence >= 0.98


@pytest.mark.parametrize(
    "head",
    [
        table(200, (57, 200, 330), ("Bestellung Nr.", "Datum", "Rechnungs-Nr."), ("4500017", "12.02.2026", "2026-10042")),
        (*pairs(150, 360, 460, NUMBER), *table(215, (57, 200), ("Nummer", "Datum"), ("A-4711", "12.02.2026"))),
        (*pairs(150, 360, 460, NUMBER), *table(215, (57, 200), ("Nr.", "Date"), ("LS-17", "12.02.2026"))),
    ],
    ids=["of-the-order", "beside-another-number", "beside-a-delivery-note"],
)  # fmt: skip
def test_a_bare_date_beside_the_number_of_something_else_dates_no_invoice(head: tuple[Item, ...]) -> None:
    day = _reading([*head, PLACE_AND_DAY]).fields["issue_date"]
    assert day.confidence < 0.85


@pytest.mark.parametrize(
    "heads", [("Rechnungs-Nr.", "Bestellung Nr.", "Datum"), ("Datum", "Bestellung Nr.", "Rechnungs-Nr.")]
)
def test_a_bare_date_in_one_row_with_the_number_dates_the_invoice(heads: tuple[str, ...]) -> None:
    values = {"Rechnungs-Nr.": "2026-10042", "Bestellung Nr.": "4500017", "Datum": "17.03.2026"}
    head = table(200, (57, 200, 330), heads, tuple(values[one] for one in heads))
    day = _reading([*head]).fields["issue_date"]
    assert (day.value, day.confidence) == ("2026-03-17", 0.9)


@pytest.mark.parametrize(
    "row",
    ["Lieferung frei Haus ab", "Versandkostenfrei ab", "Versicherungswert der Sendung", "darin enthaltene Fracht",
     "Free delivery over", "Port offert", "Shipping included"],
)  # fmt: skip
def test_what_is_free_or_included_is_no_charge(row: str) -> None:
    reading = _reading([*pairs(150, 360, 460, NUMBER)], lines=(STEEL,), sums=((row, "50,00"), *SUMS))
    assert reading.totals.charges is None
    assert reading.lines == ()


@pytest.mark.parametrize("row", ["Fracht", "Versandkosten", "Transport inkl. Verpackung"])
def test_a_charge_that_is_asked_for_is_one(row: str) -> None:
    reading = _reading([*pairs(150, 360, 460, NUMBER)], lines=(STEEL,), sums=((row, "50,00"), *SUMS))
    assert reading.totals.charges == "50.00"


def test_two_sets_of_totals_on_one_page_are_for_a_person() -> None:
    others = pairs(
        460, 57, 200, ("Nettobetrag", "10.000,00"), ("zzgl. 19 % USt", "1.900,00"), ("Rechnungsbetrag", "11.900,00")
    )
    reading = _reading([*pairs(150, 360, 460, NUMBER)], *others)
    assert "several-totals" in {one.code for one in reading.findings}


def test_a_tax_that_no_row_explains_is_held_against_the_rate_of_the_lines() -> None:
    sums = (("Nettobetrag", "1.050,00"), ("USt", "262,50"), ("Rechnungsbetrag", "1.312,50"))
    [group] = _reading([*pairs(150, 360, 460, NUMBER)], sums=sums).taxes
    assert (group.rate, group.tax, group.base) == ("19", "262.50", "1050.00")


def test_a_strength_in_percent_is_no_rate_of_the_tax() -> None:
    milk = table(
        290,
        (57, -330, -400, -540),
        ("Artikel", "Menge", "Preis", "Gesamt"),
        ("Milch 3,5 %", "10", "105,00", "1.050,00"),
    )
    sums = pairs(360, 380, -540, ("Nettobetrag", "1.050,00"), ("USt", "73,50"), ("Rechnungsbetrag", "1.123,50"))
    reading = read(drawn(Page("", (*milk, *sums), {})))
    assert (len(reading.lines), reading.taxes) == (1, ())


@pytest.mark.parametrize("text", ["Règlement : date de facture 30 jours", "Plafond par facture 12 000,00 EUR"])
def test_a_term_or_an_amount_behind_the_word_for_invoice_is_no_number(text: str) -> None:
    head = table(240, (57, 180), ("Numéro", "Date"), ("F-2026-42", "17/03/2026"))
    assert read(drawn(Page("", ((57, 210, text), *head), {}))).fields["number"].value == "F-2026-42"


def test_a_second_invoice_whose_number_stands_under_its_head_is_told_though_it_asks_for_the_same() -> None:
    joined, out = pikepdf.new(), io.BytesIO()
    for number in ("2026-10042", "2026-10043"):
        head = table(200, (57, 200), ("Rechnungsnummer", "Rechnungsdatum"), (number, "17.03.2026"))
        one = drawn(Page("", (*head, *pairs(360, 380, -540, *SUMS)), {}))
        joined.pages.extend(pikepdf.open(io.BytesIO(one)).pages)
    joined.save(out)
    assert "several-invoices" in {one.code for one in read(out.getvalue()).findings}


@pytest.mark.parametrize("issued", ["Ausgestellt am", "Issued on", "Émis le", "Emesso il", "Emitido el"])
def test_the_day_on_which_something_else_was_issued_is_none_of_the_invoice(issued: str) -> None:
    for other in ("Zertifikat EN 1090-2", "Angebot Nr. 17", "Certificate of origin", "Devis D-17"):
        reading = _reading([*pairs(150, 360, 460, NUMBER), *rows(230, 57, other, f"{issued} 12.02.2026")])
        assert reading.fields["issue_date"].confidence < 0.7


@pytest.mark.parametrize("issued", ["Ausgestellt am", "Issued on", "Émis le", "Emesso il", "Emitido el"])
def test_the_day_beside_the_number_or_under_the_title_is_that_of_the_invoice(issued: str) -> None:
    for place in (pairs(163, 360, 460, (issued, "17.03.2026")), rows(230, 57, "Rechnung", f"{issued} 17.03.2026")):
        day = _reading([*pairs(150, 360, 460, NUMBER), *place]).fields["issue_date"]
        assert (day.value, day.confidence) == ("2026-03-17", 0.98)


@pytest.mark.parametrize(
    "row",
    ["Acompte, facture 2025-17", "Anzahlung Rechnung 2025-17", "gemäß unserer Rechnung 2025-17", "Plafond par facture 950.00",
     "Advance invoice 2025-17", "as per invoice 2025-17", "Acconto, fattura 2025-17", "Storno der Rechnung Nr. 2025-17"],
)  # fmt: skip
def test_the_number_of_an_invoice_that_is_referred_to_is_none_of_its_own(row: str) -> None:
    assert "number" not in _reading([(57, 230, row)]).fields
    assert _reading([(57, 230, row), *pairs(150, 360, 460, NUMBER)]).fields["number"].value == "2026-10042"


@pytest.mark.parametrize("heads", [("Commande", "Date", "Numéro"), ("Numéro", "Date", "Commande")])
def test_the_number_stands_under_its_own_head(heads: tuple[str, ...]) -> None:
    values = {"Commande": "BC-17", "Date": "17/03/2026", "Numéro": "F-2026-42"}
    head = table(210, (57, 180, 300), heads, tuple(values[one] for one in heads))
    assert _reading([*head]).fields["number"].value == "F-2026-42"


def test_a_plain_number_behind_the_word_for_invoice_is_one_and_an_amount_is_none() -> None:
    assert _reading([(57, 230, "Facture F-2026-42")]).fields["number"].value == "F-2026-42"
    assert _reading([(57, 230, "Facture n° 2026.10")]).fields["number"].value == "2026.10"
    assert "number" not in _reading([(57, 230, "Facture 950.00")]).fields


def test_two_days_that_are_both_called_that_of_the_invoice_are_for_a_person() -> None:
    days = pairs(163, 360, 460, ("Rechnungsdatum:", "17.03.2026"), ("Rechnungsdatum:", "17.03.2025"))
    assert _reading([*pairs(150, 360, 460, NUMBER), *days]).fields["issue_date"].confidence < 0.7
