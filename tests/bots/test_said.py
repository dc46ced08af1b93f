"""What a page says in words: that it has been paid, that it is no invoice, that the account is another one."""

import io
from datetime import date

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bots.checks import Context, check
from bots.reading.any_file import read
from tests.bots.pages import Page, drawn, pages

HONEST = next(page for page in pages() if page.name == "datev")


def _codes(note: str) -> set[str]:
    page = Page("paid", (*HONEST.items, (57, 760, note)), {})
    return {one.code for one in read(drawn(page)).findings}


@pytest.mark.parametrize(
    "note",
    [
        "Betrag dankend erhalten.", "Diese Rechnung wurde bereits bezahlt.", "Bezahlt per Kreditkarte", "PAID IN FULL",
        "This invoice has already been paid.", "Paid by card ending 4242", "Facture acquittée", "Fattura già pagata",
        "Factura ya pagada", "Factuur reeds voldaan", "BEZAHLT", "PAID", "PAGATO", "Betrag bar erhalten", "Bar bezahlt",
        "Zahlung via PayPal erfolgt", "Zahlungsart: Kreditkarte", "Payment method: Credit card",
    ],
)  # fmt: skip
def test_what_says_that_it_was_paid_is_for_a_person(note: str) -> None:
    assert "said-paid" in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "Falls Sie bereits bezahlt haben, betrachten Sie dies als gegenstandslos.",
        "If already paid, please disregard.",
        "Die Ware bleibt unser Eigentum, bis sie vollständig bezahlt wird.",
        "To be paid by bank transfer.",
        "Nicht bezahlt per Kreditkarte",
        "Zahlbar innerhalb von 14 Tagen.",
        "Bezahlt wird nach Abnahme.",
        "Zahlungsart: Überweisung",
        "Payment method: bank transfer",
        "Falls ein Mandat vorliegt, wird der Betrag eingezogen.",
        "Gerne können Sie uns ein SEPA-Lastschriftmandat erteilen.",
    ],
)
def test_conditions_and_wishes_say_nothing(note: str) -> None:
    assert "said-paid" not in _codes(note)


def test_a_page_that_asks_for_another_amount_to_be_transferred_is_for_a_person() -> None:
    page = Page("transfer", (*HONEST.items, (57, 760, "Überweisungsbetrag"), (-540, 760, "9.999,00 EUR")), {})
    assert check(read(drawn(page)), Context(date(2026, 11, 1))).verdict != "accept"


@pytest.mark.parametrize(
    "note",
    [
        "Dies ist keine Rechnung.", "keine Rechnung", "Gilt nicht als Rechnung", "Bitte nicht bezahlen!", "Nur zur Information",
        "This is not an invoice", "No invoice - for information only", "This does not constitute a tax invoice",
        "Please do not pay this document.", "Ceci n'est pas une facture", "Ne constitue pas une facture", "Ne pas payer",
        "Questa non è una fattura", "Esto no es una factura", "Dit is geen factuur", "To nie jest faktura",
        "MUSTER", "SPECIMEN", "STORNIERT", "Cancelled".upper(),
    ],
)  # fmt: skip
def test_what_says_that_it_is_no_invoice_is_for_a_person(note: str) -> None:
    assert "said-no-invoice" in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "Es wird keine Rechnung per Post versandt.", "Muster", "Entwurf", "Musterstraße", "Draft beer, 50 l",
        "Nicht bezahlte Ware bleibt unser Eigentum.", "Total in GBP for information only: 1,234.00",
        "Wenn Sie nicht zahlen, mahnen wir.", "In absence of an invoice number no credit is given.",
    ],
)  # fmt: skip
def test_what_only_sounds_alike_says_nothing(note: str) -> None:
    assert "said-no-invoice" not in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "Bitte überweisen Sie auf unser neues Konto.", "Achtung: geänderte Bankverbindung!",
        "Unsere Bankverbindung hat sich geändert.", "Bankverbindung: siehe beiliegendes Schreiben",
        "Please pay to our new bank account at First Bank.", "Our bank details have changed.",
        "Change of bank account: please note", "Nos coordonnées bancaires ont changé", "Nouveau RIB, voir courrier",
        "Nuove coordinate bancarie", "Nueva cuenta bancaria", "Nieuw rekeningnummer", "Nowy numer rachunku",
    ],
)  # fmt: skip
def test_what_tells_of_another_account_is_for_a_person(note: str) -> None:
    assert "said-new-account" in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "Our bank details have not changed.", "We will never send you new bank details by e-mail.",
        "Unsere Bankverbindung hat sich nicht geändert.", "Neue Kontaktdaten: info@example.org", "Konto: siehe unten",
        "Bitte geben Sie auf der Überweisung das Konto an.", "New accountant: Erika Muster",
    ],
)  # fmt: skip
def test_warnings_of_such_letters_say_nothing(note: str) -> None:
    assert "said-new-account" not in _codes(note)


def test_a_watermark_is_a_stamp_among_other_words_too() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for x, y, text in HONEST.items:
        canvas.setFont("Helvetica", 9)
        (canvas.drawRightString if x < 0 else canvas.drawString)(abs(x), A4[1] - y, text)
    canvas.setFont("Helvetica", 60)
    canvas.drawString(150, A4[1] - 380, "Entwurf")
    canvas.save()
    assert "said-no-invoice" in {one.code for one in read(buffer.getvalue()).findings}


def test_no_page_of_the_specimens_says_any_of_it() -> None:
    told = {page.name: {one.code for one in read(drawn(page)).findings} for page in pages()}
    said = {name: {code for code in codes if code.startswith("said-")} for name, codes in told.items()}
    assert {name: codes for name, codes in said.items() if codes} == {"utility": {"said-collected"}}


@pytest.mark.parametrize(
    "note",
    [
        "Diese Rechnung ersetzt unsere Rechnung Nr. 2026-10041.", "This invoice replaces our invoice 2026-10041",
        "Annule et remplace la facture 2026-10041", "Sostituisce la fattura 2026-10041", "Sustituye la factura 2026-10041",
        "Vervangt factuur 2026-10041", "Korrigierte Rechnung", "Corrected invoice",
    ],
)  # fmt: skip
def test_what_stands_for_another_invoice_is_for_a_person(note: str) -> None:
    assert "said-replaces" in _codes(note)


@pytest.mark.parametrize(
    "note",
    ["Diese Forderung wurde an die Factor Bank AG abgetreten.", "Zahlung mit schuldbefreiender Wirkung nur an Factor AG",
     "This debt has been assigned to Factor Ltd", "Cette créance est cédée à Factor SA"],
)  # fmt: skip
def test_a_claim_that_belongs_to_somebody_else_is_for_a_person(note: str) -> None:
    assert "said-assigned" in _codes(note)


@pytest.mark.parametrize(
    "note",
    ["Ersetzt wird nur mangelhafte Ware.", "Assigned to: Erika Muster", "Der Betrag wird Ihrem Konto gutgeschrieben."],
)
def test_neither_is_said_by_other_words(note: str) -> None:
    assert not {"said-replaces", "said-assigned"} & _codes(note)


def test_a_credit_to_our_account_asks_for_no_money() -> None:
    assert "said-no-invoice" in _codes("Der Betrag wird Ihrem Konto gutgeschrieben.")
    assert "said-no-invoice" in _codes("Dies ist keine Zahlungsaufforderung.")


@pytest.mark.parametrize(
    "note",
    ["Der Betrag wird am 20.03.2026 von Ihrem Konto abgebucht.", "We will collect this amount by direct debit.",
     "Der Betrag wird über Ihre MasterCard-Kreditkarte abgebucht.", "Le montant sera prélevé le 20/03/2026"],
)  # fmt: skip
def test_what_the_supplier_takes_itself_is_for_a_person(note: str) -> None:
    assert "said-collected" in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "Falls ein Mandat vorliegt, wird der Betrag eingezogen.",
        "Gerne können Sie uns ein SEPA-Lastschriftmandat erteilen.",
    ],
)
def test_an_offer_to_take_it_says_nothing(note: str) -> None:
    assert _codes(note) & {"said-collected", "said-paid"} == set()


@pytest.mark.parametrize(
    "note",
    [
        "Unsere Forderungen sind nicht abgetreten.",
        "Die Rechnung darf nicht abgetreten werden.",
        "This invoice may not be assigned to third parties.",
        "Our bank details have not changed. If you receive notice of a change of bank account, please call us.",
        "Fraud warning: if you receive new bank details by e-mail call us before paying.",
        "Sollten Sie per E-Mail eine neue Bankverbindung erhalten, rufen Sie uns an.",
        "Attention aux fraudes : aucun changement de RIB ne sera communiqué par mail.",
        "Bank details changed? Call us on 0113 000 000.",
        "Der Betrag wird nicht abgebucht, bitte überweisen Sie ihn.",
        "Nach Ablauf der Frist wird der Betrag durch ein Inkassobüro eingezogen.",
        "Late payment fee of £40.00 will be debited to your account.",
        "Mode de paiement : carte bancaire ou virement",
        "Zahlungsweise: Barzahlung oder Überweisung möglich",
        "Payment method: Cash, cheque or bank transfer",
        "Payment method: Cash on delivery",
        "Facture payée par chèque ou virement sous 30 jours",
        "Facture réglée à réception",
        "Thank you: your last invoice was paid on time.",
        "Ihre letzte Rechnung wurde bereits bezahlt.",
        "Letzte Zahlung dankend erhalten am 01.03.2026",
        "Geen factuur ontvangen? Bel ons.",
        "Geen factuur zonder ordernummer",
        "Votre RIB a changé ? Contactez-nous",
        "Betrag erhalten: ____________ Datum: __________",
        "Geprüft und gebucht:   Bezahlt am:",
        "Bezahlt am ..........",
        "Acomptes déjà réglés : néant",
        "Reeds betaald: nihil",
        "Déjà réglé : 0 €",
        "We will collect empty pallets free of charge.",
        "Any overpayment will be credited to your account.",
        "Please do not pay cash to our drivers.",
        "Ne pas payer au chauffeur.",
    ],
)
def test_usual_phrases_of_trade_say_nothing(note: str) -> None:
    assert {code for code in _codes(note) if code.startswith("said-")} == set()


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("Unsere Forderung wurde an die Factor AG abgetreten, keine Zahlung an uns.", "said-assigned"),
        ("If you pay by transfer, use our new bank account.", "said-new-account"),
        ("Bank details changed: see below", "said-new-account"),
        ("Zahlungsart: Kreditkarte, Beleg 17", "said-paid"),
        ("Facture payée par carte", "said-paid"),
        ("Bezahlt am 12.03.2026", "said-paid"),
        ("Bezahlt am 12.03.26.", "said-paid"),
        ("Invoice paid", "said-paid"),
        ("The amount has been credited to your account.", "said-no-invoice"),
        ("Please do not pay.", "said-no-invoice"),
        ("We will collect the amount due.", "said-collected"),
        ("Paid by bank transfer of last Friday", "said-paid"),
        ("Der Betrag wird fristgerecht ohne Mahnung abgebucht.", "said-collected"),
        ("Diese Rechnung wurde bereits bezahlt.", "said-paid"),
        ("Der Betrag wird am 20.03.2026 von Ihrem Konto eingezogen.", "said-collected"),
    ],
)
def test_what_is_said_in_earnest_is_told_all_the_same(note: str, code: str) -> None:
    assert code in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "Betrag von 17.729,81 EUR dankend erhalten", "Zahlung erhalten am 18.03.2026 über 17.729,81 EUR",
        "Bezahlt per PayPal am 17.03.2026: 17.729,81 EUR", "17.729,81 EUR bezahlt per Kreditkarte", "Gezahlt: 17.729,81",
        "EC-Kartenzahlung 17.729,81 EUR", "Zahlung per Kreditkarte erfolgt: 17.729,81", "Paid € 17.729,81",
        "Amount paid 17.729,81", "Payment received 17.729,81", "Réglé par CB : 17.729,81 €", "Facture acquittée 17.729,81 €",
        "Pagato 17.729,81 €", "Betaald € 17.729,81", "Visa ending 4242 17.729,81",
    ],
)  # fmt: skip
def test_what_says_paid_beside_the_whole_total_was_paid(note: str) -> None:
    assert "said-paid" in _codes(note)


@pytest.mark.parametrize(
    "note",
    [
        "17.729,81 EUR müssen bis 16.04.2026 bezahlt sein.", "The amount of € 17.729,81 is to be paid by bank transfer.",
        "Montant devant être réglé : 17.729,81 €", "Graag ontvangen wij € 17.729,81", "If paid in time € 17.729,81",
        "Erhaltene Zahlung 0,00 von 17.729,81", "Zu zahlen: 17.729,81", "Anzahlung bezahlt 0,00",
    ],
)  # fmt: skip
def test_what_asks_for_the_whole_total_does_not(note: str) -> None:
    assert "said-paid" not in _codes(note)
