"""The payment of an instalment came back: what it had settled is undone, to the cent."""

from activities.budget_line import move_funds
from activities.instalments import saved_of
from aggregates.budget_line import Unpay
from aggregates.invoice import INVOICE, TakeBack
from aggregates.invoice_payment import lines_paid
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.purchase_order import TakeBack as TakeBackOfOrder
from aggregates.requisition import hold_key
from contracts.values import Money, Ref
from store.work import Work


def unsettle_instalment(work: Work, invoice: Ref, payable: Ref, amount: Money, discount: Money | None) -> None:
    """The payment of an instalment came back: invoice, order and budget stand as before it."""
    before = work.load(INVOICE, invoice.id)
    after = work.act(INVOICE, invoice.id, TakeBack(payable))
    posted = after.posted
    if after is before or posted is None:
        return
    order = work.act(PURCHASE_ORDER, posted.order.id, TakeBackOfOrder(invoice))
    for paid_line in lines_paid(before, payable):
        line, booked = order.line(paid_line.line), paid_line.amount
        assert line is not None
        key, saved = hold_key(posted.order.id, paid_line.line), saved_of(booked, amount, discount)
        unpay = Unpay(key, booked - saved, saved, invoice)
        move_funds(work, invoice.entity, line.cost_object, unpay)
