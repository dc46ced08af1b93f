"""A command delivered once, twice or fifty times at once has one effect, whatever becomes of its acknowledgement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from eventsourcing.persistence import ConnectionUnavailableError

from activities._registry import handlings
from aggregates.budget_line import BUDGET_LINE, budget_key
from contracts.budget_line import ReviseBudgetLine
from contracts.ids import stream_id
from contracts.requisition import SubmitRequisition
from events.budget_line import FundsReserved
from events.requisition import RequisitionSubmitted
from store.handler import CommandHandler, Unstable
from store.log import Conflict, EventLog
from store.receipts import receipt_id
from tests.support.house import WHERE, Company, any_file, eur, policies


def _count(company: Company, kind: type) -> int:
    return sum(isinstance(recorded.event, kind) for recorded in company.log.events())


@pytest.mark.parametrize("deliveries", [1, 2, 50])
def test_deliveries_at_once_have_one_effect(company: Company, deliveries: int) -> None:
    request = company.request("rita", SubmitRequisition(requisition=company.draft()), "submit")
    together = Barrier(deliveries)

    def deliver(_: int) -> Any:
        together.wait()
        return company.handler.handle(request)

    with ThreadPoolExecutor(deliveries) as threads:
        answers = list(threads.map(deliver, range(deliveries)))
    assert {(answer.outcome, answer.document) for answer in answers} == {("accepted", answers[0].document)}
    assert sum(not answer.repeated for answer in answers) == 1
    assert _count(company, RequisitionSubmitted) == _count(company, FundsReserved) == 1
    assert len(company.log.stream(receipt_id(request))) == 1


def test_two_handlers_with_caches_of_their_own_agree(company: Company, open_log: Callable[[str], EventLog]) -> None:
    other = Company(open_log(company.log.url), now=company.now)
    requisition = company.draft()
    request = company.request("rita", SubmitRequisition(requisition=requisition), "submit")
    assert not company.handler.handle(request).repeated
    assert other.handler.handle(request).repeated
    ref = company.log.stream(requisition)[0].event.ref  # type: ignore[attr-defined]
    assert other.submit(requisition, "again", outcome="ignored").document == ref
    assert _count(company, RequisitionSubmitted) == 1


def test_where_no_connection_is_free_in_time_it_may_be_sent_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = company.request("rita", SubmitRequisition(requisition=company.draft()), "submit")
    head = company.log.head()

    def busy(*_: object) -> int:
        raise ConnectionUnavailableError("timed out waiting for the writer")

    with monkeypatch.context() as patch:
        patch.setattr(company.log, "append", busy)
        with pytest.raises(Unstable, match="writer"):
            company.handler.handle(request)
    assert company.log.head() == head
    assert company.handler.handle(request).outcome == "accepted"


def test_a_key_used_again_for_something_else_is_refused(company: Company) -> None:
    first, second = company.draft(), company.draft()
    company.submit(first, "same")
    head = company.log.head()
    answer = company.submit(second, "same", outcome="refused")
    assert (answer.code, answer.figures) == ("key-reused", {"key": "same"})
    assert company.log.head() == head


def test_the_same_key_of_another_person_is_another_command(company: Company) -> None:
    requisition = company.draft()
    company.submit(requisition, "same")
    answer = company.send("root", SubmitRequisition(requisition=requisition), "same", "refused")
    assert answer.code == "not-the-requester"


def test_a_refusal_has_a_receipt_and_is_repeated_even_when_it_would_be_granted_now(company: Company) -> None:
    requisition = company.draft()
    refused = company.send("bob", SubmitRequisition(requisition=requisition), "early", "refused")
    company.submit(requisition)
    again = company.send("bob", SubmitRequisition(requisition=requisition), "early", "refused")
    assert (again.code, again.repeated) == (refused.code, True)


class _Flaky(EventLog):
    """A store whose commits go through, but whose acknowledgement is lost the first time."""

    failure: Exception | None = None

    def append(self, events: Sequence[Any], expected: dict[Any, int]) -> int:
        position = super().append(events, expected)
        if self.failure:
            failure, self.failure = self.failure, None
            raise failure
        return position


@pytest.mark.parametrize("batch", [False, True])
def test_a_lost_acknowledgement_that_looks_like_a_conflict_is_one_effect(store_url: str, *, batch: bool) -> None:
    log = _Flaky(store_url)
    company = Company(log).found()
    request = company.request("rita", SubmitRequisition(requisition=company.draft()), "submit")
    log.failure = Conflict("acknowledgement lost")
    answer = company.handler.handle_batch([request]) if batch else company.handler.handle(request)
    assert (answer.outcome, answer.repeated) == ("accepted", True)
    assert _count(company, RequisitionSubmitted) == _count(company, FundsReserved) == 1
    log.close()


def test_an_error_after_the_commit_is_one_effect_at_the_next_delivery(store_url: str) -> None:
    log = _Flaky(store_url)
    company = Company(log).found()
    request = company.request("rita", SubmitRequisition(requisition=company.draft()), "submit")
    log.failure = ConnectionError("the server went away")
    with pytest.raises(ConnectionError):
        company.handler.handle(request)
    assert company.handler.handle(request).repeated
    assert _count(company, FundsReserved) == 1
    log.close()


def test_dying_before_the_commit_stores_nothing(company: Company) -> None:
    request = company.request("rita", SubmitRequisition(requisition=company.draft()), "submit")
    head = company.log.head()

    def die() -> None:
        raise SystemExit

    dying = CommandHandler(company.log, handlings(policies(), any_file), lambda: company.now, before_commit=die)
    with pytest.raises(SystemExit):
        dying.handle(request)
    assert company.log.head() == head
    assert not company.handler.handle(request).repeated


def test_a_conflict_between_decision_and_commit_is_decided_again(company: Company) -> None:
    """The budget is spent by another while the first has decided already: the second decision sees it."""
    company.send("carl", ReviseBudgetLine(entity="ACME", cost_object=WHERE, amount=eur(1500)))
    first, second = company.draft(), company.draft()
    hindered: list[str] = []

    def hinder() -> None:
        if not hindered:
            hindered.append("once")
            company.submit(second)

    slow = CommandHandler(company.log, handlings(policies(), any_file), lambda: company.now, before_commit=hinder)
    answer = slow.handle(company.request("rita", SubmitRequisition(requisition=first), "slow"))
    assert (answer.outcome, answer.code) == ("refused", "budget-exceeded")
    line = company.handler.state(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", WHERE)))
    assert line.available == 500
