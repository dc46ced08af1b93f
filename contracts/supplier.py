"""Suppliers: known, approved by a second person, blocked."""

from typing import Annotated

from pydantic import Field

from contracts._base import Command
from contracts.values import BankAccount, Code, Text


class RegisterSupplier(Command):
    """Propose a supplier; it cannot be used before another person approves it."""

    contract = "supplier.register"
    permission = "supplier.register"
    supplier: Code
    name: Text
    tax_ids: tuple[str, ...] = ()
    country: str = "CN"
    accounts: tuple[BankAccount, ...] = ()
    payment_days: Annotated[int, Field(ge=0, le=365)] = 30


class ApproveSupplier(Command):
    """Approve a proposed supplier; refused to the person who proposed it."""

    contract = "supplier.approve"
    permission = "supplier.approve"
    by = "person"
    supplier: Code


class BlockSupplier(Command):
    """Stop all new orders and payments to a supplier."""

    contract = "supplier.block"
    permission = "supplier.approve"
    supplier: Code
    why: Text
