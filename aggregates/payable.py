"""Payables: one instalment of an invoice, paid by one live attempt at most."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.payable_state import Payable, Status
from contracts.values import Money, Ref
from events.payable import (
    PayableClaimed,
    PayableEvent,
    PayableFreed,
    PayableOpened,
    PayableReduced,
    PayableReleased,
    PayableReturned,
    PayableSettled,
)

__all__ = ["PAYABLE", "Payable"]


@dataclass(frozen=True)
class Open:
    """A posted invoice is due."""

    opened: PayableOpened


@dataclass(frozen=True)
class LetGo:
    """What was held is now due at a day."""

    due_date: date


@dataclass(frozen=True)
class Claim:
    """A run wants to pay it."""

    run: Ref


@dataclass(frozen=True)
class Free:
    """The run's attempt ended without payment."""

    run: Ref
    why: str


@dataclass(frozen=True)
class Settle:
    """The bank paid the run's attempt."""

    run: Ref
    bank_reference: str
    discount: Money | None = None


@dataclass(frozen=True)
class GiveBack:
    """What the bank had paid came back."""

    run: Ref
    why: str


@dataclass(frozen=True)
class Reduce:
    """A credit note or a cancellation takes `by` off what is due."""

    by: Money
    cause: Ref


PayableCommand = Open | LetGo | Claim | Free | Settle | GiveBack | Reduce


def decide(state: Payable, command: PayableCommand, facts: Facts) -> Decision:
    """One live attempt at a time; only the run that has the claim can free or settle it."""
    if isinstance(command, Open):
        return () if state.ref else (command.opened,)
    if state.ref is None or state.invoice is None:
        return refuse("unknown-document", kind="payable")
    match command:
        case LetGo():
            released = PayableReleased(ref=state.ref, invoice=state.invoice, due_date=command.due_date)
            return (released,) if state.status == "held" else ()
        case Claim():
            if state.status == "held":
                return refuse("payable-held", key=state.ref, due_date=state.due_date)
            if state.status != "open":
                return refuse("already-taken", key=state.ref, owner=state.run or state.status)
            claimed = PayableClaimed(ref=state.ref, invoice=state.invoice, run=command.run, attempt=state.attempt + 1)
            return (claimed,)
        case Reduce():
            return _reduce(state, state.ref, state.invoice, command)
        case GiveBack():
            if state.status != "settled" or state.run != command.run:
                return refuse("not-claimed-by-run", key=state.ref, run=command.run)
            about = {"ref": state.ref, "invoice": state.invoice, "run": command.run, "amount": state.amount}
            return (PayableReturned(**about, why=command.why),)
        case Free() | Settle() if state.run != command.run or state.status != "claimed":
            return () if state.run == command.run else refuse("not-claimed-by-run", key=state.ref, run=command.run)
        case Free():
            return (PayableFreed(ref=state.ref, invoice=state.invoice, run=command.run, why=command.why),)
        case Settle():
            settled = PayableSettled(
                ref=state.ref,
                invoice=state.invoice,
                run=command.run,
                bank_reference=command.bank_reference,
                discount=command.discount,
            )
            return (settled,)
        case _:
            assert_never(command)


def _reduce(state: Payable, ref: Ref, invoice: Ref, command: Reduce) -> Decision:
    """Only while nobody is paying it: what a run has claimed may be at the bank already."""
    if state.status not in ("open", "held") or state.amount is None:
        return refuse("original-already-paid", number=ref, status=state.status)
    if command.by.amount > state.amount.amount:
        return refuse("credit-exceeds-payable", credit=command.by, due=state.amount)
    left = state.amount - command.by
    held = state.status == "held"
    reduced = PayableReduced(ref=ref, invoice=invoice, by=command.by, amount=left, cause=command.cause, held=held)
    return (reduced,)


def _state(opened: PayableOpened) -> Status:
    """Of an invoice that is paid for by what was set off against it nothing is due."""
    if not opened.amount.amount:
        return "void"
    return "held" if opened.held else "open"


def evolve(state: Payable, event: PayableEvent) -> Payable:
    """Apply one event."""
    match event:
        case PayableOpened():
            return Payable(
                event.ref,
                event.invoice,
                event.supplier,
                event.invoice_number,
                event.amount,
                event.due_date,
                event.account,
                _state(event),
                part=event.part,
                discount=event.discount,
                discount_until=event.discount_until,
                opened=event.amount,
            )
        case PayableReleased():
            return replace(state, status="open", due_date=event.due_date)
        case PayableClaimed():
            return replace(state, status="claimed", run=event.run, attempt=event.attempt)
        case PayableFreed() | PayableReturned():
            return replace(state, status="open", run=None)
        case PayableReduced():
            return replace(state, amount=event.amount, status=state.status if event.amount.amount else "void")
        case PayableSettled():
            return replace(state, status="settled")
        case _:
            assert_never(event)


PAYABLE = Aggregate("payable", Payable(), decide, evolve)


def payable_key(invoice: Ref, instalment: int = 1) -> str:
    """The creation key of one instalment of an invoice."""
    return f"{invoice.id}:{instalment}"
