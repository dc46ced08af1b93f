"""Commands on payment runs: payables are claimed, released by a second person, and concluded by the bank's word."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from activities._registry import document, handles
from activities.bank_word import conclude
from activities.funds_plan_control import held_against_plan, plan_month, room_in_plan
from activities.master_data import known_entity
from activities.payment_flags import flags_of
from activities.policies import Policies
from activities.run_fitting import fitting
from activities.run_funds import free_run, paying_account
from activities.supplier import usable_supplier
from activities.supplier_credit import follow_payment, netted
from activities.tax_verification import ask_before_payment
from aggregates import payable
from aggregates.payable import PAYABLE, Payable
from aggregates.payment_run import PAYMENT_RUN, Conclude, Propose
from aggregates.supplier import Supplier
from aggregates.supplier_credit import Free
from contracts.payment_run import (
    CancelPaymentRun,
    ParkPaymentRun,
    ProposePaymentRun,
    RecordPaymentFile,
    SettlePayment,
)
from contracts.values import BankAccount, Ref, money
from events.payment_run import Payment
from store.work import Work

WRITERS = {"pain.001": "", "batch-csv": "cn-batch-csv/1"}
"""Kind of bank file -> its newest writer; "" is the one that runs had before there was a choice."""


@handles(ProposePaymentRun)
def propose(work: Work, command: ProposePaymentRun, policies: Policies) -> Ref:
    """Propose payments of open payables of one entity and currency; each is claimed by this run."""
    work.permit(command.entity)
    debtor = _account(work, command)
    found = [_payable(work, command, stream) for stream in dict.fromkeys(command.payables)]
    ref = work.new_ref("payment_run", "RUN", command.entity)
    paying = paying_account(work, command, [state.invoice for state in found if state.invoice])
    month = plan_month(work, command.execution_date)
    room = room_in_plan(work, policies, paying, month, command.currency) if command.fit else None
    chosen, left_out = fitting(work, found, command.execution_date, room)
    payments = tuple(_claimed_payment(work, ref, state, command.execution_date, policies) for state in chosen)
    writer = WRITERS[policies.bank_file_format(command.account)]
    payments = tuple(netted(work, ref, payments))
    total = money(sum((payment.amount.amount for payment in payments), Decimal(0)), command.currency)
    beyond = held_against_plan(work, policies, paying, month, total)
    run = Propose(ref, debtor, command.currency, command.execution_date, payments, writer, paying, beyond, left_out)
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


def _claimed_payment(work: Work, run: Ref, state: Payable, on: date, policies: Policies) -> Payment:
    assert state.ref is not None
    assert state.invoice is not None
    assert state.amount is not None
    assert state.account is not None
    ask_before_payment(work, state.invoice, policies)
    supplier = usable_supplier(work, state.supplier, "payments")
    creditor = _payee(work, supplier, state.account)
    claimed = work.act(PAYABLE, state.ref.id, payable.Claim(run))
    return Payment(
        payable=state.ref,
        invoice=state.invoice,
        invoice_number=state.invoice_number,
        supplier=state.supplier,
        creditor=creditor,
        amount=state.pays_on(on),
        end_to_end_id=f"{state.ref.number}-{claimed.attempt}",
        flags=tuple(flags_of(work, state.invoice, supplier, creditor)),
        discount=state.discount_on(on),
    )


def _payee(work: Work, supplier: Supplier, account: BankAccount) -> BankAccount:
    """The account as it is now, or what took its place since the payable was opened."""
    found = supplier.payee(account.identifier)
    if found is None:
        raise work.refuse("account-no-longer-valid", supplier=supplier.code, account=account.identifier)
    return found


@handles(CancelPaymentRun)
def cancel(work: Work, command: CancelPaymentRun, _policies: Policies) -> Ref:
    """Drop a run that was not sent and free what it claimed."""
    before, ref = document(work, PAYMENT_RUN, command.run)
    after = work.act(PAYMENT_RUN, ref.id, command)
    if after.status != before.status:
        for stream in before.open:
            work.act(PAYABLE, stream, payable.Free(ref, command.why))
            if payment := before.payment(stream):
                follow_payment(work, payment, Free(ref, payment.payable, command.why))
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
    _, ref = document(work, PAYMENT_RUN, command.run)
    conclude(work, ref, Conclude(command.payable, command.result, command.bank_reference))
    return ref
