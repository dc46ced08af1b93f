"""Pages as programmes of today print them are read as a clerk reads them, and what is called sure is right."""

import re
from decimal import Decimal

import pytest

from bots.reading.any_file import read
from bots.reading.written import DATE, iso_date
from tests.bots.pages import Page, drawn, pages

SURE = 0.98


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_page_is_read_as_a_clerk_reads_it(page: Page) -> None:
    fields = read(drawn(page)).fields
    assert {name: fields[name].value if name in fields else None for name in page.truth} == page.truth


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_what_is_sure_is_right(page: Page) -> None:
    fields = read(drawn(page)).fields
    sure = {name: field.value for name, field in fields.items() if field.confidence >= SURE and name != "kind"}
    assert sure.items() <= dict(page.truth).items()


WITH_LINES = {
    "datev": 2, "lexware": 2, "odoo-fr": 2, "sage-en": 2, "xero": 2, "quickbooks": 2, "ebp": 2, "dutch": 2, "spanish": 2,
    "italian": 2, "sap": 1, "swiss": 2, "grid-head": 2, "reverse-charge": 0, "discount": 2, "utility": 0,
}  # fmt: skip


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_lines_are_read_where_they_multiply_and_add_up(page: Page) -> None:
    """Not where a row has no quantity. What is taken off between the lines and the net is told beside them."""
    reading = read(drawn(page))
    lines = reading.lines
    assert len(lines) == WITH_LINES[page.name]
    for line in lines:
        quantity, price, net = (Decimal(one or "0") for one in (line.quantity, line.unit_price, line.net_amount))
        assert quantity * price == net
        assert line.description
    if lines:
        off = Decimal(reading.totals.allowances or "0")
        assert sum(Decimal(line.net_amount or "0") for line in lines) - off == Decimal(page.truth["net_amount"])


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("30 maart 2014", "2014-03-30"), ("17 de marzo de 2026", "2026-03-17"), ("17-Mar-2026", "2026-03-17"),
     ("3 gennaio 2026", "2026-01-03"), ("1 février 2026", "2026-02-01")],
)  # fmt: skip
def test_months_are_known_in_the_languages_of_the_pages(written: str, read_as: str) -> None:
    assert re.fullmatch(DATE, written, re.IGNORECASE)
    assert iso_date(written) == read_as


def test_most_of_what_is_read_is_sure() -> None:
    found = [field.confidence >= SURE for page in pages() for field in read(drawn(page)).fields.values()]
    assert sum(found) >= 0.7 * len(found)
