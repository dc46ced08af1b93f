"""Commands on payment runs: payables are claimed, released by a second person, and concluded by the bank's word."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from activities._registry import document, handles
from activities.bank_word import conclude
from activities.candidates import Candidates
from activities.funds_plan_control import held_against_plan, plan_month, room_in_plan
from activities.master_data import known_entity
from activities.policies import Policies
from activities.run_fitting import fitting
from activities.run_funds import free_run, paying_account, reserve_run
from activities.supplier import usable_supplier
from activities.supplier_credit import follow_payment, netted
from aggregates import payable
from aggregates.invoice import INVOICE
from aggregates.payable import PAYABLE, Payable
from aggregates.payment_run import PAYMENT_RUN, Conclude, PaymentRun, Propose, Release
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.supplier import Supplier
from aggregates.supplier_credit import Free
from contracts.funds_plan import BeyondPlan
from contracts.payment_run import (
    CancelPaymentRun,
    ParkPaymentRun,
    ProposePaymentRun,
    RecordPaymentFile,
    ReleasePaymentRun,
    SettlePayment,
)
from contracts.values import BankAccount, Ref, money
from events.payment_run import FIRST_PAYMENT, GOODS_BACK, Payment
from store.work import Refused, Work

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
    payments = tuple(_claimed_payment(work, ref, state, command.execution_date) for state in chosen)
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


def _claimed_payment(work: Work, run: Ref, state: Payable, on: date) -> Payment:
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
        amount=state.pays_on(on),
        end_to_end_id=f"{state.ref.number}-{claimed.attempt}",
        flags=tuple(_flags(work, state.invoice, supplier, creditor)),
        discount=state.discount_on(on),
    )


def _flags(work: Work, invoice: Ref, supplier: Supplier, creditor: BankAccount) -> Iterator[str]:
    """What the releaser must have seen."""
    if creditor.identifier in supplier.unproven:
        yield FIRST_PAYMENT
    if _goods_back(work, invoice):
        yield GOODS_BACK


def _flagged_since(work: Work, payment: Payment, flag: str) -> Refused:
    """Why a run is not released with what nobody knew when it was proposed."""
    if flag == FIRST_PAYMENT:
        return work.refuse("account-doubted-since", supplier=payment.supplier, account=payment.creditor.identifier)
    return work.refuse("goods-returned-since", number=payment.invoice, invoice=payment.invoice_number)


def _goods_back(work: Work, invoice: Ref) -> bool:
    """Whether goods that it bills went back since, and nobody has credited or replaced them."""
    state = work.load(INVOICE, invoice.id) if invoice.kind == "invoice" else None
    if state is None or state.posted is None:
        return False
    order = work.load(PURCHASE_ORDER, state.posted.order.id)
    return bool(order.unsettled_returns(line.line for line in state.standing))


def _payee(work: Work, supplier: Supplier, account: BankAccount) -> BankAccount:
    """The account as it is now, or what took its place since the payable was opened."""
    found = supplier.payee(account.identifier)
    if found is None:
        raise work.refuse("account-no-longer-valid", supplier=supplier.code, account=account.identifier)
    return found


@handles(ReleasePaymentRun, nominated=True)
def release(work: Work, command: ReleasePaymentRun, policies: Policies, candidates: Candidates) -> Ref:
    """A second person releases; every supplier and account must still be usable, and no maker of them may release.

    What went back since the proposal, goods or money paid to the same account, is not passed over unseen.
    """
    state, ref = document(work, PAYMENT_RUN, command.run)
    makers: set[str] = set()
    for payment in state.proposed.payments if state.proposed else ():
        supplier = usable_supplier(work, payment.supplier, "payments")
        if supplier.payee(payment.creditor.identifier) != payment.creditor:
            raise work.refuse("account-no-longer-valid", supplier=supplier.code, account=payment.creditor.identifier)
        flags = _flags(work, payment.invoice, supplier, payment.creditor)
        if new := next((flag for flag in flags if flag not in payment.flags), None):
            raise _flagged_since(work, payment, new)
        makers |= set(supplier.makers)
    month = plan_month(work, state.proposed.execution_date) if state.proposed else ""
    beyond = _beyond(work, policies, state, month)
    if beyond:
        _refuse_unseen(work, state, beyond, command)
    work.act(PAYMENT_RUN, ref.id, Release(command, frozenset(makers), beyond))
    reserve_run(work, state, month, candidates)
    _settle_by_credit(work, state, ref)
    return ref


def _settle_by_credit(work: Work, state: PaymentRun, ref: Ref) -> None:
    """What credit pays in full needs no bank: with the second person's word it is settled."""
    for payment in state.proposed.payments if state.proposed else ():
        if payment.by_credit:
            conclude(work, ref, Conclude(payment.payable.id, "settled", f"credit {payment.supplier}"))


def _beyond(work: Work, policies: Policies, run: PaymentRun, month: str) -> BeyondPlan | None:
    if run.proposed is None or run.status != "proposed":
        return None
    return held_against_plan(work, policies, run.proposed.fund_account, month, run.proposed.total)


def _refuse_unseen(work: Work, run: PaymentRun, found: BeyondPlan, command: ReleasePaymentRun) -> None:
    """What another run has taken of the plan since the proposal, the releaser was not warned of: he says that he knows it."""
    warned = run.proposed is None or run.proposed.beyond_plan is not None
    if not warned and found.account.number not in command.acknowledged:
        planned = found.planned or "-"
        raise work.refuse(
            "beyond-plan-since", account=found.account, month=found.month, planned=planned, used=found.used
        )


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
