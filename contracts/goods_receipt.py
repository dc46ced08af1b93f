"""Goods receipts: what arrived against an order, accepted and rejected."""

from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, model_validator

from contracts._base import Command
from contracts.requisition import LineNumber
from contracts.values import MOST_LINES, Scaled, Text, Value

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
    lines: Annotated[tuple[ReceiptLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    delivery_note: Text | None = None

    @model_validator(mode="after")
    def _countable(self) -> Self:
        TypeAdapter(Scaled).validate_python(sum((line.rejected for line in self.lines), Decimal(0)))
        return self
