"""What a settlement and an advance wait for, and when they are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.approval import APPROVAL
from aggregates.contract import CONTRACT, Contract
from aggregates.settlement import SETTLEMENT, Settlement
from events._base import Event
from processes import advance_payment, settlement
from processes._base import DAY, DONE, Next
from tests.examples import EVENT_EXAMPLES
from tests.support.house import NOW, fold

E = EVENT_EXAMPLES
BILLED, COMPLETED = E["settlement.billed.v1"], E["settlement.completion_accepted.v1"]
CLAIMED, RELEASED = E["settlement.defect_claimed.v1"], E["settlement.retention_released.v1"]
DUE = datetime(2029, 2, 28, tzinfo=UTC)


def retention(*events: Event, contract: Contract | None = None, now: datetime = NOW) -> Next:
    drafted = fold(CONTRACT, CONTRACT.initial, (E["contract.drafted.v1"],))
    state: Settlement = fold(SETTLEMENT, SETTLEMENT.initial, events)
    return settlement.retention(settlement.Retained(state, contract or drafted), now)


def test_nothing_is_waited_for_where_nothing_is_held_or_no_contract_is_known() -> None:
    assert retention() == retention(COMPLETED) == retention(BILLED, RELEASED) == DONE
    assert retention(BILLED, contract=CONTRACT.initial) == DONE


def test_a_persons_word_is_waited_for_week_by_week_and_the_day_to_its_first_moment() -> None:
    week = Next(deadline=NOW + 7 * DAY)
    assert retention(BILLED) == retention(BILLED, COMPLETED, CLAIMED) == week
    assert retention(BILLED, COMPLETED) == Next(deadline=DUE)
    assert retention(BILLED, COMPLETED, now=DUE - timedelta(microseconds=1)) == Next(deadline=DUE)
    assert [follow_up.step for follow_up in retention(BILLED, COMPLETED, now=DUE).commands] == ["release"]


def test_an_advance_is_opened_for_approval_once_and_is_over() -> None:
    def step(*events: Event) -> Next:
        advance = fold(ADVANCE_PAYMENT, ADVANCE_PAYMENT.initial, events)
        return advance_payment.approval(advance_payment.Advance(advance, APPROVAL.initial), NOW)

    requested = E["advance_payment.requested.v1"]
    assert [follow_up.step for follow_up in step(requested).commands] == ["open-approval"]
    for over in ("concluded", "withdrawn", "paid"):
        assert step(requested, E[f"advance_payment.{over}.v1"]) == DONE
    assert step() == DONE
