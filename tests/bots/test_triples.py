"""Rows of a table without headings: a quantity times a price is an amount, each limit from both sides."""

from __future__ import annotations

import pytest

from bots.reading import triples
from bots.reading.layout import Word, sheet
from contracts.reading import ReadLine

Row = tuple[Word, ...]


def row(text: str, top: float = 100, page: int = 1, apart: float = 30) -> Row:
    """Words of a row, wide apart: 5 points a sign, 10 high; "_" in one is a space."""
    words, at = [], 50.0
    for part in text.split():
        said = part.replace("_", " ")
        words.append(Word(said, page, at, top, at + 5 * len(said), top + 10))
        at += 5 * len(said) + apart
    return tuple(words)


def lines(*texts: str, net: str = "20.00", apart: float = 30) -> list[tuple[str | None, ...]]:
    """What is read of rows under one another: description, quantity, unit, price and amount of each line."""
    page = sheet([word for number, text in enumerate(texts) for word in row(text, 100 + 20 * number, apart=apart)])
    return [_said(line) for line in triples.lines(page, ",", net)]


def _said(line: ReadLine | None) -> tuple[str | None, ...]:
    assert line is not None
    return (line.description, line.quantity, line.unit, line.unit_price, line.net_amount)


BEAM = ("Beam", "2", None, "10.00", "20.00")


def test_lines_are_read_where_they_add_up_to_the_net_total() -> None:
    assert lines("Beam 2 10,00 20,00") == [BEAM]
    assert lines("Beam 2 10,00 20,00", "Bolt 3 1,50 4,50", net="24.50") == [BEAM, ("Bolt", "3", None, "1.50", "4.50")]
    assert lines("Beam 2 10,00 20,00", net="20.01") == []
    assert lines("Beam 2 10,00 20,01", net="0.00") == []


def test_an_amount_may_stand_in_the_row_below_and_only_there() -> None:
    assert lines("Beam 2 10,00", "HEA long steel 20,00") == [BEAM]
    assert lines("long steel HEA 20,00", "Beam 2 10,00") == []
    assert lines("Beam 2 10,00", "HEA", "long steel HEA 20,00") == []
    assert lines("Bolt 3 1,50 4,50", "Beam 2 10,00", "HEA long steel 20,00", net="24.50")[1:] == [BEAM]


def test_what_looks_like_grouped_thousands_may_be_a_quantity_and_its_price() -> None:
    assert lines("Beam 1 234,50 234,50", net="234.50", apart=2) == [("Beam", "1", None, "234.50", "234.50")]
    assert lines("Beam 2 10,00 20,00", apart=2) == [BEAM]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Beam 5 % 2,00 10,00", False),
        ("Beam 5% 2,00 10,00", False),
        ("Beam 5 2,00 10,00 %", False),
        ("Beam 5 2,00 10,00 % Stk", False),
        ("Beam 5 2,00 10,00", True),
        ("Beam 05 2,00 10,00", False),
        ("Beam 5 2,00€ 10,00EUR", True),
        ("Beam 5 2,00 10", False),
    ],
)
def test_neither_a_percentage_nor_the_end_of_a_figure_is_a_factor(text: str, found: bool) -> None:
    assert bool(lines(text, net="10.00")) is found


def test_a_row_of_more_than_nine_figures_is_no_line() -> None:
    assert lines(f"{'77 ' * 6}Beam 2 10,00 20,00") != []
    assert lines(f"{'77 ' * 7}Beam 2 10,00 20,00") == []


@pytest.mark.parametrize(
    ("text", "net", "found"),
    [
        ("Beam 3 3,33 10,00", "10.00", True),
        ("Beam 3 3,34 10,01", "10.01", True),
        ("Beam 1 9,99 10,00", "10.00", True),
        ("Beam 1 9,98995 10,00", "10.00", False),
        ("Beam 1 9,98 10,00", "10.00", False),
        ("Beam 2 10,00 10 % 18,00", "18.00", True),
        ("Beam 2 10,00 10 % 18,01", "18.01", True),
        ("Beam 2 10,00 10 % 18,02", "18.02", False),
    ],
)
def test_they_multiply_to_the_cent_with_the_discount_that_the_row_names(text: str, net: str, found: bool) -> None:
    assert bool(lines(text, net=net)) is found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1 Beam 2 10,00 20,00", BEAM),
        ("Beam 2 Stk 10,00 20,00", ("Beam", "2", "Stk", "10.00", "20.00")),
        ("Beam 10,00 2 20,00", BEAM),
        ("Beam 10,00 2 Stk 20,00", ("Beam", "2", "Stk", "10.00", "20.00")),
        ("Beam 2 10 20,00", ("Beam", "2", None, "10", "20.00")),
        ("2 10,00 Beam HEA 20,00", ("Beam HEA", "2", None, "10.00", "20.00")),
        ("2 10,00 20,00", (None, "2", None, "10.00", "20.00")),
        ("2 Stk 10,00 20,00", (None, "2", "Stk", "10.00", "20.00")),
    ],
)
def test_what_else_a_row_says(text: str, line: tuple[str | None, ...]) -> None:
    assert lines(text) == [line]


@pytest.mark.parametrize(
    ("text", "rate", "adjustment"),
    [
        ("Beam 2 10,00 20,00", None, None),
        ("Beam 2 10,00 19% 20,00", "19", None),
        ("Beam 2 10,00 19% 7% 20,00", None, None),
        ("Beam 2 10,00 10% 18,00", None, "-2.00"),
    ],
)
def test_a_percentage_is_its_rate_where_it_takes_nothing_off(
    text: str, rate: str | None, adjustment: str | None
) -> None:
    line = triples._line(row(text), ",", frozenset())
    assert line is not None
    assert (line.tax_rate, line.adjustment) == (rate, adjustment)


def over(text: str, *, top: float = 112, x1: float = 400, page: int = 1, upper: Row | None = None) -> bool:
    """Whether the amount of a line is read from the row below, where it ends at `x1`."""
    upper = upper or row("Beam 2 10,00")
    below = (Word(text, page, x1 - 5 * len(text), top, x1, top + 10),)
    return triples._line_over(upper, below, ",", frozenset()) is not None


def test_the_amount_below_stands_further_to_the_right_on_the_same_page() -> None:
    end = row("Beam 2 10,00")[-1].x1
    assert over("20,00", x1=end + 0.1)
    assert not over("20,00", x1=end)
    assert not over("20,00", x1=end - 1)
    assert not over("20,00", page=2)
    assert not over("20")


def test_it_stands_less_than_two_and_a_half_lines_lower_than_the_first_word() -> None:
    first, second, last = row("Beam 2 10,00")
    crooked = (first, second._replace(top=104, bottom=130), last._replace(top=95, bottom=130))
    for upper in (crooked, (first, second, last)):
        assert over("20,00", top=124.9, upper=upper)
        assert not over("20,00", top=125, upper=upper)


def test_a_quantity_may_be_the_last_of_its_row() -> None:
    below = row("20,00", 112)
    below = (below[0]._replace(x0=500, x1=525),)
    for text, unit in (("Beam 10,00 2", None), ("Beam 10,00 2 Stk", "Stk")):
        assert _said(triples._line_over(row(text), below, ",", frozenset())) == ("Beam", "2", unit, "10.00", "20.00")
