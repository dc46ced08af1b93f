"""The tasks of suppliers: a bank change to verify, a licence that expires within thirty days."""

from datetime import UTC, datetime, time, timedelta

from contracts.values import Ref
from events._base import Recorded
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeVerified
from events.supplier import SupplierDocumentAdded
from projections._base import Changes, remove, upsert
from projections._columns import listed, micros
from projections.inbox import INBOX, about, task_key, tasks

VERIFY, EXPIRES = "bank-change-to-verify", "licence-expires"
NOTICE = timedelta(days=30)


@INBOX.on(BankChangeProposed)
def _proposed(event: BankChangeProposed, at: Recorded) -> Changes:
    title = f"{event.supplier} {event.account.identifier}"
    row = about(VERIFY, event.ref, title, None) | {"not_for": event.proposed_by}
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(VERIFY, event.ref), permission="bank_change.verify", since=since, open=1, **row)


@INBOX.on(BankChangeVerified, BankChangeDropped)
def _decided(event: BankChangeVerified | BankChangeDropped, _: Recorded) -> Changes:
    yield remove(tasks, task_key(VERIFY, event.ref))


@INBOX.on(SupplierDocumentAdded)
def _licence(event: SupplierDocumentAdded, at: Recorded) -> Changes:
    """One task for each kind of document: it begins before the last of its kind expires, and a newer one moves it."""
    supplier = Ref(kind="supplier", id=at.originator_id, number=event.supplier)
    key = task_key(EXPIRES, supplier, event.document.kind)
    yield remove(tasks, key)
    if event.expires_on:
        end = datetime.combine(event.expires_on, time.max, UTC)
        row = about(EXPIRES, supplier, f"{event.supplier} {event.document.kind}", None)
        row |= {"codes": listed([event.document.kind]), "due": micros(end), "since": micros(end - NOTICE)}
        yield upsert(tasks, key, permission="supplier.register", open=1, **row)
