"""Bills, returns and releases of a settlement at their edges: what is held, what is left of fines, when it is over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aggregates.advance_payment import ADVANCE_PAYMENT, Request
from aggregates.settlement import SETTLEMENT, Ask, Bill, Return, Settlement
from aggregates.settlement_under import Under
from contracts.advance_payment import RequestAdvance
from contracts.contract import LateFine, Retention
from contracts.settlement import (
    AcceptCompletion,
    ApproveDeduction,
    DropDeduction,
    ProposeDeduction,
    ReleaseRetention,
)
from contracts.values import Ref
from events.advance_payment import AdvanceRequested
from events.settlement import RetentionReleased, SettlementBilled, SettlementReturned
from tests.examples import CT
from tests.support.house import NOW, THEIRS, eur, facts, fold, ref, road

ZERO = Decimal(0)
TERMS = road(
    retention=Retention(percent=Decimal(3), release_on=NOW.date()),
    late_fine=LateFine(percent_per_day=Decimal("0.2"), of="contract", cap_percent=Decimal(5)),
)
UNDER = Under(ref("settlement"), CT, TERMS, "ben")
LATER = Under(
    UNDER.ref, CT, TERMS.model_copy(update={"retention": Retention(percent=Decimal(3), release_after_days=0)}), "ben"
)
A, B = ref("invoice", "a"), ref("invoice", "b")


def done(state: Settlement, command: object, who: str = "mia") -> Settlement:
    decision = SETTLEMENT.decide(state, command, facts(who))
    assert isinstance(decision, tuple), decision
    return fold(SETTLEMENT, state, decision)


def billed(state: Settlement, invoice: Ref, amount: int, limit: int | None = None) -> Settlement:
    most = Decimal(amount if limit is None else limit)
    return done(state, Bill(LATER, invoice, eur(amount), most, ref("payable", invoice.number)))


def back(state: Settlement, invoice: Ref, amount: int | str) -> SettlementReturned:
    decision = SETTLEMENT.decide(state, Return(LATER, invoice, invoice, eur(amount)), facts())
    assert isinstance(decision, tuple), decision
    [event] = decision
    assert isinstance(event, SettlementReturned)
    return event


def owing(*amounts: str) -> Settlement:
    state = SETTLEMENT.initial
    for number, amount in enumerate(amounts, 1):
        proposal = ProposeDeduction(agreement=CT.id, kind="deduction", amount=eur(amount), reason="Cracks")
        state = done(state, Ask(LATER, proposal), "ann")
        state = done(state, Ask(LATER, ApproveDeduction(agreement=CT.id, number=number)))
    return state


def completed(state: Settlement) -> Settlement:
    return done(state, Ask(LATER, AcceptCompletion(agreement=CT.id, completed_on=NOW.date())))


def released(state: Settlement) -> RetentionReleased:
    decision = SETTLEMENT.decide(completed(state), Ask(LATER, ReleaseRetention(agreement=CT.id)), facts())
    assert isinstance(decision, tuple), decision
    [event] = decision
    assert isinstance(event, RetentionReleased)
    return event


def test_what_is_kept_of_a_bill_is_expected_on_the_day_that_the_contract_names_else_after_its_end() -> None:
    named, state = date(2028, 11, 1), SETTLEMENT.initial
    kept = Retention(percent=Decimal(3), release_on=named)
    on_day = Under(UNDER.ref, CT, TERMS.model_copy(update={"retention": kept}), "ben")
    for under, start, day in ((on_day, state, named), (LATER, state, TERMS.valid_to), (LATER, completed(state), None)):
        [event] = SETTLEMENT.decide(start, Bill(under, A, eur(100), Decimal(100), B), facts())  # type: ignore[misc]
        assert isinstance(event, SettlementBilled)
        assert event.expected == day


def test_nothing_comes_back_of_an_unknown_bill_or_of_nothing_or_of_one_that_is_gone() -> None:
    state = billed(SETTLEMENT.initial, A, 360)
    gone = fold(SETTLEMENT, state, (back(state, A, 360),))
    for case, invoice, amount in ((state, B, 1), (state, A, 0), (gone, A, 1)):
        assert SETTLEMENT.decide(case, Return(LATER, invoice, invoice, eur(amount)), facts()) == ()
    assert gone.held == ()
    assert gone.account(TERMS, NOW.date()).bills == 0
    assert state.account(TERMS, NOW.date()).bills == 1


def test_whether_anything_is_still_kept_after_a_return() -> None:
    only = billed(SETTLEMENT.initial, A, 360)
    assert back(only, A, "359.99").held is False
    assert back(only, A, 300).held is True
    assert back(only, A, 360).held is False
    assert back(billed(only, B, 300), A, 360).held is True
    # Nothing fitted into this one, so the other alone holds something.
    assert back(billed(only, B, 300, limit=0), B, 300).held is True
    assert billed(SETTLEMENT.initial, B, 300, limit=0).held == ()
    over = fold(SETTLEMENT, only, (released(only),))
    assert back(over, A, 100).held is False


def test_open_deductions_come_off_what_is_released_the_oldest_first_and_each_once() -> None:
    two = billed(billed(SETTLEMENT.initial, A, 360), B, 300)
    before = owing("8", "5")
    state = Settlement(
        ref=two.ref, agreement=two.agreement, bills=two.bills, entries=before.entries, retained=two.retained
    )
    event = released(state)
    assert [[one.amount for one in each.taken] for each in event.released] == [[eur(8), eur("2.80")], [eur("2.20")]]
    after = fold(SETTLEMENT, state, (event,))
    assert [entry.left for entry in after.entries.values()] == [ZERO, ZERO]
    assert not any(entry.open for entry in after.entries.values())


def test_one_deduction_that_exceeds_what_is_kept_of_a_bill_takes_the_rest_of_the_next() -> None:
    two = billed(billed(SETTLEMENT.initial, A, 360), B, 300)
    state = Settlement(ref=two.ref, agreement=two.agreement, bills=two.bills, entries=owing("15").entries)
    event = released(state)
    assert [[one.amount for one in each.taken] for each in event.released] == [[eur("10.80")], [eur("4.20")]]
    small = Settlement(ref=two.ref, agreement=two.agreement, bills=two.bills, entries=owing("10.80").entries)
    assert [len(each.taken) for each in released(small).released] == [1, 0]
    after = fold(SETTLEMENT, small, (released(small),))
    assert after.entries[1].left == 0


def test_bills_keep_nothing_from_the_day_of_release_on() -> None:
    day, state = NOW.date(), SETTLEMENT.initial
    kept = [state.account(TERMS, on).retains for on in (date(2026, 11, 1), day, date(2026, 11, 3))]
    assert kept == [True, False, False]
    assert state.account(LATER.terms, date(2099, 1, 1)).retains
    assert state.account(TERMS.model_copy(update={"retention": None}), day).retains


def test_only_a_fine_has_a_base_and_what_was_taken_of_a_dropped_one_counts_towards_the_cap() -> None:
    state = owing("1")
    assert state.entries[1].proposed.base is None
    late = ProposeDeduction(agreement=CT.id, kind="fine", days_late=10, reason="Late")
    state = done(SETTLEMENT.initial, Ask(LATER, late), "ann")
    assert (state.entries[1].proposed.base, state.entries[1].proposed.amount) == (eur(1200), eur(24))
    state = done(state, Ask(LATER, ApproveDeduction(agreement=CT.id, number=1)))
    state = billed(state, A, 100, limit=13)
    state = done(state, Ask(LATER, DropDeduction(agreement=CT.id, number=1, why="agreed")))
    state = done(state, Ask(LATER, late.model_copy(update={"days_late": 30})), "ann")
    assert state.entries[1].left == 14
    assert state.entries[2].proposed.amount == eur(50)


def test_before_it_is_approved_its_author_drops_it_and_so_does_another() -> None:
    state = done(
        SETTLEMENT.initial,
        Ask(LATER, ProposeDeduction(agreement=CT.id, kind="deduction", amount=eur(1), reason="x")),
        "ann",
    )
    for who in ("ann", "mia"):
        assert done(state, Ask(LATER, DropDeduction(agreement=CT.id, number=1, why="w")), who).entries[1].over
    [entry] = owing("1").entries.values()
    assert entry.open


@pytest.mark.parametrize(("amount", "accepted"), [("0.01", True), ("0", False)])
def test_an_advance_is_more_than_nothing(amount: str, accepted: bool) -> None:
    asked = RequestAdvance.model_construct(agreement=CT.id, amount=eur(amount), reason="x", account=None, due_date=None)
    request = Request(asked, ref("advance_payment"), CT, "STAHL", "Stahl AG", THEIRS)
    decision = ADVANCE_PAYMENT.decide(ADVANCE_PAYMENT.initial, request, facts())
    if accepted:
        assert isinstance(decision, tuple)
        assert isinstance(decision[0], AdvanceRequested)
    else:
        assert getattr(decision, "code", None) == "negative-amount"
