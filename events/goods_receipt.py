"""What happens to a goods receipt."""

from contracts.goods_receipt import InspectionLine, ReceiptLine, ReturnLine
from contracts.values import Ref
from events._base import Event


class GoodsReceiptRecorded(Event):
    """A delivery against an order was counted."""

    stored_as = "goods_receipt.recorded.v1"
    ref: Ref
    order: Ref
    received_by: str
    lines: tuple[ReceiptLine, ...]
    delivery_note: str | None = None


class GoodsReceiptReturned(Event):
    """Accepted goods went back."""

    stored_as = "goods_receipt.returned.v1"
    ref: Ref
    order: Ref
    returned_by: str
    lines: tuple[ReturnLine, ...]
    why: str


class GoodsReceiptReversed(Event):
    """The receipt was recorded in error: all that it still counts is taken back."""

    stored_as = "goods_receipt.reversed.v1"
    ref: Ref
    order: Ref
    reversed_by: str
    lines: tuple[ReturnLine, ...]
    why: str


class GoodsReceiptInspected(Event):
    """An inspection passed and failed accepted goods."""

    stored_as = "goods_receipt.inspected.v1"
    ref: Ref
    order: Ref
    inspected_by: str
    lines: tuple[InspectionLine, ...]


GoodsReceiptEvent = GoodsReceiptRecorded | GoodsReceiptReturned | GoodsReceiptReversed | GoodsReceiptInspected
