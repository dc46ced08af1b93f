"""Credit balances of suppliers: granted by credit notes on what was paid, netted in payment runs, or paid back."""

from collections.abc import Iterable, Iterator

from activities._registry import document, handles
from activities.policies import Policies
from aggregates.bank_statement import BANK_STATEMENT, Repay
from aggregates.supplier import SUPPLIER
from aggregates.supplier_credit import (
    SUPPLIER_CREDIT,
    Free,
    Grant,
    Refund,
    Return,
    SetAside,
    Use,
    credit_key,
)
from contracts.ids import stream_id
from contracts.supplier_credit import RefundSupplierCredit
from contracts.values import Money, Ref, money
from events.payment_run import Payment
from store.work import Work


def credit_ref(entity: str, supplier: str, currency: str) -> Ref:
    """The one balance of a supplier in an entity and a currency."""
    stream = stream_id("supplier_credit", credit_key(entity, supplier, currency))
    return Ref(kind="supplier_credit", id=stream, number=f"{supplier}/{currency}", entity=entity)


def grant(work: Work, supplier: str, amount: Money, credit_note: Ref, original: Ref) -> None:
    """A credit note took back what was paid: the supplier owes it to us."""
    ref = credit_ref(credit_note.entity, supplier, amount.currency)
    name = work.load_by_key(SUPPLIER, supplier).name
    work.act(SUPPLIER_CREDIT, ref.id, Grant(ref, supplier, name, amount, credit_note, original))


def netted(work: Work, run: Ref, payments: Iterable[Payment]) -> Iterator[Payment]:
    """The payments of a run, each smaller by what is free of its supplier's credit, in their order."""
    for payment in payments:
        ref = credit_ref(run.entity, payment.supplier, payment.amount.currency)
        taken = min(payment.amount.amount, work.load(SUPPLIER_CREDIT, ref.id).free)
        if taken > 0:
            credit = money(taken, payment.amount.currency)
            work.act(SUPPLIER_CREDIT, ref.id, SetAside(run, payment.payable, credit))
            yield payment.model_copy(update={"amount": payment.amount - credit, "credit": credit})
        else:
            yield payment


def follow_payment(work: Work, payment: Payment | None, step: Free | Use | Return) -> None:
    """What becomes of the credit that a payment has set aside: free again, used up, or owed again."""
    if payment and payment.credit:
        ref = credit_ref(payment.payable.entity, payment.supplier, payment.credit.currency)
        work.act(SUPPLIER_CREDIT, ref.id, step)


@handles(RefundSupplierCredit)
def refund(work: Work, command: RefundSupplierCredit, _policies: Policies) -> Ref:
    """An entry of a statement is money of the supplier: entry and balance agree to the cent, each is told once."""
    state, statement = document(work, BANK_STATEMENT, command.bank_statement)
    entry = state.entry(command.entry)
    if entry is None:
        raise work.refuse("unknown-line", number=statement, line=command.entry)
    ref = credit_ref(statement.entity, command.supplier, entry.amount.currency)
    work.act(BANK_STATEMENT, statement.id, Repay(command.entry, ref, command.why))
    work.act(SUPPLIER_CREDIT, ref.id, Refund(statement, command.entry, entry.amount, command.why))
    return ref
