"""Goods receipts: what arrived against an order, accepted and rejected."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.requisition import LineNumber
from contracts.values import Scaled, Text, Value

NotNegative = Annotated[Scaled, Field(ge=0)]


class ReceiptLine(Value):
    """How much of one order line was accepted and how much rejected."""

    order_line: LineNumber
    accepted: NotNegative
    rejected: NotNegative = Decimal(0)


class RecordGoodsReceipt(Command):
    """Record a delivery; accrues the accepted value. Refused beyond the over-receipt tolerance."""

    contract = "goods_receipt.record"
    permission = "goods_receipt.record"
    order: UUID
    lines: Annotated[tuple[ReceiptLine, ...], Field(min_length=1)]
    delivery_note: Text | None = None
