"""Fund accounts: whatever is asked in whatever order, nothing falls below zero and every move adds up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates._base import Refusal
from aggregates.fund_account import FUND_ACCOUNT, FundAccount
from aggregates.fund_account_commands import Except, MoveIn, MoveOut, Open, Pay, Release, Reserve
from contracts.values import Money
from tests.examples import CO, COMMAND_EXAMPLES, LP, PAY, POOL, RUN, WAGES
from tests.support.house import eur, facts

D, ZERO = Decimal, Decimal(0)
OPENED: Any = Open(COMMAND_EXAMPLES["fund_account.open"], WAGES)  # type: ignore[arg-type]


def _after(*commands: object) -> FundAccount:
    state = FUND_ACCOUNT.initial
    for command in (OPENED, *commands):
        decision = FUND_ACCOUNT.decide(state, command, facts())
        assert not isinstance(decision, Refusal), decision
        for event in decision:
            state = FUND_ACCOUNT.evolve(state, event)
    return state


def _code(state: FundAccount, command: object) -> str | None:
    decision = FUND_ACCOUNT.decide(state, command, facts())
    return decision.code if isinstance(decision, Refusal) else None


def test_all_of_it_can_be_reserved_and_not_a_cent_more() -> None:
    assert _code(_after(), Reserve(eur("900.01"), RUN)) == "fund-account-short"
    full = _after(Reserve(eur(900), RUN))
    assert (full.balance, full.available, full.held(RUN.id)) == (D(900), D(0), D(900))
    for more in (Reserve(eur("0.01"), LP), MoveOut(eur("0.01"), POOL, None, "w"), MoveOut(eur("0.01"), POOL, LP, "w")):
        assert _code(full, more) == "fund-account-short"
    assert _code(full, MoveOut(eur(900), POOL, RUN, "w")) is None


def test_less_than_one_unit_stays_reserved_until_the_last_cent() -> None:
    state = _after(Reserve(eur(1), RUN), Release(RUN, eur("0.99"), PAY))
    assert (state.held(RUN.id), state.available) == (D("0.01"), D("899.99"))


def test_a_cause_has_no_more_than_it_reserved() -> None:
    state = _after(Reserve(eur(100), RUN), Reserve(eur(50), LP))
    for step in (Pay, Release):
        assert _code(state, step(RUN, eur("100.01"), PAY)) == "more-than-reserved"
        assert _code(state, step(RUN, eur(100), PAY)) is None
    assert FUND_ACCOUNT.decide(state, Pay(CO), facts()) == ()
    part = _after(Reserve(eur(100), RUN), Reserve(eur(50), RUN), Pay(RUN, eur(30), PAY), Release(RUN, eur(20), PAY))
    assert (part.balance, part.available, part.held(RUN.id)) == (D(870), D(770), D(100))
    rest = _after(Reserve(eur(100), RUN), Reserve(eur(7), LP), Pay(RUN), Release(LP))
    assert (rest.balance, rest.available, rest.reserved) == (D(800), D(800), {})


@pytest.mark.parametrize(
    "command", [Reserve(Money(amount=1, currency="USD"), RUN), MoveIn(Money(amount=1, currency="USD"), POOL, None, "w")]
)
def test_an_account_is_in_one_currency(command: object) -> None:
    assert _code(_after(), command) == "currency-mismatch"


def test_an_exception_is_granted_once() -> None:
    granted = _after(Except(RUN, eur(2), eur(1), "w"))
    assert granted.exceptions == {RUN.id: facts().actor.name}
    assert FUND_ACCOUNT.decide(granted, Except(RUN, eur(2), eur(1), "w"), facts()) == ()


AMOUNTS = st.integers(1, 60_000).map(lambda cents: eur(Decimal(cents) / 100))
CAUSES = st.sampled_from([RUN, LP, CO])
ASKED = st.one_of(
    st.builds(Reserve, AMOUNTS, CAUSES),
    st.builds(Release, CAUSES, st.none() | AMOUNTS),
    st.builds(Pay, CAUSES, st.none() | AMOUNTS),
    st.builds(MoveIn, AMOUNTS, st.just(POOL), st.none(), st.just("w")),
    st.builds(MoveOut, AMOUNTS, st.just(POOL), st.none() | CAUSES, st.just("w")),
)


@given(st.lists(ASKED, max_size=30))
def test_nothing_falls_below_zero_and_the_moves_add_up(commands: list[object]) -> None:
    state, moved = _after(), Decimal(900)
    for command in commands:
        decision = FUND_ACCOUNT.decide(state, command, facts())
        for event in () if isinstance(decision, Refusal) else decision:
            before, state = state, FUND_ACCOUNT.evolve(state, event)
            sign = {"moved_in": 1, "moved_out": -1, "paid": -1}.get(event.stored_as.split(".")[1], 0)
            moved += sign * event.amount.amount  # type: ignore[attr-defined]
            assert state.balance == moved
            assert before.balance - state.balance in (0, -sign * event.amount.amount)  # type: ignore[attr-defined]
        assert state.available >= 0
        assert all(amount > 0 for _, amount in state.reserved.values())
        assert state.available == state.balance - sum((amount for _, amount in state.reserved.values()), ZERO)
