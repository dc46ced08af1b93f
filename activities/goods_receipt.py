"""Commands on goods receipts: the order counts what was accepted, the budget accrues it, and the other way round."""

from decimal import Decimal

from activities._registry import document, handles
from activities.contract import follow
from activities.item import over_receipt_percent
from activities.order_funds import settle, shrink
from activities.policies import Policies
from activities.supplier import score_delivery
from aggregates.goods_receipt import GOODS_RECEIPT, GoodsReceipt, Record
from aggregates.purchase_order import PURCHASE_ORDER, Inspect, PurchaseOrder, Receive, Return
from contracts.goods_receipt import (
    InspectGoods,
    RecordGoodsReceipt,
    ReturnGoods,
    ReturnLine,
    ReverseGoodsReceipt,
)
from contracts.values import Ref
from events.purchase_order import InspectedLine, ReturnedLine
from store.work import Work

ZERO = Decimal(0)
INSPECTION_FAILED = "inspection failed"


@handles(RecordGoodsReceipt)
def record(work: Work, command: RecordGoodsReceipt, policies: Policies) -> Ref:
    """Record a delivery against an order; what was rejected and is not replaced is not ordered any more."""
    _, order = document(work, PURCHASE_ORDER, command.order)
    ref = work.new_ref("goods_receipt", "GR", order.entity)
    work.act(GOODS_RECEIPT, ref.id, Record(ref, order, command.lines, command.delivery_note))
    receive(work, order, Receive(ref, command.lines, tolerances(work, order, policies)))
    score_delivery(work, work.load(PURCHASE_ORDER, order.id), ref, command.lines)
    _shrink(work, order, [(line.order_line, line.rejected) for line in command.lines if not line.replacement], ref)
    return ref


def tolerances(work: Work, order: Ref, policies: Policies) -> dict[int, Decimal]:
    """Order line -> how much more than ordered may be received, in percent."""
    lines = work.load(PURCHASE_ORDER, order.id).lines
    return {line.line: over_receipt_percent(work, line.item, line.category, policies) for line in lines}


def receive(work: Work, order: Ref, command: Receive) -> None:
    """Count what was accepted, and accrue it unless it is billed already."""
    before = work.load(PURCHASE_ORDER, order.id)
    after = work.act(PURCHASE_ORDER, order.id, command)
    _settled(work, before, after, [line.order_line for line in command.lines], command.receipt)


def take_back(work: Work, order: Ref, command: Return) -> None:
    """Count what went back, or was never there; what was accrued for it is only encumbered again.

    Of a closed order it is not expected again, so that its contract may be drawn on for it once more.
    """
    before = work.load(PURCHASE_ORDER, order.id)
    after = work.act(PURCHASE_ORDER, order.id, command)
    _settled(work, before, after, [line.line for line in command.lines], command.receipt)
    follow(work, before, after)


def _settled(work: Work, before: PurchaseOrder, after: PurchaseOrder, numbers: list[int], cause: Ref) -> None:
    for number in dict.fromkeys(numbers):
        settle(work, before, after, number, ZERO, cause)


@handles(ReturnGoods)
def send_back(work: Work, command: ReturnGoods, _policies: Policies) -> Ref:
    """Send accepted goods back; the order line is open again, unless nothing is to replace them."""
    _, ref, order = _receipt(work, command)
    work.act(GOODS_RECEIPT, ref.id, command)
    take_back(work, order, Return(ref, _returned(command.lines)))
    _shrink(work, order, [(line.order_line, line.quantity) for line in command.lines if not line.replacement], ref)
    return ref


@handles(ReverseGoodsReceipt)
def reverse(work: Work, command: ReverseGoodsReceipt, _policies: Policies) -> Ref:
    """Take back a receipt that was recorded in error: all that it still counts."""
    before, ref, order = _receipt(work, command)
    state = work.act(GOODS_RECEIPT, ref.id, command)
    if state.reversed and not before.reversed:
        left = tuple(
            ReturnedLine(line=line, quantity=quantity) for line, quantity in before.accepted.items() if quantity
        )
        take_back(work, order, Return(ref, left, correction=True))
    return ref


@handles(InspectGoods)
def inspect(work: Work, command: InspectGoods, _policies: Policies) -> Ref:
    """Record what an inspection passed and failed."""
    _, ref, order = _receipt(work, command)
    work.act(GOODS_RECEIPT, ref.id, command)
    lines = tuple(InspectedLine(line=line.order_line, passed=line.passed, failed=line.failed) for line in command.lines)
    work.act(PURCHASE_ORDER, order.id, Inspect(ref, lines))
    return ref


def _receipt(work: Work, command: ReturnGoods | ReverseGoodsReceipt | InspectGoods) -> tuple[GoodsReceipt, Ref, Ref]:
    state, ref = document(work, GOODS_RECEIPT, command.receipt)
    assert state.order is not None
    return state, ref, state.order


def _returned(lines: tuple[ReturnLine, ...]) -> tuple[ReturnedLine, ...]:
    return tuple(ReturnedLine(line=line.order_line, quantity=line.quantity) for line in lines)


def _shrink(work: Work, order: Ref, lines: list[tuple[int, Decimal]], cause: Ref) -> None:
    """An order that is closed expects no replacement anyway."""
    fewer: dict[int, Decimal] = {}
    for number, quantity in lines:
        fewer[number] = fewer.get(number, ZERO) + quantity
    if any(fewer.values()) and not work.load(PURCHASE_ORDER, order.id).closed:
        shrink(work, order, fewer, f"{cause.number}: no replacement", cause)
