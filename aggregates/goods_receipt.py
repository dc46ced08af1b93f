"""Goods receipts: what was counted at the gate, what of it was inspected, and what went back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, plus, refuse
from contracts.goods_receipt import InspectGoods, ReceiptLine, ReturnGoods, ReturnLine, ReverseGoodsReceipt
from contracts.values import Ref
from events.goods_receipt import (
    GoodsReceiptEvent,
    GoodsReceiptInspected,
    GoodsReceiptRecorded,
    GoodsReceiptReturned,
    GoodsReceiptReversed,
)

ZERO = Decimal(0)


@dataclass(frozen=True)
class GoodsReceipt:
    """A delivery against an order; `accepted` is order line -> what it still counts, `inspected` what was inspected."""

    ref: Ref | None = None
    order: Ref | None = None
    received_by: str = ""
    lines: tuple[ReceiptLine, ...] = ()
    accepted: Mapping[int, Decimal] = field(default_factory=dict)
    inspected: Mapping[int, Decimal] = field(default_factory=dict)
    reversed: bool = False
    delivery_note: str | None = None


@dataclass(frozen=True)
class Record:
    """A counted delivery with its number."""

    ref: Ref
    order: Ref
    lines: tuple[ReceiptLine, ...]
    delivery_note: str | None


ReceiptCommand = Record | ReturnGoods | ReverseGoodsReceipt | InspectGoods


def decide(state: GoodsReceipt, command: ReceiptCommand, facts: Facts) -> Decision:
    """A receipt is recorded once; the order decides whether it may be, and who may send back."""
    if isinstance(command, Record):
        return _record(state, command, facts)
    if state.ref is None or state.order is None:
        return refuse("unknown-document", kind="goods receipt")
    about = {"ref": state.ref, "order": state.order}
    match command:
        case ReturnGoods():
            back = [(line.order_line, line.quantity) for line in command.lines]
            if found := _exceeding(back, state.accepted):
                return refuse("over-returned", line=found.line, wanted=found.wanted, left=found.left)
            who = facts.actor.name
            return (GoodsReceiptReturned(**about, returned_by=who, lines=command.lines, why=command.why),)
        case ReverseGoodsReceipt():
            counted = ((line, quantity) for line, quantity in state.accepted.items() if quantity)
            lines = tuple(ReturnLine(order_line=line, quantity=quantity) for line, quantity in counted)
            who = facts.actor.name
            reversed_ = GoodsReceiptReversed(**about, reversed_by=who, lines=lines, why=command.why)
            return () if state.reversed else (reversed_,)
        case InspectGoods():
            seen = [(line.order_line, line.passed + line.failed) for line in command.lines]
            left = {line: quantity - state.inspected.get(line, ZERO) for line, quantity in state.accepted.items()}
            if found := _exceeding(seen, left):
                return refuse("over-inspected", line=found.line, wanted=found.wanted, left=found.left)
            return (GoodsReceiptInspected(**about, inspected_by=facts.actor.name, lines=command.lines),)
        case _:
            assert_never(command)


def _record(state: GoodsReceipt, command: Record, facts: Facts) -> Decision:
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


@dataclass(frozen=True)
class _Excess:
    """A line of which more is wanted than is left."""

    line: int
    wanted: Decimal
    left: Decimal


def _exceeding(wanted: list[tuple[int, Decimal]], left: Mapping[int, Decimal]) -> _Excess | None:
    """The first line of which more is wanted than is left; lines of one command count together."""
    for number in dict.fromkeys(line for line, _ in wanted):
        together = sum((quantity for line, quantity in wanted if line == number), ZERO)
        if together > left.get(number, ZERO):
            return _Excess(number, together, left.get(number, ZERO))
    return None


def evolve(state: GoodsReceipt, event: GoodsReceiptEvent) -> GoodsReceipt:
    """Apply one event."""
    match event:
        case GoodsReceiptRecorded():
            counted = plus({}, ((line.order_line, line.accepted) for line in event.lines))
            return GoodsReceipt(
                event.ref, event.order, event.received_by, event.lines, counted, delivery_note=event.delivery_note
            )
        case GoodsReceiptReturned():
            back = ((line.order_line, -line.quantity) for line in event.lines)
            return replace(state, accepted=plus(state.accepted, back))
        case GoodsReceiptReversed():
            return replace(state, accepted=dict.fromkeys(state.accepted, ZERO), reversed=True)
        case GoodsReceiptInspected():
            seen = ((line.order_line, line.passed + line.failed) for line in event.lines)
            return replace(state, inspected=plus(state.inspected, seen))
        case _:
            assert_never(event)


GOODS_RECEIPT = Aggregate("goods_receipt", GoodsReceipt(), decide, evolve)
