"""The tasks of budget changes: to ask again, to look into."""

from events._base import Recorded
from events.budget_change import BudgetChangeAsked, BudgetChangeConcluded, BudgetChangeParked, BudgetChangeWithdrawn
from projections._base import Changes, change, remove, upsert
from projections._columns import listed, micros
from projections.inbox import INBOX, about, task_key, tasks

RETURNED, PARKED = "budget-change-returned", "budget-change-parked"


@INBOX.on(BudgetChangeAsked)
def _asked(event: BudgetChangeAsked, _: Recorded) -> Changes:
    for kind in (RETURNED, PARKED):
        row = about(kind, event.ref, event.terms.reason, event.terms.amount)
        yield upsert(tasks, task_key(kind, event.ref), person=event.author, **row)
    yield change(tasks, {"document_id": str(event.ref.id)}, None, open=0)


@INBOX.on(BudgetChangeConcluded)
def _concluded(event: BudgetChangeConcluded, at: Recorded) -> Changes:
    if event.verdict == "returned":
        yield change(tasks, task_key(RETURNED, event.ref), open=1, since=micros(at.occurred_at))
    else:
        yield remove(tasks, {"document_id": str(event.ref.id)})


@INBOX.on(BudgetChangeParked)
def _parked(event: BudgetChangeParked, at: Recorded) -> Changes:
    codes = listed([event.code])
    yield change(tasks, task_key(PARKED, event.ref), open=1, since=micros(at.occurred_at), codes=codes)


@INBOX.on(BudgetChangeWithdrawn)
def _withdrawn(event: BudgetChangeWithdrawn, _: Recorded) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id)})
