"""Purchase orders to one supplier, drawn from requisition lines."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.requisition import LineNumber, UnitPrice
from contracts.values import MOST_LINES, Code, KnownCurrency, Scaled, Text, Value

Positive = Annotated[Scaled, Field(gt=0)]


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


class IssuePurchaseOrder(Command):
    """Order approved requisition lines from an approved supplier; encumbers their funds in the same transaction."""

    contract = "purchase_order.issue"
    permission = "purchase_order.issue"
    entity: Code
    supplier: Code
    currency: KnownCurrency
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=MOST_LINES)]


class ClosePurchaseOrder(Command):
    """Close short: nothing more is expected, what is left returns to the budget."""

    contract = "purchase_order.close"
    permission = "purchase_order.issue"
    order: UUID
    why: Text
