"""Commands on goods receipts: the order counts what was accepted, the budget accrues it."""

from decimal import Decimal

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.item import over_receipt_percent
from activities.policies import Policies
from activities.supplier import score_delivery
from aggregates.budget_line import Accrue
from aggregates.goods_receipt import GOODS_RECEIPT, Record
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder, Receive
from aggregates.requisition import hold_key
from contracts.goods_receipt import RecordGoodsReceipt
from contracts.values import Ref, money
from store.work import Work


@handles(RecordGoodsReceipt)
def record(work: Work, command: RecordGoodsReceipt, policies: Policies) -> Ref:
    """Record a delivery against an order."""
    _, order = document(work, PURCHASE_ORDER, command.order)
    ref = work.new_ref("goods_receipt", "GR", order.entity)
    work.act(GOODS_RECEIPT, ref.id, Record(ref, order, command.lines, command.delivery_note))
    state = work.act(PURCHASE_ORDER, order.id, Receive(ref, command.lines, tolerances(work, order, policies)))
    for number in dict.fromkeys(line.order_line for line in command.lines):
        accepted = sum((line.accepted for line in command.lines if line.order_line == number), Decimal(0))
        _accrue(work, state, order, ref, number, accepted)
    score_delivery(work, state, ref, command.lines)
    return ref


def tolerances(work: Work, order: Ref, policies: Policies) -> dict[int, Decimal]:
    """Order line -> how much more than ordered may be received, in percent."""
    lines = work.load(PURCHASE_ORDER, order.id).lines
    return {line.line: over_receipt_percent(work, line.item, line.category, policies) for line in lines}


def _accrue(work: Work, state: PurchaseOrder, order: Ref, receipt: Ref, number: int, accepted: Decimal) -> None:
    """The last part of an order line takes all that it still encumbers, so that no cent stays behind."""
    line = state.line(number)
    assert line is not None
    whole = state.accepted.get(number, Decimal(0)) >= line.quantity
    amount = line.amount if whole else money(accepted * line.unit_price, state.currency)
    move_funds(work, order.entity, line.cost_object, Accrue(hold_key(order.id, number), amount, receipt))
