"""The taxes that a page lists: which rows surely list them, and what of that is computed again."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.specimens.eu_mutations import mutants
from bots.checks import Context, check
from bots.reading.any_file import read
from bots.reading.layout import Word, sheet
from bots.reading.printed_taxes import taxes
from contracts.reading import Field, ReadLine, Totals

FIELDS = {
    name: Field(value=value, source="text", confidence=1)
    for name, value in {"net_amount": "100.00", "tax_amount": "19.00"}.items()
}


def _page(*rows: str) -> list[Word]:
    return [
        Word(word, 1, 100.0 * column, 20.0 * row, 100.0 * column + 6 * len(word), 20.0 * row + 10)
        for row, text in enumerate(rows)
        for column, word in enumerate(text.split())
    ]


def _listed(*rows: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(group.rate, group.base, group.tax) for group in taxes(sheet(_page(*rows)), ".", FIELDS)]


@pytest.mark.parametrize(
    "rows",
    [
        ("VAT 19 % 19.00",),
        ("19 % VAT 19.00", "VAT total 19.00"),
        ("Total excl. VAT 100.00", "VAT 19 % 100.00 19.00"),
        ("Rate Net VAT", "19 % 100.00 19.00"),
        ("VAT (S) 100.00 19 19.00",),
        ("VAT 19 % 100.00 19.00 119.00",),
    ],
)
def test_the_one_rate_of_a_page_is_computed_from_the_net(rows: tuple[str, ...]) -> None:
    assert _listed(*rows) == [("19", "100.00", "19.00")]


def test_several_rates_are_believed_where_they_add_up_to_the_tax() -> None:
    assert _listed("VAT 19 % 12.00", "VAT 7 % 7.00") == [("19", None, "12.00"), ("7", None, "7.00")]
    table = ("VAT rate Net VAT", "20 % 80.00 16.00", "reduced rate", "5.5 % 54.55 3.00")
    assert _listed(*table) == [("20", "80.00", "16.00"), ("5.5", "54.55", "3.00")]


def test_rows_that_stand_apart_are_believed_too() -> None:
    rows = ("VAT 19 % 12.00", "Net at 7 % 100.00", "VAT 7 % 7.00")
    assert _listed(*rows) == [("19", None, "12.00"), ("7", None, "7.00")]


@pytest.mark.parametrize(
    "rows",
    [
        ("VAT 19 % 60.00 11.40", "VAT 7 % 40.00 2.80"),
        ("VAT 19 % 11.40", "VAT 7 % 2.80"),
    ],
    ids=["bases that are the net", "nothing but taxes"],
)
def test_taxes_that_are_surely_all_show_that_the_total_is_none(rows: tuple[str, ...]) -> None:
    assert [tax for _, _, tax in _listed(*rows)] == ["11.40", "2.80"]


@pytest.mark.parametrize(
    "rows",
    [
        ("VAT 19 % 80.00 15.20",),
        ("VAT total 19.00",),
        ("VAT number DE1 within 14 days less 2 %",),
        ("Freight at 19 % VAT with everything that belongs to it 3.00", "Toll at 7 % VAT as agreed upon before 1.00"),
        ("VAT 30 % 19.00",),
        ("VAT 19 % 1.00 2.00 19.00",),
        ("19 % 100.00 19.00",),
    ],
)
def test_other_rows_say_nothing(rows: tuple[str, ...]) -> None:
    assert _listed(*rows) == []


def test_lines_tell_what_a_rate_is_computed_from() -> None:
    page = sheet(_page("VAT 19 % 12.00", "VAT 7 % 7.00"))
    lines = [ReadLine(tax_rate=rate, net_amount=net) for rate, net in (("19", "60"), ("7.0", "30"), ("0", "10"))]
    assert [group.items for group in taxes(page, ".", FIELDS, lines)] == ["60", "30"]
    for other in (ReadLine(net_amount="1"), ReadLine(tax_rate="5", net_amount="1"), ReadLine(tax_rate="7")):
        assert [group.items for group in taxes(page, ".", FIELDS, [*lines, other])] == [None, None]


@pytest.mark.parametrize("seed", range(40))
def test_a_page_that_asks_for_more_tax_than_its_rates_is_for_a_person(seed: int) -> None:
    forged = next(one for one in mutants(seed, "pdf") if one.mutation == "tax-overstated")
    judged = check(read(forged.specimen.data), Context(date(2026, 11, 1)))
    assert judged.verdict == "exception"


@pytest.mark.parametrize(
    ("off", "on", "taxed", "items"),
    [
        ("10.00", "0", ("18.00", "14.00"), ("90.00", "200.00")),
        ("20.00", "0", ("20.00", "12.60"), ("100.00", "180.00")),
        ("30.00", "0", ("18.00", "12.60"), ("90.00", "180.00")),  # each rate has its share
        ("0", "12.50", ("22.50", "14.00"), ("112.50", "200.00")),
        ("10.00", "12.50", ("18.00", "14.88"), ("90.00", "212.50")),
        ("10.00", "0", ("20.00", "14.00"), ("100.00", "200.00")),  # no share explains the taxes
        ("10.00", "0", ("18.02", "14.00"), ("100.00", "200.00")),
    ],
)
def test_what_is_taken_off_or_added_to_the_whole_is_of_the_rates_that_the_taxes_say(
    off: str, on: str, taxed: tuple[str, str], items: tuple[str, str]
) -> None:
    """Lines of 100.00 at 20 % and 200.00 at 7 %; pages do not tell the rate of what is taken off or added."""
    lines = (ReadLine(net_amount="100.00", tax_rate="20"), ReadLine(net_amount="200.00", tax_rate="7"))
    sums = Totals(lines="300.00", allowances=off, charges=on)
    net, tax = Decimal(300) - Decimal(off) + Decimal(on), sum(map(Decimal, taxed))
    figures = {"net_amount": str(net), "tax_amount": str(tax)}
    fields = {name: Field(value=value, source="text", confidence=1) for name, value in figures.items()}
    rows = (f"VAT 20 % {taxed[0]}", f"VAT 7 % {taxed[1]}")
    assert tuple(one.items for one in taxes(sheet(_page(*rows)), ".", fields, lines, sums)) == items
