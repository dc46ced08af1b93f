"""What an invoice opens, in instalments: what is paid now, what a contract keeps back; and how both are settled or undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from activities.budget_line import move_funds
from aggregates.budget_line import Pay, Save
from aggregates.contract import CONTRACT
from aggregates.invoice import INVOICE, Settle
from aggregates.invoice_payment import owed
from aggregates.payable import PAYABLE, Open, Reduce, payable_key
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from aggregates.purchase_order import Settle as SettleOrder
from aggregates.requisition import hold_key
from aggregates.settlement import SETTLEMENT, Bill, Return
from aggregates.settlement_state import Billed
from aggregates.settlement_under import Under
from aggregates.supplier import Supplier
from bots.due_dates import early
from bots.settlement import share
from contracts.ids import stream_id
from contracts.values import BankAccount, Money, Ref, money
from events.invoice import InvoicePosted
from events.payable import Part, PayableOpened
from events.purchase_order import PostedLine
from store.work import Work

ZERO = Decimal(0)


def under(work: Work, contract: UUID) -> Under:
    """A contract that must exist, with the one settlement it has."""
    state = work.load(CONTRACT, contract)
    if state.ref is None or state.terms is None:
        raise work.refuse("unknown-document", kind="contract", id=contract)
    return Under(settlement_ref(state.ref), state.ref, state.terms, state.drafter)


def settlement_ref(contract: Ref) -> Ref:
    """The one settlement of a contract."""
    key = stream_id("settlement", str(contract.id))
    return Ref(kind="settlement", id=key, number=contract.number, entity=contract.entity)


def payable_ref(invoice: Ref, instalment: int = 1) -> Ref:
    """One instalment of an invoice."""
    key = stream_id("payable", payable_key(invoice, instalment))
    return Ref(kind="payable", id=key, number=f"{invoice.number}/{instalment}", entity=invoice.entity)


@dataclass(frozen=True)
class Owed:
    """Who is owed what by which invoice."""

    invoice: Ref
    posted: InvoicePosted
    supplier: Supplier
    account: BankAccount

    def opened(self, ref: Ref, amount: Money, part: Part, **more: object) -> PayableOpened:
        """One instalment of it."""
        fields = {"due_date": self.posted.due_date, **more}
        return PayableOpened(
            ref=ref,
            invoice=self.invoice,
            supplier=self.supplier.code,
            supplier_name=self.supplier.name,
            invoice_number=self.posted.number,
            amount=amount,
            part=part,
            account=self.account,
            **fields,
        )


def open_payables(work: Work, owed_by: Owed, order: PurchaseOrder) -> None:
    """One for what is paid now, one more for what each contract that it bills under keeps back."""
    invoice, posted = owed_by.invoice, owed_by.posted
    whole = posted.payable or posted.gross
    left, kept, done = whole.amount, [], False
    for instalment, (contract, amount) in enumerate(_by_contract(order, posted.billed).items(), 2):
        terms, ref = under(work, contract), payable_ref(invoice, instalment)
        state = work.act(SETTLEMENT, terms.ref.id, Bill(terms, invoice, money(amount, whole.currency), left, ref))
        bill = state.bills[invoice.id]
        left -= bill.off + bill.retained
        done = done or state.certified >= terms.terms.amount.amount
        if bill.retention is not None:
            held = money(bill.retained, whole.currency)
            more: dict[str, object] = {"instalment": instalment, "held": True, "due_date": bill.expected}
            kept.append(owed_by.opened(bill.retention, held, "retention", **more))
    now = money(left, whole.currency)
    under_contract = bool(_by_contract(order, posted.billed))
    part: Part = "final" if done else "part" if under_contract else "whole"
    early_terms = {} if under_contract else _discount(owed_by, now)
    for opened in (owed_by.opened(payable_ref(invoice), now, part, **early_terms), *kept):
        work.act(PAYABLE, opened.ref.id, Open(opened))
    if not left:
        settle_instalment(work, invoice, payable_ref(invoice), now)


def _discount(owed_by: Owed, now: Money) -> dict[str, object]:
    """What is agreed with the supplier for paying early; under a contract there are other terms."""
    supplier = owed_by.supplier
    found = early(owed_by.posted.issue_date, now, supplier.discount_percent, supplier.discount_days)
    return {"discount": found[0], "discount_until": found[1]} if found else {}


def _by_contract(order: PurchaseOrder, lines: Iterable[PostedLine]) -> Mapping[UUID, Decimal]:
    """What lines bill under each contract, without tax."""
    found: dict[UUID, Decimal] = {}
    for billed in lines:
        line = order.line(billed.line)
        if line is not None and line.contract is not None:
            found[line.contract] = found.get(line.contract, ZERO) + billed.amount.amount
    return found


def bills_under(work: Work, order: PurchaseOrder, invoice: Ref) -> Mapping[UUID, Billed]:
    """What stands of an invoice under each contract of its order."""
    contracts = dict.fromkeys(line.contract for line in order.lines if line.contract is not None)
    states = ((contract, work.load(SETTLEMENT, under(work, contract).ref.id)) for contract in contracts)
    return {contract: state.bills[invoice.id] for contract, state in states if invoice.id in state.bills}


def reduce_payables(
    work: Work, cause: Ref, order: PurchaseOrder, original: Ref, lines: Iterable[PostedLine], due: Money | None
) -> bool:
    """Less is owed on an invoice, by `due` (None: all): what its contracts kept and took off goes back in proportion.

    Answers whether nothing is owed any more. Refused once a payment run has what is paid now; where earlier credits left
    nothing of that, what is kept still goes back.
    """
    now = work.load(PAYABLE, payable_ref(original).id)
    assert now.amount is not None
    if work.load(INVOICE, original.id).settled:
        raise work.refuse("original-already-paid", number=original, status="settled")
    currency, back, over = now.amount.currency, ZERO, True
    before = bills_under(work, order, original)
    for contract, amount in _by_contract(order, lines).items():
        if contract in before:
            terms, was = under(work, contract), before[contract]
            returned = Return(terms, original, cause, money(amount, currency))
            bill = work.act(SETTLEMENT, terms.ref.id, returned).bills[original.id]
            back += was.off - bill.off + was.retained - bill.retained
            if was.retention is not None and bill.retained != was.retained:
                less = money(was.retained - bill.retained, currency)
                work.act(PAYABLE, was.retention.id, Reduce(less, cause))
            over = over and not bill.retained
    less = money(due.amount - back, currency) if due else now.amount
    if less.amount or now.status not in (("open", "void") if back else ("open",)):
        now = work.act(PAYABLE, payable_ref(original).id, Reduce(less, cause))
    return over and now.status == "void"


def settle_instalment(work: Work, invoice: Ref, payable: Ref, amount: Money, discount: Money | None = None) -> None:
    """One instalment is paid, or ended without money: budget and order follow when and as far as it is.

    What is set off against a bill counts as paid together with the instalment that is paid now. Of what a `discount`
    keeps, the part without tax returns to the budget.
    """
    state = work.load(INVOICE, invoice.id)
    posted, whole = state.posted, owed(state)
    assert posted is not None
    assert whole is not None
    order = work.load(PURCHASE_ORDER, posted.order.id)
    kept = {bill.retention.id: bill.retained for bill in bills_under(work, order, invoice).values() if bill.retention}
    counts = kept.get(payable.id, whole.amount - sum(kept.values(), ZERO))
    last = all(work.load(PAYABLE, stream).over for stream in (payable_ref(invoice).id, *kept))
    after = work.act(INVOICE, invoice.id, Settle(amount, money(counts, whole.currency), payable, last))
    if last:
        order = work.act(PURCHASE_ORDER, posted.order.id, SettleOrder(invoice))
    paid = after.instalments.get(payable.id)
    whole_lines = {line.line: line for line in state.standing}
    for part in paid.lines if paid and after is not state else ():
        line, billed = order.line(part.line), whole_lines[part.line]
        assert line is not None
        key, saved = hold_key(posted.order.id, part.line), saved_of(part.amount, amount, discount)
        if saved.amount:
            move_funds(work, invoice.entity, line.cost_object, Save(key, saved, invoice))
        ledger = billed.ledger if part.amount == billed.booked else None
        move_funds(work, invoice.entity, line.cost_object, Pay(key, part.amount - saved, invoice, ledger))


def saved_of(booked: Money, paid: Money, discount: Money | None) -> Money:
    """The part of a discount that belongs to a line, in proportion to what is paid with it, to the cent."""
    if discount is None:
        return money(ZERO, booked.currency)
    return share(booked, discount.amount, paid + discount)
