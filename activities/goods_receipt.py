"""Commands on goods receipts: the order counts what was accepted, the budget accrues it."""

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
from contracts.values import Money, Ref
from store.work import Work


@handles(RecordGoodsReceipt)
def record(work: Work, command: RecordGoodsReceipt, policies: Policies) -> Ref:
    """Record a delivery against an order."""
    _, order = document(work, PURCHASE_ORDER, command.order)
    ref = work.new_ref("goods_receipt", "GR", order.entity)
    work.act(GOODS_RECEIPT, ref.id, Record(ref, order, command.lines, command.delivery_note))
    before = work.load(PURCHASE_ORDER, order.id)
    after = work.act(PURCHASE_ORDER, order.id, Receive(ref, command.lines, tolerances(work, order, policies)))
    for number in dict.fromkeys(line.order_line for line in command.lines):
        _accrue(work, before, after, ref, number)
    score_delivery(work, after, ref, command.lines)
    return ref


def tolerances(work: Work, order: Ref, policies: Policies) -> dict[int, Decimal]:
    """Order line -> how much more than ordered may be received, in percent."""
    lines = work.load(PURCHASE_ORDER, order.id).lines
    return {line.line: over_receipt_percent(work, line.item, line.category, policies) for line in lines}


def _accrue(work: Work, before: PurchaseOrder, after: PurchaseOrder, receipt: Ref, number: int) -> None:
    """What has come is accrued, unless it is billed already."""
    line = after.line(number)
    assert line is not None
    assert after.ref is not None
    amount = Money(amount=after.accrued(number) - before.accrued(number), currency=after.currency)
    move_funds(work, after.ref.entity, line.cost_object, Accrue(hold_key(after.ref.id, number), amount, receipt))
