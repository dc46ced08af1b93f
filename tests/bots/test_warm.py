"""The pages on which readers warm up must be read to their end, or they warm nothing."""

import pytest

from bots.reading import made_page
from bots.reading.warm import CHINESE, EUROPEAN, read_stated


@pytest.mark.parametrize(("texts", "gross"), [(EUROPEAN, "119.00"), (CHINESE, "113.00")])
def test_each_page_is_read_with_its_line(texts: tuple[made_page.Text, ...], gross: str) -> None:
    reading = read_stated(made_page.page(texts))
    assert reading.value("gross_amount") == gross
    assert len(reading.lines) == 1
