"""Goods receipts: what was counted at the gate."""

from dataclasses import dataclass

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.goods_receipt import ReceiptLine
from contracts.values import Ref
from events.goods_receipt import GoodsReceiptEvent, GoodsReceiptRecorded


@dataclass(frozen=True)
class GoodsReceipt:
    """A delivery against an order."""

    ref: Ref | None = None
    order: Ref | None = None
    received_by: str = ""
    lines: tuple[ReceiptLine, ...] = ()
    delivery_note: str | None = None


@dataclass(frozen=True)
class Record:
    """A counted delivery with its number."""

    ref: Ref
    order: Ref
    lines: tuple[ReceiptLine, ...]
    delivery_note: str | None


def decide(state: GoodsReceipt, command: Record, facts: Facts) -> Decision:
    """A receipt is recorded once; the order decides whether it may be."""
    if state.ref is not None:
        return refuse("already-registered", kind="goods receipt", key=state.ref)
    recorded = GoodsReceiptRecorded(
        ref=command.ref,
        order=command.order,
        received_by=facts.actor.name,
        lines=command.lines,
        delivery_note=command.delivery_note,
    )
    return (recorded,)


def evolve(state: GoodsReceipt, event: GoodsReceiptEvent) -> GoodsReceipt:
    """Apply one event."""
    return GoodsReceipt(event.ref, event.order, event.received_by, event.lines, event.delivery_note)


GOODS_RECEIPT = Aggregate("goods_receipt", GoodsReceipt(), decide, evolve)
