"""Causes of notices: derived from an approval's events, tried so often, and closed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from aggregates._base import Facts
from aggregates.approval import APPROVAL
from aggregates.invoice import Invoice
from aggregates.notice import MOST_TRIES, NOTICE, Notice, Record
from contracts.notice import Delivery, RecordNotice, Rest, notice_stream
from contracts.route import Step
from events._base import Event, Meta, Recorded
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalOpened,
    ApprovalReminded,
    ApproversAsked,
    Asked,
    StepOpened,
    Voted,
)
from events.approval_verbs import ApprovalUrged
from events.invoice import InvoiceEscalated, InvoiceHeld
from events.notice import NoticeParked, NoticeTried
from processes._base import DAY
from processes.notice import LOOK_AGAIN, RETRY_AFTER, SEND_NOTICES, Cause, Telling, causes_of, telling
from tests.examples import AP, EVENT_EXAMPLES, INV, NT, PR, ROUTE
from tests.support.house import HASH, NOW, eur, fold, given, person

OF: dict[str, Any] = {"ref": AP, "subject": PR}
ROUTE_OF_TWO = ROUTE.model_copy(
    update={"steps": (Step(name="One", roles=("manager", "finance")), Step(name="Two", persons=("dan",)))}
)
OPENED = (
    ApprovalOpened(**OF, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH, route=ROUTE_OF_TWO),
    StepOpened(**OF, step=0, roles=("manager", "finance"), opened_at=NOW),
)


def asking(*seats: tuple[int, str]) -> ApproversAsked:
    asked = tuple(Asked(step=step, decider=one, since=NOW) for step, one in seats)
    return ApproversAsked(**OF, title="Beams", amount=eur(1000), requester="rita", asked=asked)


BOTH = asking((0, "manager"), (0, "finance"))


def recorded(events: Sequence[Event], at: datetime = NOW) -> list[Recorded]:
    meta = Meta(actor=person("mona"), channel="api", command="test", command_id=AP.id)
    return [Recorded(AP.id, number, NOW, at, meta, event) for number, event in enumerate(events, 1)]


def told(*events: Event) -> list[tuple[int, str, tuple[tuple[int, str], ...]]]:
    return [(cause.number, cause.matter, cause.to) for cause in causes_of(recorded((*OPENED, *events)))[1]]


def voted(who: str, role: str) -> Voted:
    return Voted(**OF, step=0, person=who, role=role, verdict="approve", content_hash=HASH)


def test_whoever_is_newly_asked_is_told_once() -> None:
    assert told() == []
    assert told(BOTH) == [(3, "asked", ((0, "manager"), (0, "finance")))]
    assert told(BOTH, voted("mona", "manager"), asking((0, "finance"))) == told(BOTH)
    after = (BOTH, voted("mona", "manager"), asking((0, "finance")), voted("fin", "finance"))
    opened = StepOpened(**OF, step=1, roles=("@dan",), opened_at=NOW)
    assert told(*after, opened, asking((1, "@dan")))[1:] == [(8, "asked", ((1, "@dan"),))]
    assert told(BOTH, asking((0, "finance")), BOTH)[1:] == [(5, "asked", ((0, "manager"),))]


def test_reminded_urged_escalated_copied_ended() -> None:
    seats = ((0, "manager"), (0, "finance"))
    assert told(BOTH, ApprovalReminded(**OF, step=0))[1:] == [(4, "reminded", seats)]
    assert told(BOTH, ApprovalReminded(**OF, step=0), ApprovalUrged(**OF, by="rita", urged_at=NOW))[2:] == [
        (5, "urged", seats)
    ]
    escalated = (ApprovalEscalated(**OF, step=0, to="director"), asking(*seats, (0, "director")))
    assert told(BOTH, *escalated)[1:] == [(4, "escalated", ((0, "director"),))]
    copied = ApprovalCopied(**OF, title="Beams", amount=eur(1000), step=1, to=("buyer", "@max"))
    assert told(BOTH, copied)[1:] == [(4, "copied", ((1, "buyer"), (1, "@max")))]
    assert told(BOTH, ApprovalEnded(**OF, result="rejected"))[1:] == [(4, "ended", ((0, "@rita"),))]


def test_only_who_is_still_asked_is_wanted_for_a_task() -> None:
    approval, causes = causes_of(
        recorded((*OPENED, BOTH, ApprovalEscalated(**OF, step=0, to="director"), asking((0, "finance"))))
    )
    case = Telling(approval, causes, Notice())
    assert [case.wanted(cause) for cause in causes] == [((0, "finance"),), ()]
    ended = Cause(9, NOW, "ended", ((0, "@rita"),))
    assert case.wanted(ended) == ended.to


RECEIVED, REJECTED = (EVENT_EXAMPLES[f"invoice.{name}.v1"] for name in ("received", "rejected"))


def held(owner: str, person: str | None = None) -> InvoiceHeld:
    return InvoiceHeld(ref=INV, findings=(), owner=owner, person=person)


def test_an_exception_is_told_to_its_owner_and_to_a_new_one_once() -> None:
    def told_of(*events: Event) -> list[tuple[int, str, tuple[tuple[int, str], ...]]]:
        return [(cause.number, cause.matter, cause.to) for cause in causes_of(recorded((RECEIVED, *events)))[1]]

    first = (2, "held", ((0, "finance"),))
    assert isinstance(causes_of(recorded((RECEIVED,)))[0], Invoice)
    assert told_of() == []
    assert told_of(held("finance")) == [first]
    assert told_of(held("finance"), held("finance")) == [first]
    assert told_of(held("finance"), held("receiver")) == [first, (3, "held", ((0, "receiver"),))]
    assert told_of(held("finance"), held("finance", "max")) == [first, (3, "held", ((0, "@max"),))]
    overdue = InvoiceEscalated(ref=INV, to="director", due_at=NOW)
    assert told_of(held("finance"), overdue) == [first, (3, "overdue", ((0, "director"),))]


def test_an_exception_that_is_decided_concerns_nobody_any_more() -> None:
    story = (RECEIVED, held("finance"), InvoiceEscalated(ref=INV, to="director", due_at=NOW))
    for events, wanted in ((story, [((0, "finance"),), ((0, "director"),)]), ((*story, REJECTED), [(), ()])):
        invoice, causes = causes_of(recorded(events))
        case = Telling(invoice, causes, Notice())
        assert [case.wanted(cause) for cause in causes] == wanted


def case(notice: Notice = NOTICE.initial, at: datetime = NOW) -> Telling:
    approval, causes = causes_of(recorded((*OPENED, BOTH), at))
    return Telling(approval, causes, notice)


def tried(rest: Rest, at: datetime = NOW, *deliveries: Delivery) -> NoticeTried:
    return NoticeTried(
        ref=NT, approval=AP, subject=PR, cause=3, matter="asked", deliveries=deliveries, rest=rest, at=at
    )


def test_what_is_due_is_sent_at_once_and_nothing_is_left_afterwards() -> None:
    step = telling(case(), NOW)
    assert [(effect.activity, effect.queue, effect.document) for effect in step.effects] == [
        (SEND_NOTICES, "notices", AP.id)
    ]
    assert step.deadline == NOW + LOOK_AGAIN
    assert telling(case(fold(NOTICE, NOTICE.initial, (tried("more"),))), NOW).effects
    assert telling(case(fold(NOTICE, NOTICE.initial, (tried("done"),))), NOW).done
    nothing = Telling(APPROVAL.initial, (), NOTICE.initial)
    assert telling(nothing, NOW).done
    assert telling(replace(case(), causes=()), NOW).done


def test_a_cause_is_told_for_a_day_to_the_second() -> None:
    assert telling(case(), NOW + DAY).effects
    assert telling(case(), NOW + DAY + timedelta(microseconds=1)).done


@pytest.mark.parametrize("number", range(1, MOST_TRIES))
def test_each_try_waits_longer_counted_from_the_last(number: int) -> None:
    last = NOW + timedelta(minutes=7)
    notice = fold(NOTICE, NOTICE.initial, tuple(tried("later", last) for _ in range(number)))
    at = last + RETRY_AFTER[number - 1]
    assert telling(case(notice), at - timedelta(microseconds=1)).deadline == at
    assert telling(case(notice), at).effects


SENT = Delivery(to="mona", channel="mail", key=NT.id, outcome="sent")
BUSY = Delivery(to="fin", channel="mail", key=AP.id, outcome="later", code="mail-refused", detail="450")
GONE = BUSY.model_copy(update={"outcome": "refused"})


def record(rest: Rest, *deliveries: Delivery, cause: int = 3) -> Record:
    command = RecordNotice(approval=AP.id, cause=cause, matter="asked", deliveries=deliveries, rest=rest)
    return Record(command, NT, AP, PR)


def test_what_is_settled_is_kept_once() -> None:
    first = given(NOTICE).when(record("more", SENT))
    first.then(tried("more", NOW, SENT))
    again = given(NOTICE, tried("more", NOW, SENT))
    again.when(record("more", SENT)).ignored()
    again.when(record("more", GONE)).then(tried("more", NOW, GONE))
    again.when(record("later", SENT, BUSY)).then(tried("later", NOW, BUSY))
    again.when(record("done")).then(tried("done"))
    given(NOTICE, tried("done")).when(record("later", BUSY)).ignored()
    given(NOTICE, tried("done")).when(record("more", SENT, cause=4)).then(NoticeTried)


def test_the_last_try_parks_what_is_left() -> None:
    before = tuple(tried("later", NOW, BUSY) for _ in range(MOST_TRIES - 2))
    given(NOTICE, *before).when(record("later", BUSY)).then(NoticeTried)
    parked = NoticeParked(ref=NT, approval=AP, subject=PR, cause=3, matter="asked", undelivered=(BUSY,))
    last = tried("later", NOW, BUSY)
    given(NOTICE, *before, last).when(record("later", BUSY, GONE)).then(tried("later", NOW, BUSY, GONE), parked)
    given(NOTICE, *before, last).when(record("done")).then(NoticeTried)
    given(NOTICE, *before, last, last, parked).when(record("later", BUSY)).ignored()
    state = fold(NOTICE, NOTICE.initial, (*before, last, last, parked))
    assert state.told(3).closed
    assert telling(case(state), NOW + timedelta(hours=12)).done


def test_notices_have_a_stream_of_their_own() -> None:
    assert notice_stream(AP.id) != AP.id
    assert NOTICE.decide(NOTICE.initial, record("done"), Facts(now=NOW))
