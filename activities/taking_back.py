"""Less is owed on an invoice: what is still due falls, and what of it was paid already the supplier owes to us."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from activities.budget_line import move_funds
from activities.instalments import bills_under, by_contract, payable_ref, saved_of, under
from aggregates.budget_line import Unpay
from aggregates.invoice import INVOICE, Invoice
from aggregates.invoice_payment import Returning, owed, paid_with
from aggregates.payable import PAYABLE, Reduce
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import PurchaseOrder
from aggregates.requisition import hold_key
from aggregates.settlement import SETTLEMENT, Return
from bots.settlement import share, total
from contracts.values import Money, Ref, money
from events.invoice import Repaid
from events.payment_run import Payment
from events.purchase_order import PostedLine
from store.work import Work

ZERO = Decimal(0)


@dataclass(frozen=True)
class Reduced:
    """`over`: nothing of the invoice is owed any more; `paid` is what of it was paid, and `money` what it was paid with."""

    over: bool
    paid: tuple[Returning, ...] = ()
    money: Money | None = None


def reduce_payables(
    work: Work, cause: Ref, order: PurchaseOrder, original: Ref, lines: Iterable[PostedLine], due: Money | None
) -> Reduced:
    """Less is owed, by `due` (None: all): what its contracts kept and took off goes back in proportion.

    Each instalment that is due falls; one that is paid is paid back. Refused while a payment run has one of them, and
    for all of it once anything is paid: a credit note then says what is taken back.
    """
    state, now = work.load(INVOICE, original.id), work.load(PAYABLE, payable_ref(original).id)
    whole = owed(state)
    assert now.amount is not None
    assert whole is not None
    if due is None and (state.instalments or any(event.repaid for event in state.credited)):
        raise work.refuse("original-already-paid", number=original, status="settled")
    back, currency = _given_back(work, cause, order, original, lines), whole.currency
    found = [_less(work, state, cause, ref, amount, amount) for ref, amount in back.retained]
    rest = (due or whole) - total((amount for _, amount in back.retained), currency)
    here = rest - money(back.off, currency) if due else now.amount
    returned = bool(back.off or back.retained)
    found.append(_less(work, state, cause, payable_ref(original), here, rest, returned=returned))
    paid, cash = [each[0] for each in found if each], total((each[1] for each in found if each), currency)
    ended = all(work.load(PAYABLE, ref.id).over for ref in (payable_ref(original), *back.retentions))
    over = ended and (due is None or due == whole)
    return Reduced(over, tuple(paid), cash if cash.amount else None)


@dataclass(frozen=True)
class _Back:
    """What contracts let go of: what they had taken off in all, and kept by retention; `retentions` are all of the invoice."""

    off: Decimal
    retained: tuple[tuple[Ref, Money], ...]
    retentions: tuple[Ref, ...]


def _given_back(work: Work, cause: Ref, order: PurchaseOrder, original: Ref, lines: Iterable[PostedLine]) -> _Back:
    before, off, retained = bills_under(work, order, original), ZERO, []
    for contract, amount in by_contract(order, lines).items():
        if contract not in before:
            continue
        terms, was = under(work, contract), before[contract]
        returned = Return(terms, original, cause, money(amount, terms.terms.currency))
        bill = work.act(SETTLEMENT, terms.ref.id, returned).bills[original.id]
        off += was.off - bill.off
        if was.retention is not None and bill.retained != was.retained:
            retained.append((was.retention, money(was.retained - bill.retained, terms.terms.currency)))
    retentions = tuple(bill.retention for bill in before.values() if bill.retention)
    return _Back(off, tuple(retained), retentions)


def _less(
    work: Work, state: Invoice, cause: Ref, ref: Ref, less: Money, counts: Money, *, returned: bool = False
) -> tuple[Returning, Money] | None:
    """An instalment falls; of one that is paid, what it was paid with comes back: of a discount its part stays away."""
    if ref.id not in state.instalments and None not in state.instalments:
        # Where earlier credits left nothing of it, what is kept still goes back.
        if less.amount or work.load(PAYABLE, ref.id).status not in (("open", "void") if returned else ("open",)):
            work.act(PAYABLE, ref.id, Reduce(less, cause))
        return None
    payment = payment_of(work, ref)
    if payment is None or payment.discount is None:
        return Returning(ref, counts), less
    # There is a discount only where the invoice is one instalment.
    before = sum((one.counts.amount for event in state.credited for one in event.repaid), ZERO)
    whole = payment.pays + payment.discount
    kept = (share(payment.discount, done, whole) for done in (before + less.amount, before))
    return Returning(ref, counts), less - (next(kept) - next(kept))


def payment_of(work: Work, payable: Ref) -> Payment | None:
    """The payment that settled a payable; none where it ended without money."""
    run = work.load(PAYABLE, payable.id).run
    return work.load(PAYMENT_RUN, run.id).payment(payable.id) if run else None


def unpay_lines(work: Work, before: Invoice, order: PurchaseOrder, repaid: Iterable[Repaid]) -> None:
    """What was paid of it is no cost any more that was paid: it is billed again, so that it can be taken back from there.

    Of a discount each line gives up what it had `before`, less what its rest still has: so no cent stays behind.
    """
    assert before.ref is not None
    assert order.ref is not None
    for one in repaid:
        payment = payment_of(work, one.payable)
        for part in one.lines:
            line, currency = order.line(part.line), part.amount.currency
            assert line is not None
            paid, saved = money(paid_with(before, one.payable, part.line), currency), money(ZERO, currency)
            if payment:
                whole, rest = (saved_of(each, payment.pays, payment.discount) for each in (paid, paid - part.amount))
                saved = whole - rest
            unpay = Unpay(hold_key(order.ref.id, part.line), part.amount - saved, saved, before.ref)
            move_funds(work, before.ref.entity, line.cost_object, unpay)
