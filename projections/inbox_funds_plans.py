"""The task of a funds plan that was sent back: its author plans the month anew, or gives the version up."""

from events._base import Recorded
from events.funds_plan import FundsPlanConcluded, FundsPlanDrafted, FundsPlanWithdrawn
from projections._base import Changes, change, remove, upsert
from projections._columns import micros
from projections.inbox import INBOX, about, task_key, tasks

RETURNED = "funds-plan-returned"


@INBOX.on(FundsPlanDrafted)
def _drafted(event: FundsPlanDrafted, _: Recorded) -> Changes:
    row = about(RETURNED, event.ref, f"{event.month} {event.why}", None)
    yield upsert(tasks, task_key(RETURNED, event.ref), person=event.author, open=0, **row)


@INBOX.on(FundsPlanConcluded)
def _concluded(event: FundsPlanConcluded, at: Recorded) -> Changes:
    task = task_key(RETURNED, event.ref)
    if event.verdict == "returned":
        yield change(tasks, task, open=1, since=micros(at.occurred_at))
    else:
        yield remove(tasks, task)


@INBOX.on(FundsPlanWithdrawn)
def _withdrawn(event: FundsPlanWithdrawn, _: Recorded) -> Changes:
    yield remove(tasks, task_key(RETURNED, event.ref))
