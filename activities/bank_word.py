"""What follows from the bank's word on a payment, whoever brings it: a person, or an entry of a statement."""

from uuid import UUID

from activities.payment_settlement import pay_invoice, unpay_invoice
from activities.run_funds import conclude_payment, return_payment
from activities.supplier_credit import follow_payment
from aggregates import payable
from aggregates.payable import PAYABLE
from aggregates.payment_run import PAYMENT_RUN, Conclude, GiveBack, PaymentRun
from aggregates.supplier import SUPPLIER, DoubtAccount, ProveAccount
from aggregates.supplier_credit import Free, Return, Use
from contracts.ids import stream_id
from contracts.values import Ref
from events.payment_run import FIRST_PAYMENT
from store.work import Work


def conclude(work: Work, run: Ref, command: Conclude) -> None:
    """Settled closes invoice and budget, failed frees the payable for another attempt; the same word again is nothing."""
    before = work.load(PAYMENT_RUN, run.id)
    if work.act(PAYMENT_RUN, run.id, command) is before:
        return
    payment = before.payment(command.payable)
    assert payment is not None
    conclude_payment(work, before, payment, command.result == "settled")
    if command.result == "failed":
        work.act(PAYABLE, command.payable, payable.Free(run, command.bank_reference))
        follow_payment(work, payment, Free(run, payment.payable, command.bank_reference))
        return
    follow_payment(work, payment, Use(run, payment.payable))
    work.act(PAYABLE, command.payable, payable.Settle(run, command.bank_reference, payment.discount))
    _prove_account(work, before, command.payable)
    pay_invoice(work, before, command.payable)


def give_back(work: Work, run: Ref, stream: UUID, reference: str, speaker: str) -> None:
    """The money of a payment came back: what had settled is due again, what had no word of the bank yet has failed."""
    if stream in work.load(PAYMENT_RUN, run.id).open:
        conclude(work, run, Conclude(stream, "failed", reference, speaker))
        return
    state = work.act(PAYMENT_RUN, run.id, GiveBack(stream, reference, speaker))
    work.act(PAYABLE, stream, payable.GiveBack(run, reference))
    payment = state.payment(stream)
    assert payment is not None
    return_payment(work, state, payment)
    follow_payment(work, payment, Return(run, payment.payable))
    unpay_invoice(work, state, stream)
    _doubt_account(work, state, stream)


def _prove_account(work: Work, run: PaymentRun, stream: UUID) -> None:
    """The first payment to a changed account arrived: later ones are not flagged."""
    payment = run.payment(stream)
    assert payment is not None
    if FIRST_PAYMENT in payment.flags and not payment.by_credit:
        proven = ProveAccount(payment.creditor.identifier, payment.payable)
        work.act(SUPPLIER, stream_id("supplier", payment.supplier), proven)


def _doubt_account(work: Work, run: PaymentRun, stream: UUID) -> None:
    """Money that came back may have been sent to the wrong place: the next payment to that account is flagged."""
    payment = run.payment(stream)
    assert payment is not None
    doubted = DoubtAccount(payment.creditor.identifier, payment.payable)
    work.act(SUPPLIER, stream_id("supplier", payment.supplier), doubted)
