"""Settlements of contracts: what comes off a bill, goes back with it, and is let go at last."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aggregates._base import Refusal
from aggregates.settlement import SETTLEMENT
from aggregates.settlement_bills import Bill, Return, bill, release, return_
from aggregates.settlement_entries import approve, drop, propose
from aggregates.settlement_state import Settlement
from aggregates.settlement_under import Under
from contracts.contract import ContractTerms, LateFine, Retention
from contracts.settlement import ApproveDeduction, DropDeduction, ProposeDeduction
from contracts.values import Ref
from events._base import Event
from events.settlement import (
    AdvanceSettled,
    CompletionAccepted,
    DeductionProposed,
    RetentionReleased,
    SettlementBilled,
    SettlementReturned,
)
from tests.support.house import NOW, eur, facts, ref, road

D = Decimal
CT, ST = ref("contract"), ref("settlement")
FIRST, SECOND = ref("invoice", "first"), ref("invoice", "second")
LATER = NOW + timedelta(days=731)


def terms(**more: Any) -> ContractTerms:
    return road(**{"retention": Retention(percent=D(3), release_after_days=730), **more})


def under(**more: Any) -> Under:
    return Under(ST, CT, terms(**more), "rita")


def told(state: Settlement, *decided: Any) -> Settlement:
    for events in decided:
        assert not isinstance(events, Refusal), events
        for event in events:
            assert isinstance(event, Event)
            state = SETTLEMENT.evolve(state, event)
    return state


def billed(state: Settlement, invoice: Ref, amount: Any, limit: Any = None, **more: Any) -> Settlement:
    limit = D(amount) if limit is None else D(limit)
    return told(
        state, bill(state, Bill(under(**more), invoice, eur(amount), limit, ref("payable", str(invoice))), facts())
    )


def returned(state: Settlement, invoice: Ref, amount: Any, **more: Any) -> SettlementReturned:
    [event] = return_(state, Return(under(**more), invoice, ref("invoice", "credit"), eur(amount)))  # type: ignore[misc]
    assert isinstance(event, SettlementReturned)
    return event


def fined(state: Settlement, amount: Any) -> Settlement:
    """With a deduction that rita proposed and mona approved."""
    proposing = ProposeDeduction(agreement=CT.id, kind="deduction", amount=eur(amount), reason="r")
    state = told(state, propose(state, under(), proposing, facts("rita")))
    number = max(state.entries)
    return told(state, approve(state, under(), ApproveDeduction(agreement=CT.id, number=number), facts("mona")))


def completed(state: Settlement) -> Settlement:
    day = NOW.date()
    of: dict[str, Any] = {"ref": ST, "agreement": CT, "completed_on": day, "accepted_by": "mona", "release_on": day}
    return told(state, (CompletionAccepted(**of),))


def test_what_is_kept_of_a_bill_waits_and_what_is_kept_of_none_does_not() -> None:
    state = Settlement()
    [event] = bill(state, Bill(under(retention=None), FIRST, eur(100), D(100), ref("payable")), facts())  # type: ignore[misc]
    assert isinstance(event, SettlementBilled)
    assert (event.held, event.retention, event.expected) == (False, None, None)
    state = billed(state, FIRST, 100)
    assert state.held == (state.bills[FIRST.id],)
    assert state.bills[FIRST.id].expected == date(2027, 10, 31) + timedelta(days=730)
    assert bill(state, Bill(under(), FIRST, eur(100), D(100), ref("payable")), facts()) == ()


def test_kept_of_an_earlier_bill_only_it_is_held_still() -> None:
    state = billed(Settlement(), FIRST, 100)
    [event] = bill(state, Bill(under(retention=None), SECOND, eur(50), D(50), ref("payable")), facts())  # type: ignore[misc]
    assert isinstance(event, SettlementBilled)
    assert (event.held, event.retained) == (True, eur(0))


@pytest.mark.parametrize(
    ("bills", "which", "amount", "held"),
    [
        (((FIRST, 100),), FIRST, 100, False),
        (((FIRST, 100),), FIRST, "99.99", False),
        (((FIRST, 100),), FIRST, 50, True),
        (((FIRST, 100), (SECOND, 100)), FIRST, 100, True),
        (((FIRST, 100), (SECOND, "0.10")), SECOND, "0.10", True),
        (((FIRST, "0.10"), (SECOND, "0.10")), SECOND, "0.10", False),
    ],
)
def test_what_goes_back_says_whether_anything_is_held_still(
    bills: tuple[tuple[Ref, Any], ...], which: Ref, amount: Any, held: bool
) -> None:
    state = Settlement()
    for invoice, worth in bills:
        state = billed(state, invoice, worth)
    event = returned(state, which, amount)
    assert event.held is held
    assert bool(told(state, (event,)).held) is held


def test_after_the_release_nothing_is_held_whatever_goes_back() -> None:
    state = completed(billed(billed(Settlement(), FIRST, 100), SECOND, 100))
    state = told(state, release(state, under(), facts(now=LATER)))
    assert state.released
    assert returned(state, FIRST, 50).held is False
    assert state.held == ()


def test_nothing_goes_back_of_what_was_not_billed_or_twice() -> None:
    state = billed(Settlement(), FIRST, 100)
    back = Return(under(), SECOND, ref("invoice", "credit"), eur(1))
    assert return_(state, back) == ()
    assert return_(state, Return(under(), FIRST, back.cause, eur(0))) == ()
    more = return_(state, Return(under(), FIRST, back.cause, eur("100.01")))
    assert isinstance(more, Refusal)
    assert more.code == "credit-exceeds-payable"
    state = told(state, (returned(state, FIRST, 100),))
    assert return_(state, Return(under(), FIRST, back.cause, eur(1))) == ()


def test_fines_that_no_bill_has_paid_for_come_off_what_was_kept_the_oldest_bill_first() -> None:
    state = billed(billed(Settlement(), FIRST, 100), SECOND, 200)
    state = completed(fined(fined(fined(state, 2), 4), 9))
    [event] = release(state, under(), facts(now=LATER))  # type: ignore[misc]
    assert isinstance(event, RetentionReleased)
    assert [(each.amount, [(one.number, one.amount) for one in each.taken]) for each in event.released] == [
        (eur(3), [(1, eur(2)), (2, eur(1))]),
        (eur(6), [(2, eur(3)), (3, eur(3))]),
    ]
    after = told(state, (event,))
    assert [entry.left for entry in after.entries.values()] == [0, 0, 6]
    assert [entry.open for entry in after.entries.values()] == [False, False, True]


def test_retention_is_let_go_on_its_day_and_once() -> None:
    state = completed(billed(Settlement(), FIRST, 100))
    day = NOW.date() + timedelta(days=730)
    assert state.release_on(terms()) == day
    assert state.release_on(terms(retention=Retention(percent=D(3), release_after_days=0))) == NOW.date()
    assert release(state, under(), facts(now=NOW + timedelta(days=729))) == ()
    released = told(state, release(state, under(), facts(now=NOW + timedelta(days=730))))
    assert release(released, under(), facts(now=LATER)) == ()


def test_from_the_day_of_the_release_nothing_is_kept_of_bills() -> None:
    state = completed(billed(Settlement(), FIRST, 100))
    day = NOW.date() + timedelta(days=730)
    assert state.account(terms(), day - timedelta(days=1)).retains
    assert not state.account(terms(), day).retains
    released = told(state, release(state, under(), facts(now=LATER)))
    assert not released.account(terms(), NOW.date()).retains


def test_only_bills_of_which_something_stands_count() -> None:
    state = billed(billed(Settlement(), FIRST, 100), SECOND, 100)
    assert state.account(terms(), NOW.date()).bills == 2
    assert told(state, (returned(state, FIRST, 100),)).account(terms(), NOW.date()).bills == 1


def _fine(state: Settlement, days: int) -> Any:
    late = LateFine(percent_per_day=D("0.2"), of="contract", cap_percent=D(5))
    command = ProposeDeduction(agreement=CT.id, kind="fine", days_late=days, reason="late")
    return propose(state, under(late_fine=late), command, facts("rita"))


def test_fines_of_a_contract_never_pass_its_cap_and_what_was_dropped_counts_no_more() -> None:
    [first] = _fine(Settlement(), 20)
    assert isinstance(first, DeductionProposed)
    assert (first.amount, first.base) == (eur(48), eur(1200))
    state = told(Settlement(), (first,))
    [rest] = _fine(state, 20)
    assert rest.amount == eur(12)
    full = _fine(told(state, (rest,)), 1)
    assert isinstance(full, Refusal)
    assert (full.code, full.figures["amount"]) == ("nothing-to-deduct", str(eur(0)))
    dropped = told(state, drop(state, under(), DropDeduction(agreement=CT.id, number=1, why="w"), facts("rita")))
    assert _fine(dropped, 20)[0].amount == eur(48)
    none = _fine(state, 0)
    assert isinstance(none, Refusal)


def test_a_deduction_has_no_base() -> None:
    state = fined(Settlement(), 5)
    assert state.entries[1].proposed.base is None


def test_of_a_fine_in_part_taken_only_what_was_taken_counts_once_it_is_dropped() -> None:
    state = told(Settlement(), _fine(Settlement(), 20))
    state = told(state, approve(state, under(), ApproveDeduction(agreement=CT.id, number=1), facts("mona")))
    state = billed(state, FIRST, 10, retention=None)
    assert state.entries[1].left == 38
    state = told(state, drop(state, under(), DropDeduction(agreement=CT.id, number=1, why="w"), facts("mona")))
    assert _fine(state, 30)[0].amount == eur(50)


@pytest.mark.parametrize(
    ("approved", "who", "refused"),
    [(False, "rita", False), (False, "mona", False), (True, "rita", True), (True, "mona", False)],
)
def test_its_author_gives_up_what_is_not_approved_another_person_what_is(
    approved: bool, who: str, refused: bool
) -> None:
    proposing = ProposeDeduction(agreement=CT.id, kind="deduction", amount=eur(1), reason="r")
    state = told(Settlement(), propose(Settlement(), under(), proposing, facts("rita")))
    if approved:
        state = told(state, approve(state, under(), ApproveDeduction(agreement=CT.id, number=1), facts("mona")))
    decided = drop(state, under(), DropDeduction(agreement=CT.id, number=1, why="w"), facts(who))
    assert isinstance(decided, Refusal) is refused


def test_an_advance_that_is_paid_counts_once() -> None:
    paid = AdvanceSettled(ref=ST, agreement=CT, advance=ref("advance_payment"), amount=eur(240))
    state = told(Settlement(), (paid,))
    assert (state.advance_paid, state.paid_advances) == (D(240), frozenset({paid.advance.id}))
