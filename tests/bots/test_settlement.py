"""What comes off bills and goes back: exact, to the cent, and Σnet + advance + retention + fines = Σgross always."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.contract_terms import recovered_to_date
from bots.due_dates import due_date, early, kept
from bots.settlement import Account, given_back, share, take_off, total
from contracts.contract import Advance, ContractTerms, FromStartPoint, Instalments, Linear, Retention
from contracts.values import money
from tests.support.house import eur, road

ZERO = Decimal(0)
RULES = (
    FromStartPoint(rule="start-point", materials_percent=Decimal(60)),
    Linear(rule="linear"),
    Instalments(rule="instalments", bills=3),
)


def terms(rule: FromStartPoint | Linear | Instalments = RULES[1], percent: str = "3") -> ContractTerms:
    return road(
        advance=Advance(amount=eur(240), recovery=rule),
        retention=Retention(percent=Decimal(percent), release_after_days=730),
    )


def test_the_textbook_bill_by_bill() -> None:
    account = Account(advance_paid=Decimal(240))
    seen = []
    for bill in (360, 300, 300, 240):
        off = take_off(terms(), account, eur(bill), Decimal(bill))
        seen.append((off.recovered, off.retained, off.net))
        account = Account(
            certified=account.certified + bill,
            advance_paid=account.advance_paid,
            recovered=account.recovered + off.recovered.amount,
            retained=account.retained + off.retained.amount,
            bills=account.bills + 1,
        )
    assert seen == [
        (eur(0), eur("10.80"), eur("349.20")),
        (eur(120), eur(9), eur(171)),
        (eur(120), eur(9), eur(171)),
        (eur(0), eur("7.20"), eur("232.80")),
    ]


@pytest.mark.parametrize("rule", RULES)
def test_the_last_bill_recovers_the_rest(rule: FromStartPoint | Linear | Instalments) -> None:
    off = take_off(terms(rule), Account(advance_paid=Decimal(240), recovered=Decimal(10)), eur(1200), Decimal(1200))
    assert off.recovered == eur(230)


def test_an_instalment_before_the_last_bill_is_a_part() -> None:
    thirds = Advance(amount=eur(240), recovery=RULES[2])
    assert recovered_to_date(thirds, eur(1200), eur("1199.99"), 1) == eur(80)
    assert recovered_to_date(thirds, eur(1200), eur(1200), 1) == eur(240)


def test_the_second_of_three_bills_recovers_the_second_part() -> None:
    account = Account(certified=Decimal(360), advance_paid=Decimal(240), recovered=Decimal(80), bills=1)
    assert take_off(terms(RULES[2]), account, eur(300), Decimal(300)).recovered == eur(80)


def test_nothing_is_recovered_of_what_was_not_paid_and_no_more_than_was() -> None:
    assert take_off(terms(), Account(), eur(1200), Decimal(1200)).recovered == eur(0)
    assert take_off(terms(), Account(advance_paid=Decimal(100)), eur(660), Decimal(660)).recovered == eur(50)
    plain = terms().model_copy(update={"advance": None, "retention": None})
    assert take_off(plain, Account(advance_paid=Decimal(100)), eur(660), Decimal(660)).net == eur(660)


def test_what_does_not_fit_waits_in_the_order_of_recovery_retention_deductions() -> None:
    account = Account(certified=Decimal(960), advance_paid=Decimal(240), open=((1, Decimal(5)), (2, Decimal(7))))
    off = take_off(terms(), account, eur(300), Decimal(260))
    assert (off.recovered, off.retained, off.deducted, off.net) == (eur(240), eur(20), (), eur(40))
    off = take_off(terms(), account, eur(300), Decimal(285))
    assert (off.retained, off.deducted, off.net) == (eur("37.80"), ((1, eur(5)), (2, eur("2.20"))), eur(15))
    assert off.total == eur(285)
    assert take_off(terms(), account, eur(300), Decimal(-1)).total == eur(0)
    released = Account(certified=Decimal(960), retained=Decimal(9), retains=False)
    assert take_off(terms(), released, eur(100), Decimal(100)).retained == eur(0)


BILLS = st.lists(st.tuples(st.integers(1, 90_000), st.integers(0, 120_000)), min_size=1, max_size=8)


@given(
    bills=BILLS, rule=st.sampled_from(RULES), percent=st.integers(0, 100), paid=st.integers(0, 24_000),
    fines=st.lists(st.integers(1, 50_000), max_size=3),
)  # fmt: skip
def test_all_parts_of_all_bills_are_the_gross(
    bills: list[tuple[int, int]], rule: FromStartPoint | Linear | Instalments, percent: int, paid: int, fines: list[int]
) -> None:
    agreed, account = terms(rule, str(percent)), Account(advance_paid=Decimal(paid) / 100)
    left = {number: Decimal(cents) / 100 for number, cents in enumerate(fines, 1)}
    sums = dict.fromkeys(("net", "recovered", "retained", "deducted", "gross"), Fraction(0))
    for cents, limit in bills:
        bill = eur(Decimal(cents) / 100)
        account = Account(
            account.certified, account.advance_paid, account.recovered, account.retained, account.bills, True,
            tuple(left.items()),
        )  # fmt: skip
        off = take_off(agreed, account, bill, Decimal(limit) / 100)
        assert min(off.net.amount, off.recovered.amount, off.retained.amount) >= 0
        assert off.total.amount <= min(bill.amount, Decimal(limit) / 100)
        for number, taken in off.deducted:
            left[number] -= taken.amount
        account = Account(
            account.certified + bill.amount,
            account.advance_paid,
            account.recovered + off.recovered.amount,
            account.retained + off.retained.amount,
            account.bills + 1,
        )
        deducted = total((amount for _, amount in off.deducted), "EUR")
        parts = {"net": off.net, "recovered": off.recovered, "retained": off.retained, "deducted": deducted}
        for name, amount in (parts | {"gross": bill}).items():
            sums[name] += Fraction(amount.amount)
    assert sums["net"] + sums["recovered"] + sums["retained"] + sums["deducted"] == sums["gross"]
    assert sums["recovered"] <= Fraction(paid, 100)
    assert min(left.values(), default=ZERO) >= 0


@given(
    parts=st.lists(st.integers(0, 10_000), min_size=1, max_size=5), rest=st.integers(0, 10_000),
    backs=st.lists(st.integers(1, 10_000), max_size=4),
)  # fmt: skip
def test_what_goes_back_never_exceeds_what_is_left_and_all_goes_with_the_whole(
    parts: list[int], rest: int, backs: list[int]
) -> None:
    left, whole = [eur(Decimal(one) / 100) for one in parts], Decimal(sum(parts) + rest) / 100
    for back in (*(Decimal(one) / 100 for one in backs), None):
        amount = whole if back is None else min(back, whole)
        if not amount:
            continue
        given_parts = given_back(left, eur(amount), eur(whole))
        left = [one - gone for one, gone in zip(left, given_parts, strict=True)]
        whole -= amount
        assert all(one.amount >= 0 for one in (*left, *given_parts))
        assert total(given_parts, "EUR").amount <= amount
        assert total(left, "EUR").amount <= whole
    assert total(left, "EUR") == eur(0)


@given(amount=st.integers(0, 100_000), parts=st.lists(st.integers(1, 10_000), min_size=1, max_size=6))
def test_shares_to_date_add_up_to_the_amount(amount: int, parts: list[int]) -> None:
    worth, whole, done, paid = Decimal(amount) / 100, money(Decimal(sum(parts)), "EUR"), ZERO, ZERO
    for one in parts:
        done += one
        to_date = share(money(worth, "EUR"), done, whole).amount
        assert to_date >= paid
        paid = to_date
    assert paid == worth


@pytest.mark.parametrize(
    ("days", "end_of_month", "due"),
    [
        (30, False, date(2026, 12, 2)), (0, False, date(2026, 11, 2)), (0, True, date(2026, 11, 30)),
        (30, True, date(2026, 12, 31)), (28, True, date(2026, 11, 30)), (29, True, date(2026, 12, 31)),
        (118, True, date(2027, 2, 28)),
    ],
)  # fmt: skip
def test_an_invoice_is_due_after_days_or_at_the_end_of_that_month(days: int, end_of_month: bool, due: date) -> None:
    assert due_date(date(2026, 11, 2), days, end_of_month) == due


def test_paying_early_keeps_a_percentage() -> None:
    issued = date(2026, 11, 2)
    assert early(issued, eur(119), Decimal(2), 10) == (eur("2.38"), date(2026, 11, 12))
    assert early(issued, eur(119), Decimal(2), 0) == (eur("2.38"), issued)
    assert early(issued, eur(119), None, 10) is None
    assert early(issued, eur(119), Decimal(0), 10) is None
    assert early(issued, eur(119), Decimal(2), None) is None
    assert early(issued, eur(119), None, None) is None


@pytest.mark.parametrize(
    ("discount", "left", "whole", "found"),
    [
        ("2", "50", "100", "1"), ("0.01", "1", "100", None), ("100", "50", "100", None), ("99.98", "50", "100", "49.99"),
        ("0.01", "100", "100", "0.01"), ("2", "0", "0", None), ("2", "100", "100", "2"), ("1", "0.01", "100", None),
        ("0.01", "1", "1", "0.01"), ("1", "50", "100", "0.50"), ("100", "100", "100", None), ("99", "100", "100", "99"),
        ("0", "100", "100", None),
    ],
)  # fmt: skip
def test_a_part_keeps_its_part_of_a_discount(discount: str, left: str, whole: str, found: str | None) -> None:
    assert kept(eur(discount), eur(left), eur(whole)) == (eur(found) if found else None)
