"""What happens to a goods receipt."""

from contracts.goods_receipt import ReceiptLine
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


GoodsReceiptEvent = GoodsReceiptRecorded
