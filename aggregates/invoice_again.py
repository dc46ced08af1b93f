"""An invoice that is read again, reopened after it was rejected, or comes again after it was cancelled."""

from aggregates._base import Decision, Facts, refuse
from aggregates.invoice_state import DECIDED, Invoice
from bots import newer
from contracts.invoice import ReopenInvoice
from contracts.reading import Reading
from contracts.values import Ref
from events.invoice import InvoiceRead, InvoiceReadAgainAsked, InvoiceReopened


def read(state: Invoice, ref: Ref, reading: Reading) -> Decision:
    """A reading is replaced where the old one gave nothing, an older bot made it, or somebody asked for another."""
    old = state.reading
    if state.status in DECIDED:
        return ()
    better = old is None or newer(reading.bot_version, old.bot_version) or bool(reading.fields and not old.fields)
    return (InvoiceRead(ref=ref, reading=reading),) if better or state.read_again else ()


def read_again(state: Invoice, ref: Ref) -> Decision:
    """Somebody wants another reading of an undecided invoice."""
    if state.status in DECIDED:
        return refuse("closed-document", number=ref, status=state.status)
    return () if state.read_again else (InvoiceReadAgainAsked(ref=ref),)


def reopen(state: Invoice, ref: Ref, command: ReopenInvoice, facts: Facts) -> Decision:
    """Take a rejection back, or that it is the same as another one."""
    if state.status not in ("rejected", "merged"):
        return refuse("not-rejected", number=ref, status=state.status)
    return (InvoiceReopened(ref=ref, person=facts.actor.name, why=command.why, was_read=state.reading is not None),)


def received_again(state: Invoice, ref: Ref) -> Decision:
    """Only what was cancelled comes again: its postings are taken back and its number is free."""
    return () if state.status == "cancelled" else refuse("not-cancelled", number=ref, status=state.status)
