"""The tasks of payments that came back: somebody finds out why, and pays again, although the case may have closed."""

from events._base import Recorded
from events.payable import PayableClaimed, PayableReduced, PayableReturned
from projections._base import Changes, change, remove, upsert
from projections._columns import micros
from projections.inbox import INBOX, about, task_key, tasks

RETURNED = "payment-returned"


@INBOX.on(PayableReturned)
def _came_back(event: PayableReturned, at: Recorded) -> Changes:
    row = about(RETURNED, event.ref, f"{event.run.number} {event.why}", event.amount)
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(RETURNED, event.ref), permission="payment_run.propose", since=since, open=1, **row)


@INBOX.on(PayableClaimed)
def _paid_again(event: PayableClaimed, _: Recorded) -> Changes:
    yield remove(tasks, task_key(RETURNED, event.ref))


@INBOX.on(PayableReduced)
def _reduced(event: PayableReduced, _: Recorded) -> Changes:
    task = task_key(RETURNED, event.ref)
    yield change(tasks, task, amount=event.amount.minor) if event.amount.amount else remove(tasks, task)
