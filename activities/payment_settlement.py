"""What a settled payment closes: the invoice, its order, and the budget lines that its amounts stand on."""

from uuid import UUID

from activities.budget_line import move_funds
from aggregates.budget_line import Pay
from aggregates.invoice import INVOICE, Settle
from aggregates.payment_run import PaymentRun
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.purchase_order import Settle as SettleOrder
from aggregates.requisition import hold_key
from store.work import Work


def pay_invoice(work: Work, run: PaymentRun, stream: UUID) -> None:
    """The payment of a payable has settled: invoice and order are paid, and actual cost becomes paid cost."""
    payment = run.payment(stream)
    assert payment is not None
    invoice = work.act(INVOICE, payment.invoice.id, Settle(payment.amount))
    posted = invoice.posted
    assert posted is not None
    order = work.act(PURCHASE_ORDER, posted.order.id, SettleOrder(payment.invoice))
    for billed in invoice.standing:
        line = order.line(billed.line)
        assert line is not None
        pay = Pay(hold_key(posted.order.id, billed.line), billed.amount, payment.invoice)
        move_funds(work, payment.invoice.entity, line.cost_object, pay)
