"""Suppliers: proposed by one person, approved by another, blocked."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.supplier import ApproveSupplier, BlockSupplier, RegisterSupplier
from contracts.values import BankAccount
from events.supplier import SupplierApproved, SupplierBlocked, SupplierEvent, SupplierRegistered


@dataclass(frozen=True)
class Supplier:
    """A supplier and whether it may be used. `maker` proposed it."""

    code: str = ""
    name: str = ""
    tax_ids: tuple[str, ...] = ()
    country: str = ""
    accounts: tuple[BankAccount, ...] = ()
    payment_days: int = 30
    status: Literal["unknown", "draft", "approved", "blocked"] = "unknown"
    maker: str = ""


def decide(state: Supplier, command: RegisterSupplier | ApproveSupplier | BlockSupplier, facts: Facts) -> Decision:
    """Maker and approver differ; an approved supplier can be blocked, a blocked one approved again."""
    match command:
        case RegisterSupplier():
            if state.code:
                return refuse("already-registered", kind="supplier", key=command.supplier)
            return (SupplierRegistered(maker=facts.actor.id, **dict(command)),)
        case _ if not state.code:
            return refuse("unknown-supplier", supplier=command.supplier)
        case ApproveSupplier():
            if facts.actor.id == state.maker:
                return refuse("maker-is-approver", person=facts.actor.id)
            return () if state.status == "approved" else (SupplierApproved(supplier=command.supplier),)
        case BlockSupplier():
            return () if state.status == "blocked" else (SupplierBlocked(**dict(command)),)
        case _:
            assert_never(command)


def evolve(state: Supplier, event: SupplierEvent) -> Supplier:
    """Apply one event."""
    match event:
        case SupplierRegistered():
            fields = {name: value for name, value in dict(event).items() if name != "supplier"}
            return Supplier(code=event.supplier, status="draft", **fields)
        case SupplierApproved():
            return replace(state, status="approved")
        case SupplierBlocked():
            return replace(state, status="blocked")
        case _:
            assert_never(event)


SUPPLIER = Aggregate("supplier", Supplier(), decide, evolve)
