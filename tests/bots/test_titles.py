"""What a printed document calls itself decides whether it asks for money at all."""

from datetime import date

import pytest

from bots.checks import Context, check
from bots.invoice_kinds import is_demand, is_posted
from bots.reading.any_file import read
from contracts.reading import Reading
from tests.bots.pages import Item, Page, drawn, pages

HONEST = next(page for page in pages() if page.name == "datev")


def _reading(title: str, *extra: Item) -> Reading:
    items = tuple((x, y, title if text == "Rechnung" else text) for x, y, text in HONEST.items)
    return check(read(drawn(Page("title", (*items, *extra), {}))), Context(date(2026, 11, 1)))


@pytest.mark.parametrize(
    "title",
    ["Mahnung", "2. Mahnung", "Zahlungserinnerung zur Rechnung", "Letzte Mahnung", "Payment reminder", "Rappel de paiement",
     "Auftragsbestätigung", "Lieferschein", "Order confirmation", "Delivery note", "Purchase order", "Bon de livraison",
     "Quittung", "Receipt", "Albarán", "Pakbon", "Provisionsabrechnung", "Leistungsnachweis", "Remittance advice"],
)  # fmt: skip
def test_what_is_no_invoice_asks_for_nothing(title: str) -> None:
    reading = _reading(title)
    assert not is_demand(reading.value("kind"))
    assert "kind-not-owed" in {one.code for one in reading.findings}


@pytest.mark.parametrize(
    "title", ["Anzahlungsrechnung", "Vorauszahlungsrechnung", "Prepayment invoice", "Facture d'acompte"]
)
def test_an_invoice_in_advance_is_booked_by_hand(title: str) -> None:
    kind = _reading(title).value("kind")
    assert (kind, is_demand(kind), is_posted(kind)) == ("386", True, False)


@pytest.mark.parametrize(
    "title", ["Rechnung", "Handelsrechnung", "Commercial Invoice", "Facture", "Rechnung zu Lieferschein 17"]
)
def test_an_invoice_is_one(title: str) -> None:
    assert _reading(title).value("kind") == "380"


@pytest.mark.parametrize("row", ["Lieferschein", "Bestellung"])
def test_a_number_below_makes_it_one_that_the_invoice_names(row: str) -> None:
    assert _reading("Honorar", (57, 232, row), (57, 244, "LS-4711")).value("kind") == "380"


@pytest.mark.parametrize(
    "rows",
    [
        ("30 Tage nach Zugang der Rechnung kommen Sie auch ohne", "Mahnung in Verzug"),
        ("Rechnungen sind sofort fällig. Einer gesonderten", "Mahnung bedarf es nicht."),
        ("Any payment after 30 days may result in a", "payment reminder at your cost"),
        ("Bij niet tijdige betaling volgt een", "aanmaning met kosten."),
        ("Für retournierte Ware erhalten Sie eine", "Gutschrift über den Warenwert"),
        ("Gutschrift erfolgt nach Rückgabe des Leerguts",),
        ("Gutschriften nur bei Originalverpackung.",),
        ("Storno nur gegen 25 % Gebühr",),
        ("Credit note requests must be made within 7 days",),
        ("Avoir sous 30 jours après retour des palettes",),
    ],
)
def test_a_row_of_a_sentence_is_no_title(rows: tuple[str, ...]) -> None:
    below = [(57.0, 470.0 + 12 * at, row) for at, row in enumerate(rows)]
    assert _reading("Rechnung", *below).value("kind") == "380"


@pytest.mark.parametrize(
    ("title", "known"),
    [("Gutschrift.", "381"), ("Gutschrift zu Rechnung 2026-17.", "381"), ("mahnung", "mahnung"), ("Avoir sur facture", "381"),
     ("CREDIT NOTE Rossi Bau S.A.", "381"), ("Gutschrift Will Bau GmbH & Co.", "381"), ("AVOIR MAY S.A.R.L.", "381")],
)  # fmt: skip
def test_a_title_is_one_with_a_full_stop_and_small_letters_too(title: str, known: str) -> None:
    assert _reading(title).value("kind") == known


def test_a_title_far_below_a_sentence_or_larger_is_one() -> None:
    above = (57.0, 240.0, "Wir danken Ihnen für den Auftrag und berechnen wie folgt hier")
    assert _reading("Mahnung", above).value("kind") == "mahnung"


@pytest.mark.parametrize("title", ["Gutschrift", "Gutschrift Nr. 17"])
def test_a_title_under_a_motto_is_one(title: str) -> None:
    above = (57.0, 249.0, "Ihr Partner, wenn Sie sicher bauen")
    assert _reading(title, above).value("kind") == "381"
