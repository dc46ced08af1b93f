"""What a posted invoice moves, and what a credit note or a cancellation moves back: order, budget and payable."""

from collections.abc import Sequence
from decimal import Decimal

from activities.budget_line import move_funds
from activities.contract import follow
from activities.instalments import Owed, open_payables
from activities.supplier_credit import grant
from activities.taking_back import reduce_payables, unpay_lines
from aggregates.budget_line import Restore, Spend
from aggregates.invoice import INVOICE, Credit, Invoice
from aggregates.invoice_ledger import booked_back, currency_difference
from aggregates.posted_lines import by_line, replace_sign
from aggregates.purchase_order import PURCHASE_ORDER, Bill, PurchaseOrder
from aggregates.requisition import hold_key
from aggregates.supplier import Supplier
from contracts.values import BankAccount, Money, Ref
from events.invoice import InvoicePosted
from events.purchase_order import PostedLine
from store.work import Work

ZERO = Decimal(0)


def post(work: Work, ref: Ref, state: Invoice, posted: InvoicePosted, supplier: Supplier, order: PurchaseOrder) -> None:
    """Billed quantities of the order, funds of its cost objects, and a payable; of a credit note, all of it back."""
    if posted.kind == "credit":
        _credit(work, ref, posted)
        return
    account = _account(work, state, supplier)
    billed = dict(order.billed)
    for line in posted.billed:
        before = billed.get(line.line, ZERO)
        _spend(work, ref, line, order, before)
        billed[line.line] = before + line.quantity
    follow(work, order, work.act(PURCHASE_ORDER, posted.order.id, Bill(ref, posted.billed, posted.accepted_by)))
    open_payables(work, Owed(ref, posted, supplier, account), order)


def _account(work: Work, state: Invoice, supplier: Supplier) -> BankAccount:
    """The supplier's account that the invoice names; without a name, the only one. Never another."""
    if not supplier.accounts:
        raise work.refuse("supplier-account-missing", supplier=supplier.code)
    named = "".join((state.value("iban") or "").split()).upper()
    fitting = [account for account in supplier.accounts if not named or account.identifier == named]
    if len(fitting) != 1:
        known = ", ".join(account.identifier for account in supplier.accounts)
        raise work.refuse("account-not-named", supplier=supplier.code, known=known)
    return fitting[0]


def _spend(work: Work, ref: Ref, line: PostedLine, order: PurchaseOrder, before: Decimal) -> None:
    """Relief = min(billed, ordered - billed before) x order price, in worths of the line so that no cent stays behind."""
    ordered = order.line(line.line)
    assert ordered is not None
    assert order.ref is not None
    relief = order.booked(line.line, before + line.quantity) - order.booked(line.line, before)
    key, relieved = hold_key(order.ref.id, line.line), Money(amount=relief, currency=line.booked.currency)
    spend = Spend(key, line.booked, relieved, ref, line.ledger, currency_difference(line, ordered))
    move_funds(work, ref.entity, ordered.cost_object, spend)


def _credit(work: Work, ref: Ref, posted: InvoicePosted) -> None:
    original = posted.original
    assert original is not None
    before = work.load(INVOICE, original.id)
    lines = booked_back(before.standing, (replace_sign(line) for line in posted.billed))
    gross = Money(amount=-posted.gross.amount, currency=posted.gross.currency)
    order = work.load(PURCHASE_ORDER, posted.order.id)
    reduced = reduce_payables(work, ref, order, original, lines, gross)
    credited = work.act(INVOICE, original.id, Credit(ref, gross, lines, reduced.paid)).credited[-1]
    unpay_lines(work, before, order, credited.repaid)
    if reduced.money:
        grant(work, posted.supplier, reduced.money, ref, original)
    _reopen(work, ref, order, original, lines, over=reduced.over)


def undo_posting(work: Work, ref: Ref, order_ref: Ref, lines: Sequence[PostedLine]) -> None:
    """Undo all that its posting moved. Refused once a payment run has a part of it, or has paid it."""
    order = work.load(PURCHASE_ORDER, order_ref.id)
    reduced = reduce_payables(work, ref, order, ref, lines, None)
    _reopen(work, ref, order, ref, lines, over=reduced.over)


def _reopen(
    work: Work, cause: Ref, order: PurchaseOrder, original: Ref, lines: Sequence[PostedLine], *, over: bool
) -> None:
    """What was billed by `lines` of `original` is to be billed again."""
    assert order.ref is not None
    for line in by_line(lines):
        _restore(work, cause, line, order)
    back = tuple(replace_sign(line) for line in lines)
    bill = Bill(cause, back, original=original, ends=over)
    follow(work, order, work.act(PURCHASE_ORDER, order.ref.id, bill))


def _restore(work: Work, cause: Ref, line: PostedLine, order: PurchaseOrder) -> None:
    """The inverse of relief: what then is accepted and not billed stands accrued, the rest of the order encumbered."""
    ordered = order.line(line.line)
    assert ordered is not None
    assert order.ref is not None
    billed = order.billed.get(line.line, ZERO) - line.quantity
    accepted = order.accepted.get(line.line, ZERO)
    came, back = order.booked(line.line, accepted), order.booked(line.line, billed)
    expected = came if order.closed else order.booked(line.line, ordered.quantity)
    accrued = max(came - back, ZERO)
    whole = max(expected - back, ZERO)
    restore = Restore(
        hold_key(order.ref.id, line.line),
        line.booked,
        Money(amount=accrued, currency=line.booked.currency),
        Money(amount=whole - accrued, currency=line.booked.currency),
        cause,
        line.ledger,
    )
    move_funds(work, cause.entity, ordered.cost_object, restore)
