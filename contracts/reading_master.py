"""What an invoice is held against: our own entities, suppliers, the invoices and prices that were recorded before."""

from decimal import Decimal
from typing import Literal

from pydantic import Field as Spec

from contracts.values import Value


class Supplier(Value):
    """A supplier as master data knows it: `ibans` are IBANs and account numbers, `holders` in whose names they are,
    `new_ibans` those that nothing was paid to yet, `since` the day it was approved."""

    name: str
    tax_ids: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()
    status: Literal["approved", "draft", "blocked"] = "approved"
    holders: tuple[str, ...] = ()
    new_ibans: tuple[str, ...] = ()
    since: str | None = None


class Entity(Value):
    """One of our own legal entities, the only legitimate buyers."""

    name: str
    tax_ids: tuple[str, ...] = ()


class KnownInvoice(Value):
    """An invoice recorded before, for the duplicate check; `gross` in its currency, `lines` the fingerprint of its
    lines (bots.identity), `purchase_order` the number of the order that it bills,
    `remaining` what credit notes have left of it (None: nothing was credited), `account` an
    IBAN or account number."""

    number: str
    seller_tax_id: str | None = None
    issue_date: str | None = None
    gross: Decimal | None = None
    file_sha256: str | None = None
    code: str | None = None
    seller_name: str | None = None
    buyer_tax_id: str | None = None
    currency: str | None = None
    format: str | None = None
    account: str | None = None
    lines: str | None = None
    remaining: Decimal | None = None
    purchase_order: str | None = None


class KnownPrice(Value):
    """What was paid for one unit of something on a day."""

    description: str
    on: str
    unit_price: Decimal
    unit: str | None = None


class RedConfirmation(Value):
    """A confirmation of the tax bureau (红字发票信息确认单): its number, when one side opened it and when the other agreed to
    it (None: not yet)."""

    number: str
    opened: str
    agreed: str | None = None


class Master(Value):
    """The master data that an invoice is held against; amounts in the invoice's currency. Without `invoices`
    (None) nothing was compared with what was recorded before.

    `fiscal_year_from` is the month in which number ranges begin anew, `order` and `ordered_on` number and day of the order
    that is billed, `received_on` the first day on which something of it was received, `approval_limits` the amounts above
    which somebody else has to approve, `prices` what was paid before, `closed_periods` the closed ones (YYYY-MM) among
    those in question (None: not told), `confirmations` those of red invoices that are known.
    """

    entities: tuple[Entity, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    invoices: tuple[KnownInvoice, ...] | None = None
    currency: str | None = None
    fiscal_year_from: int = Spec(default=1, ge=1, le=12)
    ordered_on: str | None = None
    order: str | None = None
    approval_limits: tuple[Decimal, ...] = ()
    prices: tuple[KnownPrice, ...] = ()
    received_on: str | None = None
    closed_periods: tuple[str, ...] | None = None
    confirmations: tuple[RedConfirmation, ...] = ()
