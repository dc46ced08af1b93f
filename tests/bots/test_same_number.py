"""What an invoice is: its number, its parties as a register means them, its kind, and the coin that it is paid in."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bots.cash_rounding import highest_rounding
from bots.invoice_kinds import is_posted
from bots.register_parties import Party, same_parties
from bots.same_number import Numbered, marks, number_year, same_number

NUMBERED = some.builds(
    Numbered, some.sampled_from(["A-1", "a 1", "A-2", "\u0410-1"]), some.integers(2024, 2026),
    some.sampled_from([Decimal(1), Decimal("1.00"), Decimal(-1), Decimal(2)]),
)  # fmt: skip


@given(NUMBERED, NUMBERED)
def test_a_number_is_another_one_only_in_another_year_and_for_another_amount(one: Numbered, other: Numbered) -> None:
    spelled = (one.number == "A-2") is (other.number == "A-2")
    expected = spelled and (one.year == other.year or abs(one.gross or 0) == abs(other.gross or 0))
    assert same_number(one, other) is same_number(other, one) is expected
    assert (not set(marks(one)).isdisjoint(marks(other))) is expected


@pytest.mark.parametrize("one", [Numbered("A-1", None, Decimal(1)), Numbered("A-1", 2026, None)])
def test_what_is_not_told_makes_no_second_invoice(one: Numbered) -> None:
    assert same_number(one, Numbered("A-1", 2020, Decimal(9)))
    assert not same_number(one, Numbered("A-2", 2020, Decimal(9)))


@pytest.mark.parametrize(
    ("issued", "begins", "year"),
    [
        ("2026-01-01", 1, 2026), ("2026-03-31", 4, 2025), ("2026-04-01", 4, 2026), ("2026-02-30", 1, None),
        (None, 1, None),
    ],
)  # fmt: skip
def test_the_year_in_which_a_number_was_given(issued: str | None, begins: int, year: int | None) -> None:
    assert number_year(issued, begins) == year


@pytest.mark.parametrize(
    ("currency", "country", "on", "highest"),
    [
        ("EUR", "DE", date(2026, 1, 1), "0.01"), ("EUR", "FI", date(2026, 1, 1), "0.025"),
        ("EUR", "EE", date(2024, 12, 31), "0.01"),
        ("EUR", "EE", date(2025, 1, 1), "0.025"),
        ("CHF", "CH", date(2026, 1, 1), "0.025"), ("SEK", "", date(2026, 1, 1), "0.5"),
        ("JPY", "", date(2026, 1, 1), "1"), ("CNY", "91", date(2026, 1, 1), "0.01"), ("XXX", "", date(2026, 1, 1), "0"),
    ],
)  # fmt: skip
def test_by_how_much_an_amount_may_be_rounded(currency: str, country: str, on: date, highest: str) -> None:
    assert highest_rounding(currency, country, on) == Decimal(highest)


OURS = Party("Muster GmbH", "DE 123"), Party("ACME AG", "DE9")


@pytest.mark.parametrize(
    ("seller", "buyer", "same"),
    [
        (Party("MUSTER GMBH", "de123"), Party("ACME AG", "DE9"), True),
        (Party("Muster GmbH"), Party(None, "DE9"), True),
        (Party("Muster GmbH", "DE124"), Party("ACME AG", "DE9"), False),  # a number of somebody else
        (Party("Meister GmbH", "DE123"), Party("ACME AG", "DE9"), False),
        (Party("Muster GmbH", "DE123"), Party("Other AG", "DE9"), False),
        (Party("Muster GmbH", "DE123"), Party(), None),
        (Party("Muster GmbH", "DE124"), Party(), False),
        (Party(), Party(), None),
    ],
)
def test_a_register_means_our_invoice_where_nothing_differs_that_both_tell(
    seller: Party, buyer: Party, same: bool | None
) -> None:
    assert same_parties(OURS, (seller, buyer)) is same
    assert same_parties((seller, buyer), OURS) is same


@pytest.mark.parametrize(
    ("kind", "posted"),
    [("380", True), ("381", True), ("386", False), ("325", False), ("mahnung", False), (None, False)],
)
def test_bots_post_invoices_and_credit_notes_and_nothing_else(kind: str | None, posted: bool) -> None:
    assert is_posted(kind) is posted
