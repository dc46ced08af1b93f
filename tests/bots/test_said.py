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
        "Factura ya pagada", "Factuur reeds voldaan",
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
    assert [name for name, codes in told.items() if any(code.startswith("said-") for code in codes)] == []
