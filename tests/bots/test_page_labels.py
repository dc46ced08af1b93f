"""Further ways in which heads and totals are labelled, a few lines each."""

import pytest

from bots.reading.any_file import read
from tests.bots.pages import Item, Page, drawn, pairs, rows, table

PAGES: list[Page] = []


def _page(name: str, *items: Item, **truth: str) -> None:
    PAGES.append(Page(name, items, truth))


_page(
    "prefix",
    *rows(
        50, 57, "Rechnung Nr.: RG 2026-0815", "Rechnungsdatum: 17.03.26", "Leistungsdatum: 16.03.26", "Kundennr.: 4711"
    ),
    *pairs(200, 57, -300, ("Nettowert", "1.000,00"), ("19,00% MwSt", "190,00"), ("Endbetrag", "1.190,00 EUR")),
    (57, 700, "UStIdNr DE136695976"),
    number="RG 2026-0815",
    issue_date="2026-03-17",
    gross_amount="1190.00",
    seller_tax_id="DE136695976",
)
_page(
    "gesamt",
    *pairs(50, 57, 200, ("Rechnungsnummer", "2026/0042"), ("Belegdatum", "17.03.2026"), ("Valutadatum", "20.03.2026")),
    *pairs(200, 57, -300, ("Summe", "100,00 €"), ("USt. 20%", "20,00 €"), ("Gesamt", "120,00 €")),
    (57, 300, "ATU13585627"),
    number="2026/0042",
    issue_date="2026-03-17",
    gross_amount="120.00",
    seller_tax_id="ATU13585627",
)
_page(
    "amount-payable",
    (57, 50, "Invoice # 10-2233"),
    (57, 62, "Date: March 17, 2026"),
    *pairs(200, 57, -300, ("Net", "$1,000.00"), ("VAT @ 20%", "$200.00"), ("Amount Payable", "$1,200.00")),
    number="10-2233",
    issue_date="2026-03-17",
    gross_amount="1200.00",
)
_page(
    "bare-head",
    *table(50, (57, 150, 250), ("Invoice", "Date", "Customer"), ("SI-4455", "17/03/2026", "ACME01")),
    *pairs(200, 57, -300, ("Goods total", "1,000.00"), ("VAT", "200.00"), ("Total GBP", "1,200.00")),
    number="SI-4455",
    issue_date="2026-03-17",
    gross_amount="1200.00",
    currency="GBP",
)
_page(
    "heads-in-the-middle",
    *table(50, (57, 150, 260, 355, 430), ("Klant", "Order", "Factuur datum", "Factuur", "Vervaldatum")),
    *table(62, (57, 150, 265, 335, 435), ("SCONL0303", "SC0444", "17-3-2026", "VF1005193039", "31-3-2026")),
    *pairs(200, 57, -300, ("Grondslag", "41,31"), ("BTW 21 %", "8,68"), ("Factuur totaal EUR", "49,99")),
    number="VF1005193039",
    issue_date="2026-03-17",
    gross_amount="49.99",
)
_page(
    "taxable-date",
    *rows(50, 300, "Taxable invoice num.: FV20260001", "Date of exposure taxable invoice: March 17, 2026"),
    *rows(74, 300, "Due date: March 31, 2026", "Taxable date: March 9, 2026"),
    *rows(50, 57, "Provider", "Brno Tools s.r.o.", "Kotlarska 5", "60200 Brno"),
    *table(200, (57, 120, 200, 300), ("VAT rate", "Tax", "Without VAT", "With VAT")),
    *table(213, (57, 120, 200, 300), ("21.00%", "€21.00", "€100.00", "€121.00")),
    (300, 240, "Total with tax: €121.00"),
    number="FV20260001",
    issue_date="2026-03-17",
    net_amount="100.00",
    tax_amount="21.00",
    gross_amount="121.00",
    seller_name="Brno Tools s.r.o.",
)
_page(
    "facture-n-head",
    *table(50, (57, 180, 300), ("Facture n°", "Date de facture", "Commande n°")),
    *table(63, (57, 180, 300), ("R2025-06-92448", "17/03/2026", "PO-2026-002451")),
    *pairs(200, 57, -300, ("Total HT", "1 000,00 €"), ("TVA 20 %", "200,00 €"), ("Total TTC", "1 200,00 €")),
    number="R2025-06-92448",
    issue_date="2026-03-17",
    gross_amount="1200.00",
)
_page(
    "facture-du",
    (57, 50, "FACTURE N° 2026-118 du 17 mars 2026"),
    *pairs(200, 57, -300, ("Total H.T.", "1 000,00"), ("T.V.A. 20,00 %", "200,00"), ("Total T.T.C.", "1 200,00 €")),
    (57, 300, "N° de TVA : FR 83 404833048"),
    number="2026-118",
    issue_date="2026-03-17",
    gross_amount="1200.00",
    net_amount="1000.00",
    seller_tax_id="FR83404833048",
)
_page(
    "deux-points",
    *pairs(50, 57, 200, ("Facture n° :", "FA0042"), ("Date :", "17/03/2026"), ("Date d'échéance :", "17/04/2026")),
    *pairs(200, 57, -300, ("Sous-total HT", "1 000,00 €"), ("TVA", "200,00 €"), ("Montant total TTC", "1 200,00 €")),
    number="FA0042",
    issue_date="2026-03-17",
    gross_amount="1200.00",
    net_amount="1000.00",
)
_page(
    "gutschrift",
    (57, 50, "Gutschrift Nr. GS-77 vom 17.03.2026"),
    (57, 64, "zu Rechnung RE-11 vom 01.03.2026"),
    *pairs(200, 57, -300, ("Nettobetrag", "-100,00"), ("19% USt", "-19,00"), ("Gesamtbetrag", "-119,00 EUR")),
    number="GS-77",
    issue_date="2026-03-17",
    gross_amount="-119.00",
    kind="381",
)
_page(
    "document-number",
    *pairs(
        50, 57, 200, ("Document Number:", "90071234"), ("Document Date:", "17.03.2026"), ("PO Number:", "4500012345")
    ),
    *pairs(200, 57, -300, ("Items total", "500.00"), ("Tax", "95.00"), ("Final amount", "595.00 EUR")),
    number="90071234",
    issue_date="2026-03-17",
    gross_amount="595.00",
    purchase_order="4500012345",
)
_page(
    "title-over-nr",
    (57, 50, "Rechnung"),
    *pairs(64, 57, 160, ("Nr.", "20260317"), ("Datum", "17.03.2026")),
    *pairs(
        200, 57, -300, ("Zwischensumme", "100,00 €"), ("19 % Mehrwertsteuer", "19,00 €"), ("Gesamtsumme", "119,00 €")
    ),
    number="20260317",
    issue_date="2026-03-17",
    gross_amount="119.00",
)
_page(
    "reference",
    *pairs(
        50, 57, 200, ("Invoice reference", "INV/26/9"), ("Issued on", "17 March 2026"), ("Payment due", "16 April 2026")
    ),
    *pairs(
        200, 57, -300, ("Subtotal excl. VAT", "€1,000.00"), ("VAT 21%", "€210.00"), ("Total incl. VAT", "€1,210.00")
    ),
    number="INV/26/9",
    issue_date="2026-03-17",
    gross_amount="1210.00",
    net_amount="1000.00",
)
_page(
    "colonnes",
    *table(
        50,
        (57, 150, 250, 350),
        ("N° facture", "Date facture", "Échéance", "Réf. client"),
        ("F26-001", "17/03/2026", "16/04/2026", "C12"),
        step=13,
    ),
    *pairs(200, 57, -300, ("Net HT", "1.000,00"), ("TVA 20%", "200,00"), ("TTC", "1.200,00")),
    number="F26-001",
    issue_date="2026-03-17",
    gross_amount="1200.00",
)
_page(
    "place-and-date",
    *rows(50, 57, "Rechnung-Nr. 4711", "München, den 17.03.2026"),
    *pairs(
        200, 57, -300, ("Summe netto", "1.000,00 EUR"), ("MwSt 19 %", "190,00 EUR"), ("Summe brutto", "1.190,00 EUR")
    ),
    number="4711",
    issue_date="2026-03-17",
    gross_amount="1190.00",
)
_page(
    "beleg",
    *pairs(50, 57, 200, ("Beleg-Nr.", "B-99"), ("Belegdatum", "17.03.2026")),
    *pairs(
        200,
        57,
        -300,
        ("Warenwert netto", "1.000,00 EUR"),
        ("+ 19% USt.", "190,00 EUR"),
        ("Rechnungs-Endbetrag", "1.190,00 EUR"),
    ),
    number="B-99",
    issue_date="2026-03-17",
    gross_amount="1190.00",
)
_page(
    "emise",
    (57, 50, "Facture n°: 2026/03/17-A"),
    (57, 62, "Émise le 17/03/2026"),
    *pairs(
        200, 57, -300, ("Montant HT", "1 000,00 €"), ("Montant TVA (20%)", "200,00 €"), ("Montant TTC", "1 200,00 €")
    ),
    number="2026/03/17-A",
    issue_date="2026-03-17",
    gross_amount="1200.00",
)
_page(
    "storno",
    *pairs(50, 300, -520, ("Datum:", "17.03.2026"), ("Rechnungsnr.:", "R042/26")),
    (57, 100, "Stornorechnung Nr. R042/26 zu RE-2025-0815"),
    *pairs(
        200,
        57,
        -300,
        ("Zwischensumme (Netto):", "1.000,00 EUR"),
        ("Gesamtzuschlag:", "12,50 EUR"),
        ("Gesamtbetrag (Netto):", "1.012,50 EUR"),
        ("Umsatzsteuer 7 %:", "7,00 EUR"),
        ("Umsatzsteuer 19 %:", "173,38 EUR"),
        ("Umsatzsteuer gesamt:", "180,38 EUR"),
        ("Gesamtbetrag (Brutto):", "1.192,88 EUR"),
        ("Zahlbetrag:", "1.192,88 EUR"),
    ),
    (57, 400, "Stornorechnung zu Rechnung RE-2025-0815 vom 01.12.2025. Keine Zahlung zu leisten."),
    number="R042/26",
    original_number="RE-2025-0815",
    kind="381",
    issue_date="2026-03-17",
    net_amount="1012.50",
    tax_amount="180.38",
    gross_amount="1192.88",
)
_page(
    "previous-invoices",
    *pairs(50, 57, 150, ("Invoice date:", "17.3.2026"), ("Currency", "EUR")),
    *rows(50, 300, "Previous invoices:", "Invoice number: PIR1234567890", "Invoice date: 4.2.2026"),
    *pairs(200, 57, -300, ("Grand total net", "1.000,00"), ("VAT 19%", "190,00"), ("Grand total gross", "1.190,00")),
    issue_date="2026-03-17",
    gross_amount="1190.00",
)
_page(
    "day-beside-the-number",
    *table(
        50, (57, 160, 300), ("Rechnung Nr.", "Datum", "Fällig am"), ("R-2026-0042", "2. März 2026", "1. April 2026")
    ),
    *pairs(200, 57, -300, ("Nettobetrag", "1.000,00"), ("MwSt. 19 %", "190,00"), ("Gesamtbetrag", "1.190,00 EUR")),
    number="R-2026-0042",
    issue_date="2026-03-02",
)
_page(
    "document-date-head",
    *table(50, (57, 160, 300), ("Belegnummer", "Belegdatum", "Kunde"), ("R-2026-0042", "02.03.2026", "4711")),
    *pairs(200, 57, -300, ("Nettobetrag", "1.000,00"), ("MwSt. 19 %", "190,00"), ("Gesamtbetrag", "1.190,00 EUR")),
    issue_date="2026-03-02",
)
_page(
    "date-of-issue",
    *pairs(50, 57, 150, ("Invoice No:", "R-2026-0042"), ("Date of issue:", "23/03/2026"), ("Due:", "22/04/2026")),
    *pairs(200, 57, -300, ("Net amount", "1,000.00"), ("VAT 20%", "200.00"), ("Total incl. VAT", "1,200.00 GBP")),
    issue_date="2026-03-23",
)


@pytest.mark.parametrize(
    "table_of",
    [
        (("Invoice", "Date", "Amount"), ("A-1", "04.02.2026", "5.00"), ("A-2", "09.02.2026", "6.00")),
        (("Work", "Date", "Hours"), ("digging", "04.02.2026", "5")),
    ],
    ids=["a list of several", "beside no number"],
)
def test_a_bare_date_head_speaks_for_the_invoice_only_beside_its_number(table_of: tuple[tuple[str, ...], ...]) -> None:
    items = (*table(50, (57, 160, 300), *table_of), (57, 300, "Total incl. VAT 1,200.00 EUR"))
    found = read(drawn(Page("list", items, {}))).fields.get("issue_date")
    assert found is None or found.confidence < 0.9


def test_nor_below_a_head_of_earlier_invoices() -> None:
    items = (
        (57, 40, "Previous invoices"),
        *table(60, (57, 160), ("Invoice No.", "Date"), ("A-1", "04.02.2026")),
        (57, 300, "Total incl. VAT 1,200.00 EUR"),
    )
    found = read(drawn(Page("earlier", items, {}))).fields.get("issue_date")
    assert found is None or found.confidence < 0.9


def test_numbers_of_other_invoices_and_dates_are_no_numbers() -> None:
    [earlier] = [page for page in PAGES if page.name == "previous-invoices"]
    assert "number" not in read(drawn(earlier)).fields
    dated = Page("dated", ((57, 50, "Date de la facture: 13.4.2018"), (57, 70, "Total TTC 10,00 EUR")), {})
    assert "number" not in read(drawn(dated)).fields


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_values_are_found_by_their_labels(page: Page) -> None:
    fields = read(drawn(page)).fields
    assert {name: fields[name].value if name in fields else None for name in page.truth} == page.truth


def test_the_account_that_is_debited_is_the_buyers() -> None:
    """Under a head of direct debit, or in a sentence that says so; the seller's own stands beside it."""
    theirs, own = "DE89370400440532013000", "DE02120300000000202051"
    under = (*rows(50, 57, "Lastschrift", "Mandatsreferenznr.: M-1"), (57, 90, "IBAN:"), (150, 90, theirs))
    said = ((57, 90, f"Der Betrag wird von Ihrem Konto {theirs} abgebucht."),)
    beside = ((300, 50, "Überweisung"), (300, 90, "IBAN:"), (400, 90, own))
    assert "iban" not in read(drawn(Page("debit", under, {}))).fields
    assert "iban" not in read(drawn(Page("sentence", said, {}))).fields
    assert read(drawn(Page("both", (*under, *beside), {}))).fields["iban"].value == own


def test_parties_are_named_beside_their_labels_also_over_two_lines() -> None:
    """As the official picture of an XRechnung shows them."""
    page = (
        (47, 142, "Informationen zum Käufer"), (322, 142, "Informationen zum Verkäufer"),
        (55, 184, "Leitweg-ID:"), (190, 178, "04011000-12345-"), (190, 190, "03"),
        (55, 217, "Name:"), (190, 217, "Beispielkunde"),
        (330, 214, "Firmenname:"), (465, 208, "Produktionsbolaget"), (465, 220, "Sverige AB"),
        (55, 250, "Straße:"), (190, 250, "Weg 1"), (330, 250, "Straße:"), (465, 250, "Gasse 2"),
    )  # fmt: skip
    fields = read(drawn(Page("labelled", page, {}))).fields
    assert (fields["buyer_name"].value, fields["seller_name"].value) == (
        "Beispielkunde",
        "Produktionsbolaget Sverige AB",
    )
    assert fields["seller_name"].confidence < 0.98 <= fields["buyer_name"].confidence


def _sold(*rows_of: tuple[str, ...], sums: tuple[tuple[str, str], ...]) -> bytes:
    """A page with a table whose headings say little, and its sums."""
    lines = [table(100 + 12 * at, (57, 80, 300, 360, 430, 480), row) for at, row in enumerate(rows_of)]
    return drawn(Page("sold", (*(item for line in lines for item in line), *pairs(300, 300, -560, *sums)), {}))


FRENCH = ("Désignation", "Qté", "Prix unitaire", "TVA", "Montant HT")
SUMS = (("Montant HT", "2 295,64 €"), ("TVA 20 %", "459,13 €"), ("Montant TTC", "2 754,77 €"))


@pytest.mark.parametrize("heads", [FRENCH, ("Désignation", "a", "b", "c", "d")], ids=["by headings", "by figures"])
def test_a_space_groups_thousands_where_quantity_times_price_says_so(heads: tuple[str, ...]) -> None:
    """Beside "1,00" a raw "147,82" would multiply as well: the grouped reading goes first."""
    rows_of = (
        ("Entretien", "1,00", "1 147,82", "20 %", "1 147,82"),
        ("Conseil", "1,00", "1 147,82", "20 %", "1 147,82"),
    )
    items = (*table(50, (57, -300, -380, -430, -540), heads, *rows_of), *pairs(200, 330, -540, *SUMS))
    lines = read(drawn(Page("grouped", items, {}))).lines
    assert [(one.quantity, one.unit_price, one.net_amount) for one in lines] == [("1.00", "1147.82", "1147.82")] * 2


def test_discounts_and_charges_right_above_the_net_total_are_told_where_no_sum_of_lines_is_printed() -> None:
    rows_of = (("Kabel", "2", "100,00", "19 %", "200,00"), ("Rohr", "3", "50,00", "19 %", "150,00"))
    sums = (("Rabatt", "-35,00 €"), ("Fracht", "12,50 €"), ("Nettobetrag", "327,50 €"), ("MwSt. 19 %", "62,23 €"))
    items = (
        *table(50, (57, -300, -380, -430, -540), ("Bezeichnung", "Menge", "Einzelpreis", "MwSt.", "Gesamt"), *rows_of),
        *pairs(200, 330, -540, *sums, ("Bruttobetrag", "389,73 €")),
    )
    reading = read(drawn(Page("deducted", items, {})))
    assert [one.net_amount for one in reading.lines] == ["200.00", "150.00"]
    assert (reading.totals.lines, reading.totals.allowances, reading.totals.charges) == ("350.00", "35.00", "12.50")


@pytest.mark.parametrize("head", ["Votre commande", "Commande n°", "Purchase order", "Bestellnummer", "Uw order"])
def test_the_order_stands_under_its_head_and_not_in_the_next_row(head: str) -> None:
    heads, values = ("Facture n°", head, "N° client"), ("R-2026-0042", "PO-2026-0017", "4711")
    last = (("Facture n°", "N° client", head), ("R-2026-0042", "4711", "PO-2026-0017"))
    for rows_of in ((heads, values), last):
        page = Page("order", (*table(50, (57, 200, 330), *rows_of), (57, 300, "Total TTC 10,00 €")), {})
        assert read(drawn(page)).fields["purchase_order"].value == "PO-2026-0017"


def test_lines_add_up_to_the_sum_before_deductions() -> None:
    sold = (
        ("1", "Arbeitsplatte Eiche", "2.5", "100,00", "19 %", "250,00"),
        ("2", "Montage", "1", "50,00", "19 %", "50,00"),
    )
    taxes = (("Umsatzsteuer 19 %:", "56,24"), ("Gesamtbetrag (Brutto):", "352,24"))
    sums = (("Zwischensumme (Netto):", "300,00"), ("Rabatt 3 %:", "-9,00"), ("Fracht:", "5,00"),
            ("Gesamtbetrag (Netto):", "296,00"), *taxes)  # fmt: skip
    reading = read(_sold(*sold, sums=sums))
    assert [(line.quantity, line.net_amount) for line in reading.lines] == [("2.5", "250.00"), ("1", "50.00")]
    told = reading.totals
    assert (told.lines, told.allowances, told.charges) == ("300.00", "9.00", "5.00")
    assert reading.value("net_amount") == "296.00"
    unknown = (*sums[:2], ("Sonstiges:", "5,00"), *sums[3:])
    assert read(_sold(*sold, sums=unknown)).lines == ()
    wrong = (*sums[:2], ("Fracht:", "6,00"), *sums[3:])
    assert read(_sold(*sold, sums=wrong)).lines == ()


def test_a_discount_in_percent_of_its_line_is_its_adjustment() -> None:
    sums = (("Net total", "90.00"), ("VAT 20%", "18.00"), ("Total incl. VAT", "108.00"))
    [line] = read(_sold(("1", "Oak board", "2", "50.00", "10%", "90.00"), sums=sums)).lines
    assert (line.quantity, line.unit_price, line.net_amount, line.adjustment) == ("2", "50.00", "90.00", "-10.00")
