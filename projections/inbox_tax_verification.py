"""The tasks of invoices at registers outside: one that is denied must be cancelled or its money asked back."""

from contracts.tax_verification import BAD
from events._base import Recorded
from events.invoice import InvoiceCancelled
from events.tax_verification import TaxVerificationAnswered, TaxVerificationSetAside
from projections._base import Changes, remove, upsert
from projections._columns import listed, micros
from projections.inbox import INBOX, about, task_key, tasks

DENIED = "invoice-denied-outside"


@INBOX.on(TaxVerificationAnswered)
def _answered(event: TaxVerificationAnswered, at: Recorded) -> Changes:
    """It waits until a person has dealt with it, or the register takes it back; silence changes nothing."""
    key = task_key(DENIED, event.invoice, event.registry)
    if event.result in BAD:
        row = about(DENIED, event.invoice, event.registry, None) | {"codes": listed([event.result])}
        yield upsert(tasks, key, permission="invoice.resolve", since=micros(at.occurred_at), open=1, **row)
    elif event.result == "normal":
        yield remove(tasks, key)


@INBOX.on(TaxVerificationSetAside)
def _set_aside(event: TaxVerificationSetAside, _: Recorded) -> Changes:
    yield remove(tasks, {"kind": DENIED, "document_id": str(event.invoice.id)})


@INBOX.on(InvoiceCancelled)
def _cancelled(event: InvoiceCancelled, _: Recorded) -> Changes:
    yield remove(tasks, {"kind": DENIED, "document_id": str(event.ref.id)})
