"""Goods receipts: what arrived against an order, accepted and rejected; inspected later, sent back, or recorded in error."""

from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, model_validator

from contracts._base import Command
from contracts.requisition import LineNumber
from contracts.values import MOST_LINES, Scaled, Text, Value

NotNegative = Annotated[Scaled, Field(ge=0)]
Positive = Annotated[Scaled, Field(gt=0)]


class ReceiptLine(Value):
    """How much of one order line was accepted and how much rejected.

    `replacement` says whether what was rejected will be delivered again; if not, the order shrinks by it.
    """

    order_line: LineNumber
    accepted: NotNegative
    rejected: NotNegative = Decimal(0)
    replacement: bool = True


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


class ReturnLine(Value):
    """How much of an order line goes back, and whether it will be delivered again."""

    order_line: LineNumber
    quantity: Positive
    replacement: bool = True


class ReturnGoods(Command):
    """Send accepted goods back: the order line is open again. Billed already, a credit note is expected."""

    contract = "goods_receipt.return"
    permission = "goods_receipt.record"
    receipt: UUID
    lines: Annotated[tuple[ReturnLine, ...], Field(min_length=1)]
    why: Text


class ReverseGoodsReceipt(Command):
    """Take back a receipt that was recorded in error, whole, as long as nothing of it is billed."""

    contract = "goods_receipt.reverse"
    permission = "goods_receipt.record"
    receipt: UUID
    why: Text


class InspectionLine(Value):
    """How much of an order line the inspection passed, and how much it failed (that is sent back on its own)."""

    order_line: LineNumber
    passed: NotNegative
    failed: NotNegative = Decimal(0)


class InspectGoods(Command):
    """Record the inspection of received goods: the fourth leg of a 4-way match."""

    contract = "goods_receipt.inspect"
    permission = "goods_receipt.inspect"
    receipt: UUID
    lines: Annotated[tuple[InspectionLine, ...], Field(min_length=1)]
