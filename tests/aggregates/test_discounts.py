"""What is kept for paying early: on its last day and not a day later, in proportion to what is left of the payable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregates.payable import PAYABLE, Reduce
from events.payable import PayableOpened, PayableReduced
from tests.examples import EVENT_EXAMPLES, INV
from tests.support.house import NOW, eur, fold, given

DUE = EVENT_EXAMPLES["payable.opened.v1"]
assert isinstance(DUE, PayableOpened)
UNTIL = NOW.date()


def opened(amount: str = "1190", discount: str | None = "23.80") -> PayableOpened:
    assert isinstance(DUE, PayableOpened)
    agreed = {"discount": eur(discount), "discount_until": UNTIL} if discount else {"discount": None}
    return DUE.model_copy(update={"amount": eur(amount), **agreed})


@pytest.mark.parametrize(("days", "kept"), [(-1, "23.80"), (0, "23.80"), (1, None)])
def test_the_last_day_is_still_early(days: int, kept: str | None) -> None:
    state = fold(PAYABLE, PAYABLE.initial, (opened(),))
    assert state.discount_on(UNTIL + timedelta(days=days)) == (eur(kept) if kept else None)


@pytest.mark.parametrize(("by", "kept"), [("595", "11.90"), ("1189.99", None), ("1189", "0.02"), ("1", "23.78")])
def test_a_credit_takes_its_part_of_the_discount_with_it(by: str, kept: str | None) -> None:
    state = given(PAYABLE, opened()).when(Reduce(eur(by), INV)).then(PayableReduced)
    assert state.discount_on(UNTIL) == (eur(kept) if kept else None)


def test_nothing_is_kept_where_nothing_was_agreed_or_nothing_would_be_left() -> None:
    assert fold(PAYABLE, PAYABLE.initial, (opened(discount=None),)).discount_on(UNTIL) is None
    assert fold(PAYABLE, PAYABLE.initial, (opened("10", "10"),)).discount_on(UNTIL) is None
    assert fold(PAYABLE, PAYABLE.initial, (opened("10", "9.99"),)).discount_on(UNTIL) == eur("9.99")
