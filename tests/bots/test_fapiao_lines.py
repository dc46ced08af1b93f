"""The lines of two sources of one invoice, held against each other."""

import pytest

from bots.reading.fapiao.line_sources import differences
from contracts.reading import ReadLine

LINE = ReadLine(quantity="3", unit_price="8301.8867924528", net_amount="100.00", tax_rate="13", tax_amount="13.00")


def _found(other: list[ReadLine], net: str | None = "100.00") -> list[dict[str, str]]:
    found = list(differences([LINE], other, net))
    assert {(one.code, one.severity) for one in found} <= {("line-sources-differ", "exception")}
    return [dict(one.evidence) for one in found]


def test_equal_lines_are_equal_however_they_are_written() -> None:
    printed = {"quantity": "3.00", "unit_price": "8301.88679245283", "tax_rate": "13.0"}
    assert _found([LINE.model_copy(update=printed)]) == []


@pytest.mark.parametrize("name", ["quantity", "unit_price", "net_amount", "tax_rate", "tax_amount"])
def test_a_figure_that_differs_is_said(name: str) -> None:
    assert [one["field"] for one in _found([LINE.model_copy(update={name: "101.00"})])] == [name]


def test_a_cent_counts_and_a_figure_that_is_not_there_does_not() -> None:
    assert _found([LINE.model_copy(update={"net_amount": "100.01"})])[0] == {
        "line": "1", "field": "net_amount", "value": "100.00", "other": "100.01",
    }  # fmt: skip
    assert _found([LINE.model_copy(update={"quantity": None, "tax_rate": "免税"})]) == []


def test_another_number_of_lines_is_said_where_they_do_not_add_up() -> None:
    assert [one["field"] for one in _found([LINE, LINE])] == ["count"]
    assert _found([LINE, LINE], "200.00") == []
    assert [one["field"] for one in _found([LINE, LINE], None)] == ["count"]
    assert [one["field"] for one in _found([LINE, ReadLine()], "100.00")] == ["count"]


def test_a_source_without_lines_says_nothing_of_them() -> None:
    assert _found([]) == []
    assert list(differences([], [LINE], "100.00")) == []
