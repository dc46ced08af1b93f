"""Dates and amounts as people write them."""

import pytest

from bots.numbers import exact
from bots.reading.finished import DOUBT
from bots.reading.layout import Word, sheet
from bots.reading.pdf import draft
from bots.reading.written import amounts, decimal_mark, figure, iso_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05.03.2018", "2018-03-05"), ("5.3.18", "2018-03-05"), ("2018-03-05", "2018-03-05"),
        ("2018年3月5日", "2018-03-05"), ("11. März 2014", "2014-03-11"), ("5 March 2014", "2014-03-05"),
        ("March 5, 2014", "2014-03-05"), ("16 août 2017", "2017-08-16"), ("03/25/2025", "2025-03-25"),
        ("31.13.2018", None), ("nothing", None),
    ],
)  # fmt: skip
def test_dates(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected


def test_the_order_of_day_and_month_is_day_first_unless_told() -> None:
    assert iso_date("03/04/2025") == "2025-04-03"
    assert iso_date("03/04/2025", month_first=True) == "2025-03-04"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Summe 1.234,56 €", ["1234.56"]), ("Total $1,234.56", ["1234.56"]), ("- 8,79 und 0,10", ["-8.79", "0.10"]),
        ("12,50-", ["-12.50"]), ("20,00 % von 5,00", ["5.00"]), ("1\u2009234,50", ["1234.50"]),
        ("am 04.03.2014", []), ("¥3,000.00", ["3000.00"]),
    ],
)  # fmt: skip
def test_amounts(text: str, expected: list[str]) -> None:
    assert [amount for amount, _, _ in amounts(text, decimal_mark(text))] == expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("100,0000", ",", "100.0000"), ("1.000", ",", "1000"), ("1.000", ".", "1.000"), ("12", ".", "12"),
        ("1,5", ".", None), ("Stk", ",", None),
    ],
)  # fmt: skip
def test_figures(text: str, mark: str, expected: str | None) -> None:
    assert figure(text, mark) == expected


@pytest.mark.parametrize(
    ("text", "good"), [("1", True), ("+1.50", True), (".5", True), ("1e3", False), ("", False), ("٣", False)]
)
def test_plain_decimals(text: str, good: bool) -> None:
    assert (exact(text) is not None) is good


def _words(*rows: str) -> list[Word]:
    """Words as if printed in columns of 50 points and rows of 20."""
    cells = [(x, y, text) for y, row in enumerate(rows) for x, text in enumerate(row.split())]
    return [Word(text, 1, 50.0 * x, 20.0 * y, 50.0 * x + 45, 20.0 * y + 10) for x, y, text in cells]


@pytest.mark.parametrize(
    ("other", "expected"), [("due 11/17/2017", "2017-11-03"), ("due 17/11/2017", "2017-03-11"), ("", "2017-03-11")]
)
def test_another_date_settles_whether_the_month_comes_first(other: str, expected: str) -> None:
    words = _words("Invoice Date 11/03/2017", other)
    assert draft(sheet(words)).fields["issue_date"].value == expected


def test_number_and_date_may_stand_under_their_labels() -> None:
    fields = draft(sheet(_words("Customer Rechnungsnr Rechnungsdatum Due", "K-1 RE-77 05.03.2018 19.03.2018"))).fields
    assert (fields["number"].value, fields["issue_date"].value) == ("RE-77", "2018-03-05")


def _printed(gap: float, *rows: str) -> list[Word]:
    """Words of height 10 and 6 a letter, as in Courier, `gap` points apart."""
    words = []
    for y, row in enumerate(rows):
        x = 50.0
        for text in row.split():
            words.append(Word(text, 1, x, 20.0 * y, x + 6 * len(text), 20.0 * y + 10))
            x += 6 * len(text) + gap
    return words


TOTALS = ("Nettobetrag EUR 1 000,00", "Steuerbetrag EUR 200,00", "Bruttobetrag EUR 1 200,00")


def test_thousands_of_a_monospaced_page_are_never_cut_off() -> None:
    """Net, tax and gross cut alike would add up: a space of 0.6 em must not look like the end of a cell."""
    gross = draft(sheet(_printed(6, *TOTALS))).fields["gross_amount"]
    assert (gross.value, gross.confidence < DOUBT) == ("1200.00", True)


def test_a_space_as_narrow_as_in_proportional_print_groups_thousands() -> None:
    gross = draft(sheet(_printed(2.8, *TOTALS))).fields["gross_amount"]
    assert (gross.value, gross.confidence) == ("1200.00", 0.98)


def test_columns_part_figures() -> None:
    gross = draft(
        sheet(_printed(10, "Nettobetrag EUR 1 100,00", "Steuerbetrag EUR 1 20,00", "Bruttobetrag EUR 1 120,00"))
    ).fields
    assert (gross["gross_amount"].value, gross["gross_amount"].confidence) == ("120.00", 0.98)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\u2002200,00", ["1200.00"]), ("2026\u2002200,00", ["200.00"]), ("1\u200245,00", ["45.00"]),
        ("01\u2002200,00", ["200.00"]), ("3\u20021\u2002200,00", ["1200.00"]), ("000,00 und 0,00", ["0.00"]),
    ],
)  # fmt: skip
def test_amounts_after_a_doubtful_space(text: str, expected: list[str]) -> None:
    assert [amount for amount, _, _ in amounts(text, ",")] == expected
