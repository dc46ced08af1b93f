"""Quotations (报价): sealed until the deadline of their RFQ."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts._base import Command
from contracts.requisition import LineNumber, UnitPrice
from contracts.values import Code, Currency, Money, Scaled, Text, Value, money

Percent = Annotated[Scaled, Field(ge=0, le=100)]
Amount = Annotated[Scaled, Field(ge=0)]
Days = Annotated[int, Field(ge=0, le=3650)]


class QuotedLine(Value):
    """An offer for one line, per quoted unit, each of which holds `units` units of the RFQ (a box of 12: 12)."""

    line: LineNumber
    unit_price: UnitPrice
    tax_percent: Percent = Decimal(0)
    unit: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$")] | None = None
    units: Annotated[Scaled, Field(gt=0)] = Decimal(1)
    minimum_quantity: Amount = Decimal(0)
    """In quoted units."""
    packaging: Text | None = None
    lead_days: Days | None = None
    freight: Amount = Decimal(0)
    """For this line alone, without tax."""


class PaymentTerms(Value):
    """Payment after `days`; a discount for paying within `discount_days`; an advance at once. Percent of the amount."""

    days: Days = 30
    discount_days: Days = 0
    discount_percent: Percent = Decimal(0)
    advance_percent: Percent = Decimal(0)


class QuotationContents(Value):
    """What a supplier offers. Unit prices are without tax unless `tax_included`.

    Tax is recoverable where the supplier issues an invoice that allows it (增值税专用发票). `freight` is for the whole,
    without tax. `attachments` are the hashes of files.
    """

    currency: Currency
    lines: Annotated[tuple[QuotedLine, ...], Field(min_length=1)]
    tax_included: bool = False
    tax_recoverable: bool = True
    freight: Amount = Decimal(0)
    terms: PaymentTerms = PaymentTerms()
    valid_until: date
    attachments: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")], ...] = ()

    @property
    def freight_money(self) -> Money:
        """The freight for the whole, rounded to the minor unit."""
        return money(self.freight, self.currency)


class Sealed(Value):
    """Encrypted contents: which key opens them, and the commitment (salted SHA-256) to what they are."""

    key_id: str
    ciphertext: str
    commitment: str


class SubmitQuotation(Command):
    """Hand in a supplier's quotation; a later one replaces it until the deadline. After that it is late, and only kept."""

    contract = "quotation.submit"
    permission = "quotation.submit"
    secret = True
    rfq: UUID
    supplier: Code
    contents: QuotationContents


class WithdrawQuotation(Command):
    """Take a quotation back before the deadline."""

    contract = "quotation.withdraw"
    permission = "quotation.submit"
    rfq: UUID
    supplier: Code
    why: Text
