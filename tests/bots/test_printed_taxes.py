"""The tax of a page that names one rate is computed again; what a page says of several rates is not enough for it."""

from datetime import date

import pytest

from adapters.specimens.eu_mutations import mutants
from bots.checks import Context, check
from bots.reading.any_file import read
from bots.reading.layout import Word, sheet
from bots.reading.printed_taxes import taxes
from contracts.reading import Field

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


@pytest.mark.parametrize(
    ("rows", "rates"),
    [
        (("VAT 19 % 19.00",), ["19"]),
        (("19 % VAT 19.00", "VAT total 19.00"), ["19"]),
        (("VAT 19 % 100.00 19.00",), ["19"]),
        (("VAT 19 % 12.00", "VAT 7 % 7.00"), []),
        (("VAT 19 % 80.00 15.20",), []),
        (("VAT total 19.00",), []),
        (("VAT number DE1 within 14 days less 2 %",), []),
        (("VAT abcdefghij 19 % 19.00",), ["19"]),  # twelve characters between
        (("VAT abcdefghijk 19 % 19.00",), []),
        (("VAT19% 19.00",), ["19"]),
        (("19 % abcdefghij VAT 19.00",), ["19"]),
        (("19 % abcdefghijk VAT 19.00",), []),
        (("19%Mehrwertsteuer 19.00",), ["19"]),
        (("VAT 19 % or 7 % 19.00",), []),
    ],
)
def test_one_rate_beside_the_whole_tax_is_believed(rows: tuple[str, ...], rates: list[str]) -> None:
    assert [group.rate for group in taxes(sheet(_page(*rows)), ".", FIELDS)] == rates


def test_a_page_that_asks_for_more_tax_than_its_rate_is_for_a_person() -> None:
    forged = next(one for one in mutants(5005, "pdf") if one.mutation == "tax-overstated")
    judged = check(read(forged.specimen.data), Context(date(2026, 11, 1)))
    assert ("tax-mismatch", "exception") in {(one.code, one.severity) for one in judged.findings}
