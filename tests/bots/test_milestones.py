"""What the milestones that are reached let be billed to date, to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bots.milestones import Beyond, Plan, beyond
from bots.settlement import Account
from contracts.contract import Advance, Linear, Milestone, Retention
from tests.support.house import eur, ref, road

HALF, REST = Milestone(name="Half", percent=Decimal(40)), Milestone(name="Rest", percent=Decimal(37))
TERMS = road(
    milestones=(HALF, REST),
    advance=Advance(amount=eur(240), recovery=Linear(rule="linear")),
    retention=Retention(percent=Decimal(3), release_after_days=730),
)
PLAN = Plan(ref("contract"), TERMS, Account(), frozenset({1}))


@pytest.mark.parametrize(("bill", "billed"), [("494.85", None), ("494.86", "480.01")])
def test_what_is_retained_does_not_count(bill: str, billed: str | None) -> None:
    assert beyond(PLAN, eur(bill)) == (Beyond("Rest", eur(480), eur(billed)) if billed else None)


def test_what_is_recovered_of_the_advance_does_not_count() -> None:
    # 588 are 49 %: 240 x 19/50 = 91.20 are recovered and 17.64 retained.
    paid = replace(PLAN, account=Account(advance_paid=Decimal(240)))
    assert beyond(paid, eur(588)) is None
    found = beyond(replace(paid, reached=frozenset()), eur(588))
    assert found == Beyond("Half", eur(0), eur("479.16"))


def test_bills_before_count_and_fines_do_not_make_room() -> None:
    account = Account(certified=Decimal(400), retained=Decimal(12), bills=1, open=((1, Decimal(50)),))
    assert beyond(replace(PLAN, account=account), eur("94.85")) is None
    assert beyond(replace(PLAN, account=account), eur("94.86")) == Beyond("Rest", eur(480), eur("480.01"))


def test_the_first_milestone_that_is_not_reached_is_named_and_a_later_one_pays_as_well() -> None:
    assert beyond(replace(PLAN, reached=frozenset({2})), eur(600)) == Beyond("Half", eur(444), eur(582))


def test_with_all_reached_or_none_agreed_nothing_limits() -> None:
    assert beyond(replace(PLAN, reached=frozenset({1, 2})), eur(1200)) is None
    assert beyond(replace(PLAN, terms=road(), reached=frozenset()), eur(1200)) is None


def test_nothing_billed_is_not_beyond() -> None:
    assert beyond(replace(PLAN, reached=frozenset()), eur(0)) is None


def test_of_bills_before_what_they_recovered_and_retained_does_not_count() -> None:
    account = Account(
        certified=Decimal(588),
        advance_paid=Decimal(240),
        recovered=Decimal("91.20"),
        retained=Decimal("17.64"),
        bills=1,
    )
    assert beyond(replace(PLAN, account=account, reached=frozenset()), eur(0)) == Beyond("Half", eur(0), eur("479.16"))


def test_before_the_first_milestone_a_cent_is_beyond() -> None:
    bare = replace(PLAN, terms=road(milestones=(HALF, REST)), reached=frozenset())
    assert beyond(bare, eur("0.01")) == Beyond("Half", eur(0), eur("0.01"))


def test_a_plan_of_less_than_nothing_lets_nothing_be_billed_and_minds_no_bill_of_nothing() -> None:
    less = replace(PLAN, terms=road(milestones=(HALF, REST)).model_copy(update={"amount": eur(-100)}))
    assert beyond(less, eur(0)) is None
    assert beyond(less, eur("0.01")) == Beyond("Rest", eur(-40), eur("0.01"))
