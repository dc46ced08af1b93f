"""Payables: one instalment of an invoice, paid by one live attempt at most."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.values import BankAccount, Money, Ref
from events.payable import (
    PayableClaimed,
    PayableEvent,
    PayableFreed,
    PayableOpened,
    PayableReduced,
    PayableReturned,
    PayableSettled,
)


@dataclass(frozen=True)
class Payable:
    """An amount due and the attempt that has it. `attempt` counts claims, so each attempt has its own bank reference."""

    ref: Ref | None = None
    invoice: Ref | None = None
    supplier: str = ""
    invoice_number: str = ""
    amount: Money | None = None
    due_date: date | None = None
    account: BankAccount | None = None
    status: Literal["unknown", "open", "claimed", "settled", "void"] = "unknown"
    run: Ref | None = None
    attempt: int = 0


@dataclass(frozen=True)
class Open:
    """A posted invoice is due."""

    opened: PayableOpened


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


def decide(state: Payable, command: Open | Claim | Free | Settle | GiveBack | Reduce, facts: Facts) -> Decision:
    """One live attempt at a time; only the run that has the claim can free or settle it."""
    if isinstance(command, Open):
        return () if state.ref else (command.opened,)
    if state.ref is None or state.invoice is None:
        return refuse("unknown-document", kind="payable")
    match command:
        case Claim():
            if state.status != "open":
                return refuse("already-taken", key=state.ref, owner=state.run or state.status)
            claimed = PayableClaimed(ref=state.ref, invoice=state.invoice, run=command.run, attempt=state.attempt + 1)
            return (claimed,)
        case Reduce():
            return _reduce(state, state.ref, state.invoice, command)
        case GiveBack():
            if state.status != "settled" or state.run != command.run:
                return refuse("not-claimed-by-run", key=state.ref, run=command.run)
            return (PayableReturned(ref=state.ref, invoice=state.invoice, run=command.run, why=command.why),)
        case Free() | Settle() if state.run != command.run or state.status != "claimed":
            return () if state.run == command.run else refuse("not-claimed-by-run", key=state.ref, run=command.run)
        case Free():
            return (PayableFreed(ref=state.ref, invoice=state.invoice, run=command.run, why=command.why),)
        case Settle():
            settled = PayableSettled(
                ref=state.ref, invoice=state.invoice, run=command.run, bank_reference=command.bank_reference
            )
            return (settled,)
        case _:
            assert_never(command)


def _reduce(state: Payable, ref: Ref, invoice: Ref, command: Reduce) -> Decision:
    """Only while nobody is paying it: what a run has claimed may be at the bank already."""
    if state.status != "open" or state.amount is None:
        return refuse("original-already-paid", number=ref, status=state.status)
    if command.by.amount > state.amount.amount:
        return refuse("credit-exceeds-payable", credit=command.by, due=state.amount)
    left = state.amount - command.by
    return (PayableReduced(ref=ref, invoice=invoice, by=command.by, amount=left, cause=command.cause),)


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
                "open",
            )
        case PayableClaimed():
            return replace(state, status="claimed", run=event.run, attempt=event.attempt)
        case PayableFreed() | PayableReturned():
            return replace(state, status="open", run=None)
        case PayableReduced():
            return replace(state, amount=event.amount, status="open" if event.amount.amount else "void")
        case PayableSettled():
            return replace(state, status="settled")
        case _:
            assert_never(event)


PAYABLE = Aggregate("payable", Payable(), decide, evolve)


def payable_key(invoice: Ref, instalment: int = 1) -> str:
    """The creation key of one instalment of an invoice."""
    return f"{invoice.id}:{instalment}"
