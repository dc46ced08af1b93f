"""What a page asks to be paid beside its total: advances in six languages and in Chinese; and titles that ask for nothing."""

import pytest

from bots.checks import Context, check
from bots.reading import deductions, due, page_check, pdf
from bots.reading.layout import Sheet, Word, sheet
from bots.reading.values import Draft, from_xml
from contracts.reading import Reading, Totals
from tests.bots.specimens import TODAY

HEAD = ("RECHNUNG RE-2026-7", "Rechnungsdatum 02.11.2026", "Nettobetrag 1000,00 EUR", "USt. 19 % 190,00 EUR")
TOTAL = "Gesamtbetrag 1190,00 EUR"


def page(*rows: str) -> Sheet:
    """A page with these rows."""
    words = []
    for row, text in enumerate(rows):
        at = 50.0
        for part in text.split():
            words.append(Word(part, 1, at, 40 + 14.0 * row, at + 5 * len(part), 50 + 14.0 * row))
            at += 5 * len(part) + 4
    return sheet(words)


def totals(*rows: str) -> tuple[str | None, str | None]:
    """What was prepaid and what is left to pay on such a page."""
    found = pdf.draft(page(*HEAD, TOTAL, *rows)).totals
    return found.prepaid, found.payable


@pytest.mark.parametrize(
    ("advance", "left"),
    [
        ("abzüglich Anzahlung -500,00", "Zahlbetrag 690,00"),
        ("Erhaltene Anzahlungen 500,00-", "noch zu zahlen 690,00 EUR"),
        ("Less deposit paid -500,00", "Amount due 690,00"),
        ("Payments received 500,00", "Balance due EUR 690,00"),
        ("Acompte versé -500,00", "Net à payer 690,00"),
        ("déjà réglé 500,00", "Reste à payer 690,00"),
        ("Anticipo -500,00", "Total a pagar 690,00"),
        ("Pagos a cuenta 500,00", "Pendiente de pago 690,00"),
        ("Acconto -500,00", "Totale da pagare 690,00"),
        ("già versato 500,00", "Netto a pagare 690,00"),
        ("Aanbetaling -500,00", "Te betalen 690,00"),
        ("Reeds betaald 500,00", "Openstaand bedrag 690,00"),
        ("预付款 500,00", "应付余额 690,00"),
    ],
)
def test_an_advance_comes_off_what_is_to_be_paid(advance: str, left: str) -> None:
    assert totals(advance, left) == ("500.00", "690.00")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((), (None, None)),
        (("Zahlbetrag 1190,00",), (None, None)),
        (("Bei Zahlung bis 10.11.2026 2 % Skonto 23,80", "Zahlbetrag bei Skonto 1166,20"), (None, None)),
        (("IBAN DE89 3704 0044 0532 0130 00",), (None, None)),
        (("Zahlbetrag 690,00",), ("0", "690.00")),  # nobody says why
        (("Anzahlung -500,00",), ("500.00", "1190.00")),  # and nobody says what is left
        (("Anzahlung -500,00", "Zahlbetrag 700,00"), ("500.00", "700.00")),
        (("Gutschein 500,00", "bleiben 690,00"), ("0", "690.00")),  # in words that no table has
        (("Anzahlung", "-500,00", "Zahlbetrag", "690,00"), ("500.00", "690.00")),
        (("Règlement Date Montant Solde à payer 690,00", "Virement 05/11/2026 500,00"), ("500.00", "690.00")),
        (("Residual 690,00", "SEPA Wire transfer 11/17/2026 500,00"), ("500.00", "690.00")),
        (("ErhalteneAnzahlungen -500,00", "Zahlbetrag 690,00"), ("500.00", "690.00")),
        (("abzüglich 2 % Skonto 23,80", "Zahlbetrag 1166,20"), ("0", "1166.20")),
        (("Solde à payer 690,00", "Virement 05/11/2026 400,00"), ("0", "690.00")),
        (("Anzahlung -200,00", "Anzahlung -300,00", "Zahlbetrag 690,00"), ("500.00", "690.00")),
    ],
)
def test_what_fits_is_owed_and_what_does_not_contradicts_the_sum(
    rows: tuple[str, ...], found: tuple[str | None, str | None]
) -> None:
    assert totals(*rows) == found
    draft = pdf.draft(page(*HEAD, TOTAL, *rows))
    judged = check(draft.onto(Reading(file_sha256="0", format="pdf", bot_version="t")), Context(TODAY))
    fits = found in ((None, None), ("500.00", "690.00"))
    assert ("payable-mismatch" in {one.code for one in judged.findings}) is not fits


def owed(gross: str, *rows: str) -> tuple[str | None, str | None]:
    """What was prepaid and what is left to pay on a page with such a total, and these rows."""
    found = due.totals(page(*rows), ",", from_xml({"gross_amount": gross}))
    return found.prepaid, found.payable


@pytest.mark.parametrize(
    ("gross", "rows", "found"),
    [
        ("-1190.00", ("Gesamt -1190,00", "Anzahlung 500,00", "Zahlbetrag -690,00"), ("-500.00", "-690.00")),
        ("-1190.00", ("Gesamt -1190,00", "Gutschein 500,00", "bleiben 690,00"), ("0", "-690.00")),
        ("0.50", ("Gesamt 0,50", "Anzahlung 0,20", "Zahlbetrag 0,30"), ("0.20", "0.30")),
        ("-0.50", ("Gesamt -0,50", "Anzahlung 0,20", "Zahlbetrag 0,30"), ("-0.20", "-0.30")),
        ("0.00", ("Gesamt 0,00", "Anzahlung 500,00"), ("500.00", "0.00")),
    ],
)
def test_what_a_credit_note_gives_back_has_the_sign_of_its_total(
    gross: str, rows: tuple[str, ...], found: tuple[str, str]
) -> None:
    assert owed(gross, *rows) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # of two that are asked for, the one that does not fit is told, and a person decides
        (("Anzahlung -500,00", "Zahlbetrag 690,00", "Restbetrag 700,00"), ("500.00", "700.00")),
        (("Anzahlung -500,00", "Restbetrag 700,00", "Zahlbetrag 690,00"), ("500.00", "700.00")),
        # the last amount of a row is with tax
        (("Anzahlung netto 420,17 brutto 500,00", "Zahlbetrag 579,83 690,00"), ("500.00", "690.00")),
        (("Gutschein 420,17 500,00", "bleiben 579,83 690,00"), ("0", "690.00")),
        # a label without an amount is no label of a row that has its own
        (("Anzahlung", "Versandkosten 500,00", "Zahlbetrag 1190,00"), (None, None)),
        # what is left after an advance is no advance
        (("Restbetrag nach Anzahlung 690,00",), ("0", "690.00")),
        # what makes no total together took nothing off it
        (("Pfand 5,00", "Fahrstrecke 7,00"), (None, None)),
    ],
)
def test_which_of_several_amounts_is_meant(rows: tuple[str, ...], found: tuple[str | None, str | None]) -> None:
    assert owed("1190.00", "Gesamtbetrag 1000,00 190,00 1190,00", *rows) == found


def test_a_bill_for_an_advance_has_none_taken_off() -> None:
    assert pdf.draft(page("Anzahlungsrechnung RE-7", *HEAD[1:], TOTAL)).totals == Totals()
    assert pdf.draft(page(*HEAD, "Anzahlung 500,00", TOTAL)).totals == Totals()  # it came off before the total
    assert pdf.draft(page("RECHNUNG RE-2026-7")).totals == Totals()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("PROFORMA-RECHNUNG RE-7", "325"), ("Pro-forma-Rechnung", "325"), ("PRO FORMA INVOICE", "325"),
        ("Facture pro forma n° 7", "325"), ("Factura proforma", "325"), ("Fattura pro-forma", "325"), ("Proforma factuur", "325"),
        ("Muster GmbH PROFORMA 12", "325"), ("形式发票", "325"), ("Rechnung zur Proforma-Rechnung PF-12", "380"),
        ("Invoice as per pro forma 12", "380"), ("Angebot 2026-7", "angebot"), ("Mahnung", "mahnung"), ("Devis n° 7", "devis"),
        ("Statement of account", "statement of account"), ("Preventivo 7", "preventivo"), ("Presupuesto", "presupuesto"),
        ("Offerte 7", "offerte"), ("报价单", "报价单"), ("Rechnung 7", "380"), ("Gutschrift 7", "381"), ("Muster GmbH", "380"),
    ],
)  # fmt: skip
def test_what_a_page_calls_itself(title: str, kind: str) -> None:
    found = pdf.draft(page(title, "Datum 02.11.2026", "Betrag 1,00 EUR")).fields["kind"]
    assert found.value == kind


def test_an_offer_that_is_named_on_an_invoice_makes_no_offer_of_it() -> None:
    assert pdf.draft(page("Rechnung 7", "Angebot 2026-7 vom 01.10.2026")).fields["kind"].value == "380"


@pytest.mark.parametrize(
    ("xml", "shown", "differs"),
    [
        ("380", "381", True), ("381", "380", True), ("380", "325", True), ("325", "380", True), ("380", "mahnung", True),
        ("380", "380", False), ("384", "380", False), ("384", "381", False), ("384", "325", True),
        ("389", "325", True), ("326", "380", False), ("389", "381", False), ("381", "381", False),
    ],
)  # fmt: skip
def test_page_and_xml_of_a_hybrid_are_of_one_kind(xml: str, shown: str, differs: bool) -> None:
    found = list(page_check.other_kind(from_xml({"kind": xml}), from_xml({"kind": shown})))
    assert bool(found) is differs


@pytest.mark.parametrize(
    ("xml", "shown", "fields"),
    [
        (Totals(payable="1190.00"), Totals(), []),
        (Totals(payable="1190.00"), Totals(prepaid="500.00", payable="690.00"), ["payable"]),
        (Totals(payable="1190.00"), Totals(prepaid="500.00", payable="1190.00"), ["payable"]),
        (Totals(payable="690.00"), Totals(prepaid="500.00", payable="690.00"), []),
        (Totals(payable="690.00", prepaid="500.00"), Totals(prepaid="500.00", payable="690.00"), []),
        (Totals(), Totals(prepaid="0", payable="690.00"), ["payable"]),
        (Totals(payable="690.00", prepaid="500.00"), Totals(prepaid="0", payable="690.00"), []),
    ],
)
def test_page_and_xml_of_a_hybrid_ask_for_the_same(xml: Totals, shown: Totals, fields: list[str]) -> None:
    stated = Draft(from_xml({"gross_amount": "1190.00"}), totals=xml)
    found = [dict(one.evidence)["field"] for one in page_check.other_payable(stated, Draft({}, totals=shown))]
    assert found == fields


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("Rabatt 3 % -9,00", "Fracht 5,00"), ("300.00", "9.00", "5.00")),
        (("Rabatt 4,00",), ("300.00", "4.00", "0")),
        (("Rabatt 3 % -9,00", "Fracht 6,00"), None),  # they lead to another total
        (("Rabatt 9,00", "Pfand 5,00"), None),  # nobody says whether that comes on or off
    ],
)
def test_discounts_and_charges_lead_from_the_lines_to_the_net_total(
    rows: tuple[str, ...], found: tuple[str, str, str] | None
) -> None:
    told = deductions.totals(page("Nettosumme 300,00", *rows, "Nettobetrag 296,00"), ",", "296.00")
    assert (told and (told.lines, told.allowances, told.charges)) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("Rabatt -10,00", "Fracht 5,00"), ("301.00", "10.00", "5.00")),
        (("Rabatt -10,00", "Versand 0,00"), ("306.00", "10.00", "0")),
        (("Beratung 306,00", "Rabatt 10,00"), ("306.00", "10.00", "0")),
        (("Rabatt auf 306,00 10,00",), None),  # of two amounts nobody knows which is meant
        (("Fracht frei Haus 5,00",), None),
        (("Beratung 296,00",), None),
    ],
)
def test_without_a_sum_of_lines_the_rows_above_the_net_total_tell_what_the_lines_gave(
    rows: tuple[str, ...], found: tuple[str, str, str] | None
) -> None:
    told = deductions.behind_lines(page(*rows, "Nettobetrag 296,00"), ",", "296.00")
    assert (told and (told.lines, told.allowances, told.charges)) == found


def test_of_several_amounts_in_a_row_between_the_totals_the_last_counts() -> None:
    told = deductions.totals(page("Nettosumme 300,00", "Rabatt auf 300,00 4,00", "Nettobetrag 296,00"), ",", "296.00")
    assert told is not None
    assert told.allowances == "4.00"
