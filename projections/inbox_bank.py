"""The tasks of bank statements: an entry that nothing explains, a statement that does not join the one before it."""

from events._base import Recorded
from events.bank_statement import (
    BankStatementImported,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
)
from projections._base import Changes, remove, upsert
from projections._columns import micros
from projections.inbox import INBOX, about, task_key, tasks

ENTRY, GAP = "statement-entry-unexplained", "statement-gap"


@INBOX.on(BankStatementImported)
def _imported(event: BankStatementImported, at: Recorded) -> Changes:
    """Money that moved and nobody knows why waits from the first moment; what the rules find goes away by itself."""
    since = micros(at.recorded_at)
    for entry in event.entries:
        title = " ".join(filter(None, (str(entry.booked_on), entry.name, entry.text)))
        row = about(ENTRY, event.ref, title, entry.amount)
        key = task_key(ENTRY, event.ref, entry.number)
        yield upsert(tasks, key, permission="bank_statement.reconcile", since=since, open=1, **row)
    if event.gap is not None:
        row = about(GAP, event.ref, event.account, event.gap)
        yield upsert(tasks, task_key(GAP, event.ref), permission="bank_statement.reconcile", since=since, open=1, **row)


@INBOX.on(StatementEntryMatched, StatementEntryExplained)
def _explained(event: StatementEntryMatched | StatementEntryExplained, _: Recorded) -> Changes:
    key = task_key(GAP, event.ref) if event.entry is None else task_key(ENTRY, event.ref, event.entry)
    yield remove(tasks, key)


@INBOX.on(StatementGapClosed)
def _closed(event: StatementGapClosed, _: Recorded) -> Changes:
    yield remove(tasks, task_key(GAP, event.ref))
