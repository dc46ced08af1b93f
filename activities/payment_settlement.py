"""What a settled payment closes: an instalment of an invoice with its order and budget, or an advance."""

from uuid import UUID

from activities.advance_payment import settle_advance
from activities.instalments import settle_instalment
from aggregates.payment_run import PaymentRun
from store.work import Work


def pay_invoice(work: Work, run: PaymentRun, stream: UUID) -> None:
    """The payment of a payable has settled: what it was for is paid, and actual cost becomes paid cost."""
    payment = run.payment(stream)
    assert payment is not None
    if payment.invoice.kind == "advance_payment":
        settle_advance(work, payment.invoice, payment.amount)
    else:
        settle_instalment(work, payment.invoice, payment.payable, payment.amount, payment.discount)
