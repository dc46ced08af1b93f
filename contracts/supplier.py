"""Suppliers: known, approved by a second person, held, blocked; their documents and what deliveries say of them."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import BankAccount, Code, Country, Scaled, TaxId, Text, Value
from contracts.wrong import wrong

Scope = Literal["orders", "invoices", "payments"]
"""What a hold stops: new orders, the posting of invoices, or payments."""
Scopes = Annotated[tuple[Scope, ...], Field(min_length=1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ()/-]{4,30}$")]
"""A telephone number as people write it."""
PaymentDays = Annotated[int, Field(ge=0, le=365)]
Percent = Annotated[Scaled, Field(ge=0, le=100)]


class SupplierDocument(Value):
    """A licence or certificate, kept by the hash of its file; without `valid_until` it does not expire."""

    kind: Code
    number: Text
    file_sha256: Sha256
    valid_from: date
    valid_until: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.last_day < self.valid_from:
            raise wrong("field-ends-before-begin", begins=self.valid_from, ends=self.last_day)
        return self

    @property
    def last_day(self) -> date:
        """The last day on which it is valid."""
        return self.valid_until or date.max


class ScorecardMinimum(Value):
    """Below which figures (percent of all deliveries) a supplier gets no new orders; None asks for nothing.

    Fewer than `deliveries` delivered lines say nothing yet.
    """

    on_time: Percent | None = None
    quality: Percent | None = None
    deliveries: Annotated[int, Field(ge=1)] = 5


class RegisterSupplier(Command):
    """Propose a supplier; it cannot be used before another person approves it.

    `phone` is the number on file that a change of its bank account is confirmed at.
    """

    contract = "supplier.register"
    permission = "supplier.register"
    supplier: Code
    name: Text
    tax_ids: tuple[TaxId, ...] = ()
    country: Country = "CN"
    accounts: tuple[BankAccount, ...] = ()
    payment_days: PaymentDays = 30
    classes: tuple[Code, ...] = ()
    phone: Phone | None = None
    end_of_month: bool = False
    """Whether what is due is due at the end of that month."""
    discount_percent: Percent | None = None
    """What may be kept when it is paid within `discount_days` of the issue."""
    discount_days: PaymentDays | None = None


class ReviseSupplier(Command):
    """Change what is given (None: as before). A change of tax numbers, country or phone needs a new approval,
    and so does leaving a class, which asks for licences.

    Accounts are not among it: their change is a process of its own (`bank_change.propose`).
    """

    contract = "supplier.revise"
    permission = "supplier.register"
    supplier: Code
    name: Text | None = None
    tax_ids: tuple[TaxId, ...] | None = None
    country: Country | None = None
    payment_days: PaymentDays | None = None
    classes: tuple[Code, ...] | None = None
    phone: Phone | None = None
    end_of_month: bool | None = None
    discount_percent: Percent | None = None
    discount_days: PaymentDays | None = None


class ApproveSupplier(Command):
    """Approve a proposed supplier; refused to everybody who proposed or changed it."""

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


class AddSupplierDocument(Command):
    """Put a licence or certificate on file; an older one of its kind stays on file."""

    contract = "supplier.add_document"
    permission = "supplier.register"
    supplier: Code
    document: SupplierDocument


class HoldSupplier(Command):
    """Hold orders, invoices or payments until `release_on`: on that day the hold is over by itself."""

    contract = "supplier.hold"
    permission = "supplier.approve"
    supplier: Code
    scopes: Scopes
    release_on: date
    why: Text


class ReleaseSupplierHold(Command):
    """End a hold before its date."""

    contract = "supplier.release_hold"
    permission = "supplier.approve"
    by = "person"
    supplier: Code
    scopes: Scopes
    why: Text
