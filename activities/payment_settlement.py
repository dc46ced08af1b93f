"""What a settled payment closes: an instalment of an invoice with its order and budget, or an advance."""

from uuid import UUID

from activities.advance_payment import settle_advance, unsettle_advance
from activities.instalments import settle_instalment
from activities.payment_return import unsettle_instalment
from aggregates.payment_run import PaymentRun
from store.work import Work


def pay_invoice(work: Work, run: PaymentRun, stream: UUID) -> None:
    """The payment of a payable has settled: what it was for is paid, and actual cost becomes paid cost."""
    payment = run.payment(stream)
    assert payment is not None
    if payment.invoice.kind == "advance_payment":
        settle_advance(work, payment.invoice, payment.pays)
    else:
        settle_instalment(work, payment.invoice, payment.payable, payment.pays, payment.discount)


def unpay_invoice(work: Work, run: PaymentRun, stream: UUID) -> None:
    """The payment of a payable came back: what it was for is to be paid again."""
    payment = run.payment(stream)
    assert payment is not None
    if payment.invoice.kind == "advance_payment":
        unsettle_advance(work, payment.invoice, payment.pays)
    else:
        unsettle_instalment(work, payment.invoice, payment.payable, payment.pays, payment.discount)
