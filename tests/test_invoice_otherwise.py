"""What the bench excuses: only what a page prints and its XML says otherwise."""

import pytest

from adapters.specimens.truth import Specimen
from bench import invoice_otherwise
from bots.reading.made_page import page

PAGE = page([(60, 700, "Nettobetrag: 358.00"), (60, 680, "Total: -24.50"), (60, 660, "Datum 08.10.2015")])


@pytest.mark.parametrize(
    ("truth", "words", "holds"),
    [
        ({"net_amount": "496.00"}, "Nettobetrag: 358.00", True),
        ({"net_amount": "496.00"}, "Nettobetrag: 385.00", False),  # the page says nothing of the kind
        ({"net_amount": "358.00"}, "Nettobetrag: 358.00", False),  # the page says what the XML says
        ({"gross_amount": "24.50"}, "Total: -24.50", True),  # the sign is part of what is printed
        ({"issue_date": "2015-10-08"}, "Nettobetrag: 358.00", False),  # the page has the day in its own order
        ({"issue_date": "2014-10-08"}, "Datum 08.10.2015", True),
    ],
)
def test_an_entry_holds_where_the_page_bears_it_out(
    truth: dict[str, str], words: str, holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    [name] = truth
    monkeypatch.setattr(invoice_otherwise, "PRINTED", {"a.pdf": {name: ("what was read", words)}})
    [entry] = invoice_otherwise.entries(Specimen("a.pdf", "", PAGE, truth, 0))
    assert entry == (name, "what was read", holds)


def test_other_files_have_no_entries() -> None:
    assert not list(invoice_otherwise.entries(Specimen("b.pdf", "", PAGE, {}, 0)))
