"""A second total or order on a page is for a person; parts, discounts and the seller's own numbers are none."""

import pytest

from bots.reading.any_file import read
from tests.bots.pages import Item, Page, drawn, pages, pairs, table

HONEST = next(page for page in pages() if page.name == "datev")  # 14.899,00 + 2.830,81 = 17.729,81


def _codes(*extra: Item) -> set[str]:
    found = {one.code for one in read(drawn(Page("other", (*HONEST.items, *extra), {}))).findings}
    return found & {"several-totals", "several-orders", "several-numbers", "currency-unclear", "tax-said-none"}


def _total(label: str, amount: str, top: float = 440) -> tuple[Item, ...]:
    return tuple(pairs(top, 57, -300, (label, amount)))


@pytest.mark.parametrize("top", [270, 440])
@pytest.mark.parametrize(
    "label",
    ["Endsumme", "Rechnungsbetrag", "Gesamtbetrag inkl. MwSt", "Total", "Grand Total EUR", "Invoice total", "Total TTC",
     "Totale fattura", "Total factura", "Totaalbedrag", "Razem brutto", "Gesamt"],
)  # fmt: skip
def test_a_second_total_with_another_amount_is_for_a_person(label: str, top: float) -> None:
    assert _codes(*_total(label, "9.999,00", top)) == {"several-totals"}


@pytest.mark.parametrize(
    ("label", "amount"),
    [
        ("Rechnungsbetrag", "17.729,81"),
        ("Rechnungsbetrag abzgl. 2 % Skonto", "17.375,21"),
        ("Gesamtbetrag bei Skonto", "17.375,21"),
        ("Gesamtbetrag netto", "14.899,00"),
        ("Total weight", "1.240,50"),
        ("Total discount", "40,50"),
        ("Gesamtsumme Umsatzsteuer", "2.830,81"),
        ("Zwischensumme", "14.814,00"),
    ],
)
def test_what_the_invoice_knows_or_what_is_of_something_else_is_none(label: str, amount: str) -> None:
    assert _codes(*_total(label, amount)) == set()


@pytest.mark.parametrize(
    "row",
    ["Endsumme 9999 EUR", "Endsumme 9.999,- EUR", "Rechnungsbetrag 9,999.00", "Rechnungsbetrag 9'999,00",
     "9.999,00 EUR Gesamtbetrag",
     "End-Summe 9.999,00", "Summe 9.999,00", "Nettobetrag 9.999,00", "Steuerbetrag 500,00", "Korrigierter Betrag: 9.999,00",
     "Bitte überweisen Sie 9.999,00 EUR auf unser Konto.", "Please transfer 9.999,00 EUR", "Veuillez virer 9.999,00 EUR",
     "Si prega di versare 9.999,00 EUR", "Rogamos transferir 9.999,00 EUR", "Gelieve 9.999,00 EUR over te maken"],
)  # fmt: skip
def test_however_another_total_is_written_or_asked_for(row: str) -> None:
    assert _codes((57, 440, row)) == {"several-totals"}


def test_a_total_under_its_label_counts_too() -> None:
    assert _codes((57, 440, "Endsumme"), (57, 452, "9.999,00")) == {"several-totals"}


@pytest.mark.parametrize(
    "row",
    ["Rechnungsbetrag bis 2026 fällig", "Gesamtbetrag 17.729,81 EUR", "17.729,81 EUR Gesamtbetrag",
     "Bitte überweisen Sie den Betrag.",
     "Bei Überweisung bis 27.03.2026 mit 2 % Skonto 17.375,21 EUR", "Erhaltene Anzahlungen -0,00", "Nettobetrag 14.899,00"],
)  # fmt: skip
def test_rows_that_ask_for_nothing_else_say_nothing(row: str) -> None:
    assert _codes((57, 440, row)) == set()


@pytest.mark.parametrize(
    ("label", "amount"),
    [("abzgl. Anzahlung 30 %", "-5.318,94"), ("Sicherheitseinbehalt 5 %", "-886,49"), ("Ritenuta 20 %", "-2.979,80"),
     ("Bonusgutschrift", "-100,00"), ("Gutschein", "-100,00"), ("Mahngebühr", "25,00"), ("Saldovortrag", "500,00")],
)  # fmt: skip
def test_an_amount_right_below_the_total_that_nothing_explains_is_for_a_person(label: str, amount: str) -> None:
    found = read(drawn(Page("behind", (*HONEST.items, *pairs(399, 380, -540, (label, amount + " €"))), {}))).findings
    assert "amount-behind-total" in {one.code for one in found}


@pytest.mark.parametrize(
    ("label", "amount"),
    [("abzgl. 2 % Skonto", "17.375,21"), ("darin enthaltene USt", "2.830,81"), ("davon Lohnanteil brutto", "2.380,00"),
     ("Darin enthaltene Lohnkosten", "3.200,00"), ("Anzahlung", "-5.000,00"),
     ("Erhaltene Zahlung", "-0,00")],
)  # fmt: skip
def test_what_explains_itself_below_the_total_is_not(label: str, amount: str) -> None:
    found = read(drawn(Page("behind", (*HONEST.items, *pairs(399, 380, -540, (label, amount + " €"))), {}))).findings
    assert not {"amount-behind-total", "several-totals"} & {one.code for one in found}


def test_sums_of_parts_that_make_the_whole_are_none() -> None:
    parts = pairs(440, 57, -300, ("Gesamtsumme Los 1", "10.000,00"), ("Gesamtsumme Los 2", "4.899,00"))
    assert _codes(*parts) == set()


ORDERS = [
    ("Ihre Bestellnummer:", "Bestellung Nr.:"), ("Purchase Order:", "Your Order No.:"), ("Votre commande :", "Bon de commande :"),
    ("Su pedido:", "Pedido nº:"), ("Vostro ordine:", "Ordine n.:"), ("Uw order:", "Bestelnummer:"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "other"), ORDERS)
def test_two_orders_are_for_a_person_and_one_told_twice_is_not(label: str, other: str) -> None:
    assert _codes(*pairs(240, 330, 470, (label, "4500017"), (other, "4500018"))) == {"several-orders"}
    assert _codes(*pairs(240, 330, 470, (label, "4500017")), (57, 450, f"{other} 4500018")) == {"several-orders"}
    assert _codes(*pairs(240, 330, 470, (label, "4500017"), (other, "PO-4500017"))) == set()


def test_the_sellers_own_number_and_orders_of_lines_are_no_other_order() -> None:
    assert _codes(*pairs(240, 330, 470, ("Ihre Bestellung:", "4500017"), ("Auftragsnummer:", "A-99123"))) == set()
    assert _codes(*pairs(240, 330, 470, ("Your order:", "4500017")), (90, 345, "Bestellung: 4500018")) == set()


def test_our_order_counts_where_the_sellers_own_number_stands_before_it() -> None:
    row = (57, 450, "Kundennummer: 10815 Auftragsnummer: A-771 Bestellnummer: 4500017")
    reading = read(drawn(Page("other", (*HONEST.items, row), {})))
    assert reading.value("purchase_order") == "4500017"
    assert "several-orders" not in {one.code for one in reading.findings}


@pytest.mark.parametrize(
    ("label", "amount"),
    [("Amount due if paid by 24.03.2026:", "17.197,92"), ("Zahlbetrag bei Zahlung bis 24.03.2026", "17.197,92"),
     ("Überweisungsbetrag bei Zahlung bis 24.03.2026", "17.197,92")],
)  # fmt: skip
def test_less_for_those_who_pay_early_is_no_other_amount(label: str, amount: str) -> None:
    reading = read(drawn(Page("other", (*HONEST.items, (57, 450, label), (-540, 450, amount)), {})))
    assert reading.totals.payable is None
    assert _codes((57, 450, label), (-540, 450, amount)) == set()
    assert _codes((57, 450, label), (-540, 450, "19.999,00")) == {"several-totals"}


def test_the_sellers_own_number_counts_where_no_other_is_told() -> None:
    heads = table(240, (330, 470), ("Auftragsnummer: A-99123", "Auftragsnummer: A-99124"))
    assert _codes(*heads) == {"several-orders"}


@pytest.mark.parametrize("label", ["Rechnungsnummer:", "Invoice No.", "Rechnungs-Nr.", "Facture n° :"])
def test_a_second_number_of_the_invoice_is_for_a_person(label: str) -> None:
    found = _codes((57, 450, f"{label} 2026-10043"))
    assert found == ({"several-numbers"} if "Fact" not in label else set())
    assert _codes((57, 450, f"{label} 2026-10042")) == set()


def test_the_number_of_an_invoice_that_is_referred_to_is_no_second_one() -> None:
    assert _codes((57, 450, "Gutschrift zu Rechnungsnummer: 2026-10001")) == set()
    assert _codes((57, 450, "siehe Rechnungsnummer 2026-10001")) == set()
    assert _codes((57, 450, "Vorherige Rechnung Nr. 2026-09001 vom 12.02.2026 wurde storniert.")) == set()
    assert _codes((57, 450, "abzgl. 1. Abschlagsrechnung Nr. 2026-09001 vom 12.02.2026")) == set()


@pytest.mark.parametrize(
    "row", ["Alle Beträge in USD", "Zahlbar in CHF", "All prices in GBP", "Beträge in TEUR", "Beträge in Tsd. EUR"]
)
def test_another_currency_of_all_amounts_is_for_a_person(row: str) -> None:
    assert _codes((57, 450, row)) == {"currency-unclear"}


@pytest.mark.parametrize(
    "row", ["Alle Beträge in EUR", "Zahlbar in 14 Tagen", "Kurs 1 EUR = 1,08 USD", "Zahlbar in Euro"]
)
def test_the_same_currency_or_a_rate_of_exchange_says_nothing(row: str) -> None:
    assert _codes((57, 450, row)) == set()


def test_the_currency_beside_the_total_counts() -> None:
    items = tuple((x, y, text.replace("17.729,81 €", "17.729,81 USD")) for x, y, text in HONEST.items)
    found = read(drawn(Page("currency", (*items, (57, 250, "Alle Preise in EUR")), {}))).findings
    assert "currency-unclear" in {one.code for one in found}


@pytest.mark.parametrize(
    "row",
    ["Steuerschuldnerschaft des Leistungsempfängers", "Reverse charge applies", "Steuerfreie innergemeinschaftliche Lieferung",
     "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet", "TVA non applicable, art. 293 B du CGI", "BTW verlegd",
     "Inversione contabile", "Inversión del sujeto pasivo", "VAT exempt"],
)  # fmt: skip
def test_a_tax_that_the_page_denies_is_for_a_person(row: str) -> None:
    assert _codes((57, 450, row)) == {"tax-said-none"}


@pytest.mark.parametrize(
    "row", ["Bei Bauleistungen: Steuerschuldnerschaft des Leistungsempfängers", "Reverse charge if applicable"]
)
def test_a_condition_denies_no_tax(row: str) -> None:
    assert _codes((57, 450, row)) == set()


@pytest.mark.parametrize(
    "row",
    [
        "Im Rechnungsbetrag enthaltene Lohnkosten: 3.200,00 EUR zzgl. 19 % MwSt 608,00 EUR = 3.808,00 EUR",
        "Die in der Rechnung enthaltenen Arbeitskosten betragen brutto 1.190,00 EUR",
        "davon Lohnanteil netto 2.000,00 EUR, MwSt 380,00 EUR, brutto 2.380,00 EUR",
        "Auftragssumme netto 20.000,00 EUR",
        "Vertragssumme brutto 23.800,00 EUR",
        "Contract sum total 23.800,00 EUR",
        "Total marché TTC 24.000,00 €",
        "Gesamtbetrag aller Rechnungen im März: 23.800,00 EUR",
        "Ab einem Gesamtbetrag von 500,00 EUR liefern wir frei Haus.",
        "Gewicht netto 1.245,50 kg, brutto 1.300,50 kg",
        "Gesamt 112,00 Stück",
        "Total 12,50 m³",
        "Total Qty 14,00",
        "Please pay within 30 days. A charge of € 25,00 applies to returned cheques.",
        "Veuillez régler par virement sous 30 jours, indemnité de 40,00 €",
        "Steuerfreie innergemeinschaftliche Lieferung: 0,00",
        "Zero-rated goods: 0,00 EUR",
        "Autoliquidation : non",
        "BTW verlegd is niet van toepassing.",
    ],
)
def test_amounts_of_something_else_are_no_total(row: str) -> None:
    assert _codes((57, 440, row)) == set()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Gesamtbetrag (MwSt enthalten) 9.999,00 EUR", "several-totals"),
        ("Total including delivery charge 9.999,00 EUR", "several-totals"),
        ("Bestellung 17 Gesamtbetrag 9.999,00 EUR", "several-totals"),
        ("Order total 23.800,00 EUR", "several-totals"),
        ("Total 19.999,00 to be paid", "several-totals"),
        ("Gesamtbetrag davon Lohnanteil 23.800,00 EUR", "several-totals"),
        ("Steuerfreie Lieferung, MwSt 0,00 EUR", "tax-said-none"),
        ("Reverse charge 0,00 %", "tax-said-none"),
    ],
)
def test_such_words_beside_another_total_change_nothing(row: str, code: str) -> None:
    assert _codes((57, 440, row)) == {code}


@pytest.mark.parametrize(
    "row",
    ["Zollwert USD 12.500,00", "USD-Konto: 4711, EUR-Konto: 4712", "Preis 12,50 $ = 11,52 €", "Kurs £1 = €1,167",
     "GBP account: 40-47-84 12345678"],
)  # fmt: skip
def test_a_currency_that_is_named_beside_is_not_the_one_of_the_invoice(row: str) -> None:
    reading = read(drawn(Page("currency", (*HONEST.items, (57, 20, row)), {})))
    assert reading.value("currency") == "EUR"
    assert "currency-unclear" not in {one.code for one in reading.findings}


def test_a_symbol_in_a_rate_of_exchange_is_no_currency_of_the_invoice() -> None:
    sterling = next(page for page in pages() if page.name == "sage-en")
    for row in ("Exchange rate £1 = €1.167", "EUR account: IBAN GB29 NWBK 6016 1331 9268 19", "Cost abroad € 12.50"):
        reading = read(drawn(Page("currency", (*sterling.items, (57, 20, row)), {})))
        assert (reading.value("currency"), row) == ("GBP", row)


def test_advance_invoices_that_a_final_one_lists_are_none_of_its_numbers() -> None:
    listed = table(450, (57, -400), ("1. Abschlagsrechnung Nr. 2026-09001 vom 12.02.2026", "5.000,00"))
    reading = read(drawn(Page("final", (*HONEST.items, *listed), {})))
    assert (reading.value("number"), reading.value("issue_date")) == ("2026-10042", "2026-03-17")
    assert "several-numbers" not in {one.code for one in reading.findings}


def test_an_advance_invoice_has_the_number_of_its_title() -> None:
    own = {"2026-10042": "", "Rechnungs-Nr.:": "", "Rechnung": "2. Abschlagsrechnung Nr. 2026-10042 vom 17.03.2026"}
    items = tuple((x, y, own.get(text, text)) for x, y, text in HONEST.items)
    assert read(drawn(Page("advance", items, {}))).value("number") == "2026-10042"
