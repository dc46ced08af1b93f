"""Pages as programmes of today print them are read as a clerk reads them, and what is called sure is right."""

import pytest

from bots.reading import read
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


def test_most_of_what_is_read_is_sure() -> None:
    found = [field.confidence >= SURE for page in pages() for field in read(drawn(page)).fields.values()]
    assert sum(found) >= 0.7 * len(found)
