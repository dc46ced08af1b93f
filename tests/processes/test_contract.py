"""The life of a contract and of a change order, step by step: what follows, what is waited for, and when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregates.approval import APPROVAL
from aggregates.change_order import CHANGE_ORDER
from aggregates.contract import CONTRACT
from contracts.contract import ExpireContract, RemindContractExpiry
from events._base import Event
from processes import change_order, contract
from processes._base import DAY, DONE, Next
from tests.examples import CT, EVENT_EXAMPLES
from tests.support.house import NOW, fold

E = EVENT_EXAMPLES
DRAFTED, SUBMITTED = E["contract.drafted.v1"], E["contract.submitted.v1"]
APPROVED, SIGNED = E["contract.concluded.v1"], E["contract.signed.v1"]
RETURNED = APPROVED.model_copy(update={"verdict": "returned"})
BINDING = (DRAFTED, SUBMITTED, APPROVED, SIGNED)
WEEK = Next(deadline=NOW + 7 * DAY)


def agreement(*events: Event) -> contract.Agreement:
    return contract.Agreement(fold(CONTRACT, CONTRACT.initial, events), APPROVAL.initial)


@pytest.mark.parametrize("events", [(DRAFTED,), (DRAFTED, SUBMITTED, RETURNED)])
def test_an_unsubmitted_version_waits_for_its_drafter(events: tuple[Event, ...]) -> None:
    assert contract.approval(agreement(*events), NOW) == WEEK
    assert contract.signing(agreement(*events), NOW) == WEEK


def test_a_submitted_version_is_opened_for_approval_even_where_it_was_made_while_signing() -> None:
    for stage in (contract.approval, contract.signing):
        [follow_up] = stage(agreement(DRAFTED, SUBMITTED), NOW).commands
        assert (follow_up.step, follow_up.occurrence) == ("open-approval", "1")


def test_an_approved_version_waits_for_signatures() -> None:
    assert contract.approval(agreement(*BINDING[:3]), NOW) == DONE
    assert contract.signing(agreement(*BINDING[:3]), NOW) == WEEK
    assert contract.signing(agreement(*BINDING), NOW) == DONE


@pytest.mark.parametrize("name", ["terminated", "expired", "withdrawn"])
def test_what_has_ended_is_over_in_every_stage(name: str) -> None:
    ended = agreement(*BINDING, E[f"contract.{name}.v1"])
    for stage in contract.STAGES.values():
        assert stage(ended, NOW) == DONE


def test_the_end_is_announced_then_awaited_then_come() -> None:
    binding, reminded = agreement(*BINDING), agreement(*BINDING, E["contract.expiry_reminded.v1"])
    remind, end = datetime(2027, 9, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)
    assert contract.validity(binding, NOW) == Next(deadline=remind)
    [announced] = contract.validity(binding, remind).commands
    assert announced.command == RemindContractExpiry(agreement=CT.id)
    assert contract.validity(reminded, remind) == Next(deadline=end)
    assert contract.validity(reminded, end - timedelta(microseconds=1)) == Next(deadline=end)
    for case in (binding, reminded):
        [expired] = contract.validity(case, end).commands
        assert expired.command == ExpireContract(agreement=CT.id)


def test_a_change_order_waits_is_asked_for_and_is_over() -> None:
    drafted, submitted = E["change_order.drafted.v1"], E["change_order.submitted.v1"]
    concluded, withdrawn = E["change_order.concluded.v1"], E["change_order.withdrawn.v1"]
    returned = concluded.model_copy(update={"verdict": "returned"})

    def step(*events: Event) -> Next:
        return change_order.approval(
            change_order.Change(fold(CHANGE_ORDER, CHANGE_ORDER.initial, events), APPROVAL.initial), NOW
        )

    assert step(drafted) == step(drafted, submitted, returned) == WEEK
    asked = step(drafted, submitted)
    assert [follow_up.step for follow_up in asked.commands] == ["open-approval"]
    assert asked.deadline == NOW + DAY
    assert step(drafted, submitted, concluded) == step(drafted, submitted, withdrawn) == DONE
