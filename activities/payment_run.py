"""Commands on payment runs: payables are claimed, released by a second person, and concluded by the bank's word."""

from uuid import UUID

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.candidates import Candidates
from activities.master_data import known_entity
from activities.policies import Policies
from activities.run_funds import conclude_payment, free_run, paying_account, reserve_run
from activities.supplier import usable_supplier
from aggregates import payable
from aggregates.budget_line import Pay
from aggregates.invoice import INVOICE, Settle
from aggregates.payable import PAYABLE, Payable
from aggregates.payment_run import PAYMENT_RUN, Conclude, PaymentRun, Propose, Release
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.purchase_order import Settle as SettleOrder
from aggregates.requisition import hold_key
from aggregates.supplier import SUPPLIER, ProveAccount, Supplier
from contracts.ids import stream_id
from contracts.payment_run import (
    CancelPaymentRun,
    ParkPaymentRun,
    ProposePaymentRun,
    RecordPaymentFile,
    ReleasePaymentRun,
    SettlePayment,
)
from contracts.values import BankAccount, Ref
from events.payment_run import FIRST_PAYMENT, Payment
from store.work import Work


@handles(ProposePaymentRun)
def propose(work: Work, command: ProposePaymentRun, _policies: Policies) -> Ref:
    """Propose payments of open payables of one entity and currency; each is claimed by this run."""
    work.permit(command.entity)
    debtor = _account(work, command)
    found = [_payable(work, command, stream) for stream in dict.fromkeys(command.payables)]
    ref = work.new_ref("payment_run", "RUN", command.entity)
    payments = tuple(_claimed_payment(work, ref, state) for state in found)
    run = Propose(
        ref, debtor, command.currency, command.execution_date, payments, paying_account(work, command, payments)
    )
    work.act(PAYMENT_RUN, ref.id, run)
    return ref


def _account(work: Work, command: ProposePaymentRun) -> BankAccount:
    accounts = known_entity(work, command.entity).accounts
    found = next((account for account in accounts if account.identifier == command.account), None)
    if found is None:
        raise work.refuse("unknown-account", account=command.account, entity=command.entity)
    return found


def _payable(work: Work, command: ProposePaymentRun, stream: UUID) -> Payable:
    state = work.load(PAYABLE, stream)
    if state.ref is None or state.amount is None or state.ref.entity != command.entity:
        raise work.refuse("unknown-document", kind="payable", id=stream)
    if state.amount.currency != command.currency:
        raise work.refuse("currency-mismatch", expected=command.currency, given=state.amount.currency)
    return state


def _claimed_payment(work: Work, run: Ref, state: Payable) -> Payment:
    assert state.ref is not None
    assert state.invoice is not None
    assert state.amount is not None
    assert state.account is not None
    supplier = usable_supplier(work, state.supplier, "payments")
    creditor = _payee(work, supplier, state.account)
    claimed = work.act(PAYABLE, state.ref.id, payable.Claim(run))
    return Payment(
        payable=state.ref,
        invoice=state.invoice,
        invoice_number=state.invoice_number,
        supplier=state.supplier,
        creditor=creditor,
        amount=state.amount,
        end_to_end_id=f"{state.ref.number}-{claimed.attempt}",
        flags=(FIRST_PAYMENT,) if creditor.identifier in supplier.unproven else (),
    )


def _payee(work: Work, supplier: Supplier, account: BankAccount) -> BankAccount:
    """The account as it is now, or what took its place since the payable was opened."""
    found = supplier.payee(account.identifier)
    if found is None:
        raise work.refuse("account-no-longer-valid", supplier=supplier.code, account=account.identifier)
    return found


@handles(ReleasePaymentRun, nominated=True)
def release(work: Work, command: ReleasePaymentRun, _policies: Policies, candidates: Candidates) -> Ref:
    """A second person releases; every supplier and account must still be usable, and no maker of them may release."""
    state, ref = document(work, PAYMENT_RUN, command.run)
    makers: set[str] = set()
    for payment in state.proposed.payments if state.proposed else ():
        supplier = usable_supplier(work, payment.supplier, "payments")
        if supplier.payee(payment.creditor.identifier) != payment.creditor:
            raise work.refuse("account-no-longer-valid", supplier=supplier.code, account=payment.creditor.identifier)
        makers |= set(supplier.makers)
    work.act(PAYMENT_RUN, ref.id, Release(command, frozenset(makers)))
    reserve_run(work, state, candidates)
    return ref


@handles(CancelPaymentRun)
def cancel(work: Work, command: CancelPaymentRun, _policies: Policies) -> Ref:
    """Drop a run that was not sent and free what it claimed."""
    before, ref = document(work, PAYMENT_RUN, command.run)
    after = work.act(PAYMENT_RUN, ref.id, command)
    if after.status != before.status:
        for stream in before.open:
            work.act(PAYABLE, stream, payable.Free(ref, command.why))
        free_run(work, before)
    return ref


@handles(RecordPaymentFile)
@handles(ParkPaymentRun)
def follow_up(work: Work, command: RecordPaymentFile | ParkPaymentRun, _policies: Policies) -> Ref:
    """The file is written; or it cannot be, and a person has to look."""
    _, ref = document(work, PAYMENT_RUN, command.run)
    work.act(PAYMENT_RUN, ref.id, command)
    return ref


@handles(SettlePayment)
def settle(work: Work, command: SettlePayment, _policies: Policies) -> Ref:
    """The bank's word on one payment: settled closes invoice and budget, failed frees the payable for another attempt."""
    before, ref = document(work, PAYMENT_RUN, command.run)
    conclude = Conclude(command.payable, command.result, command.bank_reference)
    after = work.act(PAYMENT_RUN, ref.id, conclude)
    if after is before:
        return ref
    conclude_payment(work, before, before.payment(command.payable), command.result == "settled")
    if command.result == "failed":
        work.act(PAYABLE, command.payable, payable.Free(ref, command.bank_reference))
        return ref
    work.act(PAYABLE, command.payable, payable.Settle(ref, command.bank_reference))
    _prove_account(work, before, command.payable)
    _pay_invoice(work, before, command.payable)
    return ref


def _prove_account(work: Work, run: PaymentRun, stream: UUID) -> None:
    """The first payment to a changed account arrived: later ones are not flagged."""
    payment = run.payment(stream)
    assert payment is not None
    if FIRST_PAYMENT in payment.flags:
        proven = ProveAccount(payment.creditor.identifier, payment.payable)
        work.act(SUPPLIER, stream_id("supplier", payment.supplier), proven)


def _pay_invoice(work: Work, run: PaymentRun, stream: UUID) -> None:
    payment = run.payment(stream)
    assert payment is not None
    invoice = work.act(INVOICE, payment.invoice.id, Settle(payment.amount))
    posted = invoice.posted
    assert posted is not None
    order = work.act(PURCHASE_ORDER, posted.order.id, SettleOrder(payment.invoice))
    for billed in invoice.standing:
        line = order.line(billed.line)
        assert line is not None
        pay = Pay(hold_key(posted.order.id, billed.line), billed.booked, payment.invoice, billed.ledger)
        move_funds(work, payment.invoice.entity, line.cost_object, pay)
