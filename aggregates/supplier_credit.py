"""The credit balance of a supplier in an entity and a currency: granted, set aside for a payment, used, or paid back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.values import Money, Ref
from events.supplier_credit import (
    SupplierCreditEvent,
    SupplierCreditFreed,
    SupplierCreditGranted,
    SupplierCreditRefunded,
    SupplierCreditReturned,
    SupplierCreditSetAside,
    SupplierCreditUsed,
)

ZERO = Decimal(0)
Key = tuple[UUID, UUID]
"""A payment: its run and its payable."""


@dataclass(frozen=True)
class SupplierCredit:
    """What the supplier owes us, and which payments have what of it."""

    ref: Ref | None = None
    supplier: str = ""
    balance: Money | None = None
    set_aside: Mapping[Key, Money] = field(default_factory=dict)
    """Of the balance, for payments that are proposed or under way."""
    used: Mapping[Key, Money] = field(default_factory=dict)
    """Off the balance, with payments that have settled and did not come back."""
    notes: tuple[Ref, ...] = ()

    @property
    def free(self) -> Decimal:
        """What a payment may still set aside, or the supplier pay back."""
        return (
            self.balance.amount - sum((each.amount for each in self.set_aside.values()), ZERO) if self.balance else ZERO
        )


@dataclass(frozen=True)
class Grant:
    """A credit note took back what was paid: once."""

    ref: Ref
    supplier: str
    supplier_name: str
    amount: Money
    credit_note: Ref
    original: Ref


@dataclass(frozen=True)
class SetAside:
    """A payment is proposed smaller by so much."""

    run: Ref
    payable: Ref
    amount: Money


@dataclass(frozen=True)
class Free:
    """The payment was cancelled, or failed."""

    run: Ref
    payable: Ref
    why: str


@dataclass(frozen=True)
class Use:
    """The payment has settled."""

    run: Ref
    payable: Ref


@dataclass(frozen=True)
class Return:
    """The settled payment came back."""

    run: Ref
    payable: Ref


@dataclass(frozen=True)
class Refund:
    """Money of the supplier came, as an entry of a bank statement."""

    statement: Ref
    entry: int
    amount: Money
    why: str


CreditCommand = Grant | SetAside | Free | Use | Return | Refund


def decide(state: SupplierCredit, command: CreditCommand, facts: Facts) -> Decision:
    """What is set aside, used or paid back is never more than is free; a payment uses what it set aside, once."""
    if isinstance(command, Grant):
        return _grant(state, command)
    if state.ref is None or state.balance is None:
        return refuse("unknown-document", kind="supplier credit")
    if isinstance(command, SetAside | Refund):
        return _take(state, state.ref, state.balance, command, facts)
    about = {"ref": state.ref, "supplier": state.supplier, "run": command.run, "payable": command.payable}
    key = (command.run.id, command.payable.id)
    found = (state.used if isinstance(command, Return) else state.set_aside).get(key)
    if found is None:
        return ()
    match command:
        case Free():
            return (SupplierCreditFreed(**about, amount=found, why=command.why),)
        case Use():
            return (SupplierCreditUsed(**about, amount=found, balance=state.balance - found),)
        case Return():
            return (SupplierCreditReturned(**about, amount=found, balance=state.balance + found),)
        case _:
            assert_never(command)


def _grant(state: SupplierCredit, command: Grant) -> Decision:
    if command.credit_note in state.notes:
        return ()
    if command.amount.amount <= ZERO:
        return refuse("negative-amount", amount=command.amount)
    balance = state.balance + command.amount if state.balance else command.amount
    return (SupplierCreditGranted(**vars(command), balance=balance),)


def _take(state: SupplierCredit, ref: Ref, balance: Money, command: SetAside | Refund, facts: Facts) -> Decision:
    amount = command.amount
    if amount.currency != balance.currency:
        return refuse("currency-mismatch", expected=balance.currency, given=amount.currency)
    if amount.amount <= ZERO:
        return refuse("negative-amount", amount=amount)
    if amount.amount > state.free:
        free = Money(amount=state.free, currency=balance.currency)
        return refuse("beyond-supplier-credit", supplier=state.supplier, wanted=amount, free=free)
    if isinstance(command, Refund):
        by = {"refunded_by": facts.actor.name, "balance": balance - amount}
        return (SupplierCreditRefunded(ref=ref, supplier=state.supplier, **vars(command), **by),)
    key = (command.run.id, command.payable.id)
    if key in state.set_aside or key in state.used:
        return refuse("already-taken", key=command.payable, owner=command.run)
    return (SupplierCreditSetAside(ref=ref, supplier=state.supplier, **vars(command)),)


def evolve(state: SupplierCredit, event: SupplierCreditEvent) -> SupplierCredit:
    """Apply one event."""
    match event:
        case SupplierCreditGranted():
            notes = (*state.notes, event.credit_note)
            return replace(state, ref=event.ref, supplier=event.supplier, balance=event.balance, notes=notes)
        case SupplierCreditRefunded():
            return replace(state, balance=event.balance)
        case SupplierCreditSetAside():
            return replace(state, set_aside={**state.set_aside, _key(event): event.amount})
        case SupplierCreditFreed():
            return replace(state, set_aside=_without(state.set_aside, event))
        case SupplierCreditUsed():
            used = {**state.used, _key(event): event.amount}
            return replace(state, balance=event.balance, set_aside=_without(state.set_aside, event), used=used)
        case SupplierCreditReturned():
            return replace(state, balance=event.balance, used=_without(state.used, event))
        case _:
            assert_never(event)


Paying = SupplierCreditSetAside | SupplierCreditFreed | SupplierCreditUsed | SupplierCreditReturned


def _key(event: Paying) -> Key:
    return event.run.id, event.payable.id


def _without(amounts: Mapping[Key, Money], event: Paying) -> Mapping[Key, Money]:
    return {key: amount for key, amount in amounts.items() if key != _key(event)}


SUPPLIER_CREDIT = Aggregate("supplier_credit", SupplierCredit(), decide, evolve)


def credit_key(entity: str, supplier: str, currency: str) -> str:
    """The creation key of a balance: one per legal entity, supplier and currency."""
    return f"{entity}:{supplier}:{currency}"
