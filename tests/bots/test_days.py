"""Whether 03/04/2025 is the 3rd of April or the 4th of March, and when nobody can tell."""

import pytest

from bots.reading.days import all_dates, is_ambiguous, month_first
from contracts.reading import Field
from tests.bots.test_due import page

USD, EUR = (Field(value=value, source="text", confidence=1) for value in ("USD", "EUR"))


@pytest.mark.parametrize(
    ("written", "text", "ambiguous"),
    [
        ("03/04/2025", "Invoice date 03/04/2025", True),
        ("12/11/2025", "Invoice date 12/11/2025", True),
        ("11/12/2025", "Invoice date 11/12/2025", True),
        ("13/04/2025", "Invoice date 13/04/2025", False),
        ("04/13/2025", "Invoice date 04/13/2025", False),
        ("13/04/2025", "Invoice date as above", False),
        ("04/13/2025", "Invoice date as above", False),
        ("04/04/2025", "Invoice date 04/04/2025", False),
        ("03.04.2025", "Invoice date 03.04.2025", False),
        ("03/04/2025", "Rechnungsdatum 03/04/2025", False),  # written as it is spoken
        ("03/04/2025", "Invoice date 03/04/2025, due 17/04/2025", False),  # another date settles it
        ("03/04/2025", "Invoice date 03/04/2025, due 04/17/2025", False),
        ("03/04/2025", "Invoice date 03/04/2025, due 12/12/2025", True),
    ],
)
def test_a_day_that_may_be_two(written: str, text: str, ambiguous: bool) -> None:
    assert is_ambiguous(text, written) is ambiguous


@pytest.mark.parametrize(
    ("text", "currency", "first"),
    [
        ("03/04/2025, due 04/13/2025", EUR, True),
        ("03/04/2025, due 13/04/2025", USD, False),
        ("03/04/2025, due 12/12/2025", USD, True),
        ("03/04/2025, due 12/12/2025", EUR, False),
        ("03/04/2025", None, False),
        ("04/13/2025 and 13/04/2025", USD, True),  # both: dates settle nothing
        ("04/13/2025 and 13/04/2025", EUR, False),
    ],
)
def test_the_month_comes_first_where_a_date_shows_it_or_dollars_are_paid(
    text: str, currency: Field | None, first: bool
) -> None:
    assert month_first(text, currency) is first


def test_every_date_of_a_page_is_read_both_ways() -> None:
    found = all_dates(page("Invoice date 03/04/2025", "due 13.04.2025 or 2 May 2025", "Order 4711"))
    assert found == {"2025-04-03", "2025-03-04", "2025-04-13", "2025-05-02"}
    assert all_dates(page("Order 4711")) == set()
