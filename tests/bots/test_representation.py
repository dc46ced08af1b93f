"""Files that contradict each other in what is owed, to whom or to which account are never taken for one invoice."""

from typing import Any

import pytest

from bots.representation import RANK, better, differences, kept, refused
from contracts.reading import FIELD_NAMES, Field, Finding, Reading, ReadLine, Totals

SAID = {
    "number": "A-1", "issue_date": "2026-11-02", "currency": "EUR", "net_amount": "100.00", "tax_amount": "19.00",
    "gross_amount": "119.00", "seller_tax_id": "DE136695976", "iban": "DE89370400440532013000", "kind": "380",
}  # fmt: skip


def told(form: Any = "ubl", totals: Totals | None = None, net: str | None = "100", **said: str | None) -> Reading:
    """A reading that says this, beside what all say."""
    fields = {name: Field(value=text, source="xml", confidence=1) for name, text in {**SAID, **said}.items() if text}
    lines = (ReadLine(quantity="1", net_amount=net),) if net else ()
    return Reading(
        file_sha256="a" * 64, format=form, fields=fields, lines=lines, bot_version="t", totals=totals or Totals()
    )


@pytest.mark.parametrize("form", ["cii", "ofd", "pdf", "image"])
def test_other_forms_of_the_same_invoice_contradict_nothing(form: str) -> None:
    assert (
        differences(told(), told(form, number="a1", gross_amount="119", seller_tax_id=None, iban=None, net=None)) == ()
    )


def test_a_file_that_is_fetched_again_says_its_number_as_before() -> None:
    assert differences(told(), told(number="A - 1")) == ()
    assert differences(told(), told(number="A1")) == ("number",)
    assert differences(told(), told("cii", number="A1")) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issue_date", "2026-11-03"),
        ("currency", "USD"),
        ("net_amount", "100.01"),
        ("tax_amount", "18.99"),
        ("gross_amount", "119.01"),
        ("seller_tax_id", "DE129273398"),
        ("iban", "DE02120300000000202051"),
    ],
)
def test_one_figure_or_account_apart_is_told(name: str, value: str) -> None:
    assert name in FIELD_NAMES
    said: dict[str, Any] = {name: value}
    assert differences(told(), told("pdf", **said)) == (name,)


def test_what_does_not_tell_its_total_is_not_taken_for_it() -> None:
    assert differences(told(), told("image", gross_amount=None)) == ("gross_amount",)
    assert differences(told(), told("image", issue_date=None)) == ("gross_amount",)


def test_lines_payable_and_kind_are_compared_where_both_tell_them() -> None:
    assert differences(told(), told("cii", net="99")) == ("lines",)
    assert differences(told(totals=Totals(payable="119")), told("cii", totals=Totals(payable="19"))) == ("payable",)
    assert differences(told(totals=Totals(payable="119.00")), told("cii", totals=Totals(payable="119"))) == ()
    assert differences(told(totals=Totals(payable="119")), told("cii")) == ()
    assert differences(told(), told("cii", kind="381")) == ("kind",)


def test_sources_are_believed_in_their_order() -> None:
    order = ["unknown", "image", "pdf", "ofd", "facturx", "cii"]
    assert sorted(order, key=lambda one: RANK[one]) == order  # type: ignore[index]
    assert better(told("ubl"), told("pdf"))
    assert not better(told("ubl"), told("cii"))
    assert not better(told("image"), told("pdf"))


def test_nothing_takes_the_place_of_what_was_found_forged() -> None:
    forged = told("pdf").with_findings(Finding.of("part-altered", "reject", {}))
    assert refused(forged)
    assert not better(told("ubl"), forged)
    doubtful = told("pdf").with_findings(Finding.of("low-confidence", "exception", {}))
    assert not refused(doubtful)
    assert better(told("ubl"), doubtful)


def test_what_was_found_stays_unless_it_is_a_warning_or_another_file_is_the_answer_to_it() -> None:
    found = (
        Finding.of("part-altered", "reject", {}),
        Finding.of("number-alike", "exception", {}),
        Finding.of("number-alike", "warn", {}),
        Finding.of("unreadable", "exception", {}),
        Finding.of("unreadable", "warn", {}),
    )
    assert kept(told("pdf").with_findings(*found)) == found[:2]
