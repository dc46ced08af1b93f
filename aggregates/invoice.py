"""Supplier invoices: received, read, judged against supplier, order and receipts, decided by people where in doubt."""

from dataclasses import dataclass
from typing import Any, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.duties import apart
from aggregates.invoice_again import read, read_again, received_again, reopen
from aggregates.invoice_amounts import Original
from aggregates.invoice_care import Care, Escalate, Hold, escalate, hold
from aggregates.invoice_judgement import judge
from aggregates.invoice_known import Duplicate, Judge, SupplierFacts, duty_refusal
from aggregates.invoice_lines import OrderFacts
from aggregates.invoice_payment import Credit, Settle, TakeBack, credit, settle, take_back
from aggregates.invoice_represented import Merge, Represent, merge, represent
from aggregates.invoice_state import DECIDED, Invoice, evolve
from contracts.invoice import (
    CancelInvoice,
    CorrectInvoice,
    FieldCorrection,
    ReadInvoiceAgain,
    ReceiveInvoice,
    ReceiveInvoiceAgain,
    RecordReading,
    ReopenInvoice,
    ResolveInvoice,
)
from contracts.reading import FIELD_NAMES
from contracts.values import Ref
from events.invoice import (
    Correction,
    InvoiceCancelled,
    InvoiceCorrected,
    InvoiceReceived,
    InvoiceRejected,
)

__all__ = [
    "DECIDED",
    "INVOICE",
    "Care",
    "Credit",
    "Duplicate",
    "Escalate",
    "Hold",
    "Invoice",
    "Judge",
    "Merge",
    "OrderFacts",
    "Original",
    "Represent",
    "Settle",
    "SupplierFacts",
    "TakeBack",
]


@dataclass(frozen=True)
class Receive:
    """ReceiveInvoice with the number it was given; of what was cancelled, also which one and why it comes again."""

    command: ReceiveInvoice
    ref: Ref
    instead_of: Ref | None = None
    why: str | None = None
    intake: Ref | None = None


@dataclass(frozen=True)
class Correct:
    """CorrectInvoice with the order and supplier that it has so far: their receivers and maker have no hand in it.

    `order_known` tells whether there is an order of the number that it names.
    """

    command: CorrectInvoice
    order: OrderFacts | None = None
    supplier: SupplierFacts | None = None
    order_known: bool = False


InvoiceCommand = (
    Receive
    | RecordReading
    | ReadInvoiceAgain
    | ReceiveInvoiceAgain
    | Judge
    | Hold
    | Correct
    | ResolveInvoice
    | ReopenInvoice
    | CancelInvoice
    | Credit
    | Represent
    | Escalate
    | Merge
    | Settle
    | TakeBack
)


def decide(state: Invoice, command: InvoiceCommand, facts: Facts) -> Decision:
    """Decide on an invoice."""
    if isinstance(command, Receive):
        return _receive(state, command)
    if state.ref is None:
        return refuse("unknown-document", kind="invoice")
    match command:
        case RecordReading():
            return read(state, state.ref, command.reading)
        case ReadInvoiceAgain():
            return read_again(state, state.ref)
        case ReceiveInvoiceAgain():
            return received_again(state, state.ref)
        case ReopenInvoice():
            return reopen(state, state.ref, command, facts)
        case Correct():
            return _correct(state, state.ref, command, facts)
        case ResolveInvoice():
            return _reject_by_person(state, state.ref, command, facts)
        case CancelInvoice():
            return _cancel(state, state.ref, command, facts)
        case Judge():
            return judge(state, state.ref, command, facts)
        case Hold():
            return hold(state, state.ref, command)
        case Credit():
            return credit(state, state.ref, command)
        case Escalate():
            return escalate(state, state.ref, command, facts)
        case Represent():
            return represent(state, state.ref, command)
        case Merge():
            return merge(state, state.ref, command)
        case Settle():
            return settle(state, state.ref, command) if state.status == "posted" else ()
        case TakeBack():
            return take_back(state, state.ref, command)
        case _:
            assert_never(command)


def _receive(state: Invoice, command: Receive) -> Decision:
    if state.ref is not None:
        return ()
    asked = command.command
    received = InvoiceReceived(
        ref=command.ref,
        file_sha256=asked.file_sha256,
        file_name=asked.file_name,
        size=asked.size,
        instead_of=command.instead_of,
        why=command.why,
        intake=command.intake,
    )
    return (received,)


def _undecided(state: Invoice) -> Refusal | None:
    if state.status in DECIDED:
        return refuse("closed-document", number=state.ref, status=state.status)
    return refuse("not-read-yet", number=state.ref) if state.reading is None else None


def _correct(state: Invoice, ref: Ref, asked: Correct, facts: Facts) -> Decision:
    command = asked.command
    if refusal := _undecided(state) or duty_refusal(asked.order, asked.supplier, facts):
        return refusal
    if command.purchase_order and not asked.order_known:
        return refuse("order-not-found")
    for wanted in command.fields:
        if wanted.field not in FIELD_NAMES:
            return refuse("unknown-field", field=wanted.field)
    changed = tuple(
        Correction(field=one.field, old=state.value(one.field), new=one.value, **_place(state, one))
        for one in command.fields
        if state.value(one.field) != one.value
    )
    order = command.purchase_order if command.purchase_order != state.purchase_order else None
    if not changed and order is None:
        return ()
    return (InvoiceCorrected(ref=ref, person=facts.actor.name, fields=changed, purchase_order=order),)


def _place(state: Invoice, one: FieldCorrection) -> dict[str, Any]:
    """Where a person saw the right value; where he does not say, where the bot saw the wrong one."""
    read = state.reading.fields.get(one.field) if state.reading and one.page is None and one.box is None else None
    return {"page": read.page, "box": read.box} if read else {"page": one.page, "box": one.box}


def _reject_by_person(state: Invoice, ref: Ref, command: ResolveInvoice, facts: Facts) -> Decision:
    """Reject. It need not be read for that: otherwise a file that no bot can read would wait for ever."""
    if state.status in DECIDED:
        return refuse("closed-document", number=ref, status=state.status)
    findings = state.held.findings if state.held else ()
    return (InvoiceRejected(ref=ref, findings=findings, rejected_by=facts.actor.name, why=command.why),)


def _cancel(state: Invoice, ref: Ref, command: CancelInvoice, facts: Facts) -> Decision:
    """Take back what still stands of a posted invoice: by another person than who accepted it, before it is paid."""
    if state.status == "cancelled":
        return ()
    gross = state.standing_gross
    if state.status != "posted" or state.posted is None or gross is None:
        return refuse("not-posted", number=ref, status=state.status)
    if state.posted.kind == "credit":
        return refuse("credit-not-cancelled", number=ref)
    if refusal := apart("accepter-cancels", facts, (state.posted.accepted_by or "",)):
        return refusal
    cancelled = InvoiceCancelled(
        ref=ref, cancelled_by=facts.actor.name, why=command.why, gross=gross, lines=state.standing
    )
    return (cancelled,)


INVOICE = Aggregate("invoice", Invoice(), decide, evolve)
