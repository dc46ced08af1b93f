"""The payment of an instalment came back: what it had settled is undone, to the cent."""

from decimal import Decimal

from activities.budget_line import move_funds
from activities.instalments import saved_of
from aggregates.budget_line import Unpay
from aggregates.invoice import INVOICE, Invoice, TakeBack
from aggregates.invoice_payment import lines_paid
from aggregates.payable import PAYABLE, Reduce
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.purchase_order import TakeBack as TakeBackOfOrder
from aggregates.requisition import hold_key
from bots.settlement import share
from contracts.values import Money, Ref
from store.work import Work

ZERO = Decimal(0)


def unsettle_instalment(work: Work, invoice: Ref, payable: Ref, amount: Money, discount: Money | None) -> None:
    """The payment of an instalment came back: invoice, order and budget stand as before it."""
    before = work.load(INVOICE, invoice.id)
    after = work.act(INVOICE, invoice.id, TakeBack(payable))
    posted = after.posted
    if after is before or posted is None:
        return
    order = work.act(PURCHASE_ORDER, posted.order.id, TakeBackOfOrder(invoice))
    _lose_discount(work, before, payable, amount, discount)
    for paid_line in lines_paid(before, payable):
        line, booked = order.line(paid_line.line), paid_line.amount
        assert line is not None
        key, saved = hold_key(posted.order.id, paid_line.line), saved_of(booked, amount, discount)
        unpay = Unpay(key, booked - saved, saved, invoice)
        move_funds(work, invoice.entity, line.cost_object, unpay)


def _lose_discount(work: Work, before: Invoice, payable: Ref, amount: Money, discount: Money | None) -> None:
    """Credit was granted less the discount; with the discount lost, the whole of what was credited is not owed.

    While it is still early enough for the discount, it is kept of the whole once more.
    """
    if discount is None or work.load(PAYABLE, payable.id).discount_on(work.now.date()):
        return
    credited = sum((one.counts.amount for event in before.credited for one in event.repaid), ZERO)
    lost = share(discount, credited, amount + discount)
    if lost.amount:
        work.act(PAYABLE, payable.id, Reduce(lost, before.credited[-1].credit))
