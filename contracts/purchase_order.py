"""Purchase orders to one supplier, drawn from requisition lines; amended, held, closed short or cancelled."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.requisition import LineNumber, UnitPrice
from contracts.values import MOST_LINES, Code, KnownCurrency, Scaled, Text, Value
from contracts.wrong import wrong

Positive = Annotated[Scaled, Field(gt=0)]
Scope = Literal["amount", "supplier", "terms"]
"""What an approval of an order covers; each is approved on its own, so that a change voids only what it touches."""


class OrderLine(Value):
    """So much of one requisition line, at the price agreed (in the order's currency, without tax)."""

    line: LineNumber
    requisition: UUID
    requisition_line: LineNumber
    quantity: Positive
    unit_price: UnitPrice
    contract: UUID | None = None
    """The contract that it is ordered under, which it draws on."""
    contract_line: LineNumber | None = None
    """The line of the contract whose price it is ordered at; needed where the contract has lines."""
    award: UUID | None = None
    """The RFQ whose award this line is ordered from: supplier and price are those of the award."""
    award_line: LineNumber | None = None
    tax_code: Code | None = None
    """Left out, that of its contract's line, else of its requisition's line."""


class IssuePurchaseOrder(Command):
    """Order approved requisition lines from an approved supplier; encumbers their funds in the same transaction."""

    contract = "purchase_order.issue"
    permission = "purchase_order.issue"
    entity: Code
    supplier: Code
    currency: KnownCurrency
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    payment_terms: Text | None = None
    delivery_terms: Text | None = None


class LineAmendment(Value):
    """What becomes of a line of the order; what is left out stays as it is."""

    line: LineNumber
    quantity: Positive | None = None
    unit_price: UnitPrice | None = None
    needed_by: date | None = None
    tax_code: Code | None = None


class AmendPurchaseOrder(Command):
    """Change an order. What raises an amount, or changes supplier or terms, waits for approval; the rest applies at once.

    What is left out stays as it is; added lines are drawn from approved requisitions like those of a new order.
    """

    contract = "purchase_order.amend"
    permission = "purchase_order.issue"
    order: UUID
    why: Text
    change: tuple[LineAmendment, ...] = ()
    add: Annotated[tuple[OrderLine, ...], Field(max_length=MOST_LINES)] = ()
    remove: tuple[LineNumber, ...] = ()
    supplier: Code | None = None
    payment_terms: Text | None = None
    delivery_terms: Text | None = None

    @model_validator(mode="after")
    def _no_awards(self) -> Self:
        if any(line.award for line in self.add):
            raise wrong("field-award-has-own-order")
        return self


class WithdrawAmendment(Command):
    """Take back the amendment that waits for approval; the order stays as it was."""

    contract = "purchase_order.withdraw_amendment"
    permission = "purchase_order.issue"
    order: UUID
    why: Text


class HoldPurchaseOrder(Command):
    """Stop an order for a while: no receipts, no amendments, and its invoices wait."""

    contract = "purchase_order.hold"
    permission = "purchase_order.issue"
    order: UUID
    why: Text


class ReleasePurchaseOrder(Command):
    """End the hold of an order; its waiting invoices are judged again."""

    contract = "purchase_order.release_hold"
    permission = "purchase_order.issue"
    by = "person"
    order: UUID
    why: Text


class ClosePurchaseOrder(Command):
    """Close short: nothing more is expected, what is left returns to the budget."""

    contract = "purchase_order.close"
    permission = "purchase_order.issue"
    order: UUID
    why: Text


class CancelPurchaseOrder(Command):
    """Call an order off of which nothing has come or is billed; its requisitions are open again, with their funds."""

    contract = "purchase_order.cancel"
    permission = "purchase_order.issue"
    order: UUID
    why: Text


class ConcludeAmendment(Command):
    """Follow-up: carry the verdict of the finished approval to the amendment; an approved one applies at once."""

    contract = "purchase_order.conclude_amendment"
    permission = "system"
    by = "system"
    order: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class ParkAmendment(Command):
    """Follow-up: an approved amendment could not be applied; a person sees the refusal's code and figures."""

    contract = "purchase_order.park_amendment"
    permission = "system"
    by = "system"
    order: UUID
    code: str
    figures: tuple[tuple[str, str], ...] = ()
