"""A page that says it has been paid is paid by nobody again before a person has looked."""

from datetime import date

import pytest

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


def test_no_page_of_the_specimens_says_so() -> None:
    assert [page.name for page in pages() if "said-paid" in {one.code for one in read(drawn(page)).findings}] == []


def test_a_page_that_asks_for_another_amount_to_be_transferred_is_for_a_person() -> None:
    page = Page("transfer", (*HONEST.items, (57, 760, "Überweisungsbetrag"), (-540, 760, "9.999,00 EUR")), {})
    assert check(read(drawn(page)), Context(date(2026, 11, 1))).verdict != "accept"
