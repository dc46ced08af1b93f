"""The tasks of sourcing: quotations to hand in until the deadline, and RFQs to award after it."""

from contracts.values import Ref
from events._base import Recorded
from events.rfq import RfqAmended, RfqAwardConcluded, RfqAwarded, RfqCancelled, RfqIssued, RfqOpened, RfqReminded
from projections._base import Change, Changes, change, remove, upsert
from projections._columns import micros
from projections.inbox import INBOX, about, task_key, tasks

DUE, AWARD, MISSING = "quotations-due", "rfq-to-award", "quotations-missing"


@INBOX.on(RfqIssued)
def _issued(event: RfqIssued, at: Recorded) -> Changes:
    since, deadline = micros(at.occurred_at), micros(event.deadline)
    due = about(DUE, event.ref, event.title, None)
    yield upsert(
        tasks, task_key(DUE, event.ref), permission="quotation.submit", since=since, due=deadline, open=1, **due
    )
    yield upsert(
        tasks, task_key(AWARD, event.ref), permission="rfq.award", **about(AWARD, event.ref, event.title, None)
    )


@INBOX.on(RfqAmended)
def _amended(event: RfqAmended, _: Recorded) -> Changes:
    yield change(tasks, task_key(DUE, event.ref), due=micros(event.deadline))
    yield remove(tasks, task_key(MISSING, event.ref))


@INBOX.on(RfqReminded)
def _reminded(event: RfqReminded, at: Recorded) -> Changes:
    """The buyer asks those who have not quoted yet, named beside the title; nobody is missing: nothing to do."""
    if event.suppliers:
        row = about(MISSING, event.ref, f"{event.title}: {', '.join(event.suppliers)}", None)
        moments = {"since": micros(at.occurred_at), "due": micros(event.deadline)}
        yield upsert(tasks, task_key(MISSING, event.ref), person=event.buyer, open=1, **moments, **row)


@INBOX.on(RfqOpened)
def _opened(event: RfqOpened, at: Recorded) -> Changes:
    yield remove(tasks, task_key(DUE, event.ref))
    yield remove(tasks, task_key(MISSING, event.ref))
    yield _award(event.ref, open=1, since=micros(at.occurred_at))


@INBOX.on(RfqAwarded)
def _awarded(event: RfqAwarded, _: Recorded) -> Changes:
    yield _award(event.ref, open=0)


@INBOX.on(RfqAwardConcluded)
def _concluded(event: RfqAwardConcluded, at: Recorded) -> Changes:
    if event.verdict != "approved":
        yield _award(event.ref, open=1, since=micros(at.occurred_at))


@INBOX.on(RfqCancelled)
def _cancelled(event: RfqCancelled, _: Recorded) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id)})


def _award(ref: Ref, **values: object) -> Change:
    return change(tasks, task_key(AWARD, ref), **values)
