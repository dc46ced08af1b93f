"""Receipts: goods and work that came against orders, line by line; what was inspected of them and what went back."""

from sqlalchemy import Index

from contracts.goods_receipt import ReturnLine
from contracts.values import Ref
from events._base import Recorded
from events.goods_receipt import (
    GoodsReceiptInspected,
    GoodsReceiptRecorded,
    GoodsReceiptReturned,
    GoodsReceiptReversed,
)
from events.work_acceptance import WorkAcceptanceAccepted, WorkAcceptanceCancelled, WorkAcceptanceDrafted
from projections._base import Changes, Projection, add, change, upsert
from projections._columns import at_scale, count, instant, key, micros, number_key, scaled, text

RECEIPTS = Projection("receipts")
receipts = RECEIPTS.table(
    "receipts",
    key("id"),
    *(text(name) for name in ("number", "entity", "kind", "status", "order_id", "order_number", "title")),
    *(text(name) for name in ("recorded_by", "decided_by", "delivery_note", "why")),
    *(instant(name) for name in ("recorded_at", "decided_at")),
    count("position"),
)
Index("view_receipts_by_position", receipts.c.position)
lines = RECEIPTS.table(
    "receipt_lines",
    key("receipt_id"),
    number_key("order_line"),
    *(text(name) for name in ("receipt_number", "entity", "order_id")),
    *(scaled(name) for name in ("accepted", "rejected", "returned", "passed", "failed")),
)
"""Work shows as accepted once it is; a draft has no lines here, for a percentage is a quantity only then."""


def _head(ref: Ref, order: Ref, kind: str, status: str, who: str, at: Recorded, **more: object) -> Changes:
    row: dict[str, object] = {
        "number": ref.number,
        "entity": ref.entity,
        "order_id": str(order.id),
        "order_number": order.number,
        "recorded_at": micros(at.occurred_at),
        "position": at.position,
    }
    yield upsert(receipts, {"id": str(ref.id)}, kind=kind, status=status, recorded_by=who, **row, **more)


def _line(ref: Ref, order: Ref, number: int, **quantities: int) -> Changes:
    where = {"receipt_id": str(ref.id), "order_line": number}
    yield upsert(lines, where, receipt_number=ref.number, entity=ref.entity, order_id=str(order.id))
    yield add(lines, where, **quantities)


@RECEIPTS.on(GoodsReceiptRecorded)
def _recorded(event: GoodsReceiptRecorded, at: Recorded) -> Changes:
    more = {"delivery_note": event.delivery_note}
    yield from _head(event.ref, event.order, "goods", "recorded", event.received_by, at, **more)
    for line in event.lines:
        counted = {"accepted": at_scale(line.accepted), "rejected": at_scale(line.rejected)}
        yield from _line(event.ref, event.order, line.order_line, **counted)


def _went_back(ref: Ref, order: Ref, back: tuple[ReturnLine, ...]) -> Changes:
    for line in back:
        yield from _line(ref, order, line.order_line, returned=at_scale(line.quantity))


@RECEIPTS.on(GoodsReceiptReturned)
def _returned(event: GoodsReceiptReturned, at: Recorded) -> Changes:
    yield from _went_back(event.ref, event.order, event.lines)
    decided = {"decided_by": event.returned_by, "decided_at": micros(at.occurred_at), "why": event.why}
    yield change(receipts, {"id": str(event.ref.id)}, status="returned", **decided)


@RECEIPTS.on(GoodsReceiptReversed)
def _reversed(event: GoodsReceiptReversed, at: Recorded) -> Changes:
    yield from _went_back(event.ref, event.order, event.lines)
    decided = {"decided_by": event.reversed_by, "decided_at": micros(at.occurred_at), "why": event.why}
    yield change(receipts, {"id": str(event.ref.id)}, status="reversed", **decided)


@RECEIPTS.on(GoodsReceiptInspected)
def _inspected(event: GoodsReceiptInspected, _: Recorded) -> Changes:
    for line in event.lines:
        seen = {"passed": at_scale(line.passed), "failed": at_scale(line.failed)}
        yield from _line(event.ref, event.order, line.order_line, **seen)


@RECEIPTS.on(WorkAcceptanceDrafted)
def _drafted(event: WorkAcceptanceDrafted, at: Recorded) -> Changes:
    yield from _head(event.ref, event.order, "service", "draft", event.drafted_by, at, title=event.title)


@RECEIPTS.on(WorkAcceptanceAccepted)
def _accepted(event: WorkAcceptanceAccepted, at: Recorded) -> Changes:
    decided = {"decided_by": event.accepted_by, "decided_at": micros(at.occurred_at)}
    yield change(receipts, {"id": str(event.ref.id)}, status="accepted", **decided)
    for line in event.lines:
        yield from _line(event.ref, event.order, line.order_line, accepted=at_scale(line.quantity))


@RECEIPTS.on(WorkAcceptanceCancelled)
def _cancelled(event: WorkAcceptanceCancelled, at: Recorded) -> Changes:
    decided = {"decided_by": event.cancelled_by, "decided_at": micros(at.occurred_at), "why": event.why}
    yield change(receipts, {"id": str(event.ref.id)}, status="cancelled", **decided)
