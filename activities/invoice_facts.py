"""What the judgement of an invoice needs of other documents: supplier, order, original, and who has its number."""

from collections.abc import Sequence
from decimal import Decimal

from activities.invoice_identity import GONE, forget
from activities.order_facts import order_facts
from activities.supplier import supplier_tax_key
from aggregates.claim import (
    CLAIM,
    GiveBack,
    Take,
    business_number_key,
    invoice_number_key,
    same_number_keys,
    similar_number_keys,
)
from aggregates.contract import CONTRACT
from aggregates.goods_receipt import GOODS_RECEIPT
from aggregates.invoice import INVOICE, Duplicate, Invoice, OrderFacts, Original, SupplierFacts
from aggregates.invoice_payment import owed
from aggregates.payable import PAYABLE, payable_key
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from aggregates.supplier import SUPPLIER, Supplier
from bots.numbers import exact
from bots.same_number import Numbered, number_year
from bots.spreading import Receipts
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work

ZERO = Decimal(0)


def find_supplier(work: Work, state: Invoice, order: PurchaseOrder | None) -> Supplier | None:
    """The supplier by its tax number; without one on the invoice, the supplier of the order it names."""
    tax_id = state.value("seller_tax_id")
    owner = work.load(CLAIM, stream_id("claim", supplier_tax_key(tax_id))).owner if tax_id else None
    code = owner.number if owner else order.supplier if order and not tax_id else None
    found = work.load_by_key(SUPPLIER, code) if code else None
    return found if found and found.code else None


def named_order(work: Work, entity: str, number: str | None) -> PurchaseOrder | None:
    """The order that has exactly this number in an entity."""
    owner = work.load(CLAIM, stream_id("claim", business_number_key(entity, number))).owner if number else None
    return work.load(PURCHASE_ORDER, owner.id) if owner and owner.kind == "purchase_order" else None


def supplier_facts(supplier: Supplier | None) -> SupplierFacts | None:
    """What the judgement needs of the supplier, with the supplier's own terms of payment."""
    if supplier is None:
        return None
    return SupplierFacts(supplier.code, supplier.payment_days, supplier.makers, supplier.end_of_month)


def supplier_terms(work: Work, supplier: Supplier | None, order: PurchaseOrder | None) -> SupplierFacts | None:
    """The same with the terms that are agreed for the order: of its contracts the shortest, before the supplier's own."""
    facts = supplier_facts(supplier)
    contracts = dict.fromkeys(line.contract for line in (order.lines if order else ()) if line.contract is not None)
    terms = (work.load(CONTRACT, contract).terms for contract in contracts)
    days = min((one.payment_days for one in terms if one), default=None)
    return facts if facts is None or days is None else SupplierFacts(facts.code, days, facts.makers)


def correction_facts(
    work: Work, state: Invoice, entity: str, wanted: str | None
) -> tuple[OrderFacts | None, SupplierFacts | None]:
    """Whose receivers and maker have no hand in a correction: of the order it has, or of the one it is given."""
    order = named_order(work, entity, wanted or state.purchase_order)
    if order is None and state.held and state.held.order:
        order = work.load(PURCHASE_ORDER, state.held.order.id)
    return order_facts(work, order) if order else None, supplier_facts(find_supplier(work, state, order))


def receipts(work: Work, order: PurchaseOrder) -> Receipts:
    """The order's receipts, oldest first, the bills made so far, and the delivery notes by which suppliers name them."""
    delivered = [one.receipt for one in order.receipts if one.receipt.kind == "goods_receipt"]
    notes = {ref.number: work.load(GOODS_RECEIPT, ref.id).delivery_note for ref in delivered}
    return Receipts(
        received=tuple((one.receipt.number, one.accepted) for one in order.receipts),
        bills=tuple((line.line, line.quantity, line.receipt) for line in order.bills),
        names={note: number for number, note in notes.items() if note},
    )


def find_original(work: Work, state: Invoice, ref: Ref, supplier: Supplier | None) -> Original | None:
    """The posted invoice that a credit note names, of the same supplier and entity: of its own year or the one before."""
    number, issued = state.value("original_number"), state.issue_date
    if not (state.is_credit and supplier and number and issued):
        return None
    for year in (issued.year, issued.year - 1):
        key = invoice_number_key(ref.entity, supplier.code, number, year)
        owner = work.load(CLAIM, stream_id("claim", key)).owner
        if owner is not None and owner != ref:
            return _original(work, owner)
    return None


def _original(work: Work, owner: Ref) -> Original | None:
    found = work.load(INVOICE, owner.id)
    if found.status not in ("posted", "paid"):
        return None
    gross, left = found.standing_gross, owed(found)
    assert found.posted is not None
    assert gross is not None
    assert left is not None
    due = work.load(PAYABLE, stream_id("payable", payable_key(owner)))
    return Original(owner, found.posted.order, gross, found.standing, left, due.status)


def claim_number(
    work: Work, state: Invoice, ref: Ref, supplier: Supplier | None
) -> tuple[Duplicate | None, Ref | None]:
    """Take the supplier's invoice number, already as a draft; gives the invoice that has it, or one that looks like it."""
    one = _numbered(state)
    if supplier is None or one is None:
        return None, None
    owner = _take(work, same_number_keys(ref.entity, supplier.code, one), ref)
    similar = _take(work, similar_number_keys(ref.entity, supplier.code, one), ref)
    return _duplicate(work, state, owner), _still_there(work, similar)


def _numbered(state: Invoice) -> Numbered | None:
    """Its number, year and total; None where it does not tell number and day."""
    number, issued = state.value("number"), state.issue_date
    if not (number and issued):
        return None
    return Numbered(number, number_year(issued.isoformat()), exact(state.value("gross_amount")))


def _take(work: Work, keys: Sequence[str], ref: Ref) -> Ref | None:
    """Take what is free of some keys; gives the first other invoice that has one of them."""
    first = None
    for key in keys:
        stream = stream_id("claim", key)
        owner = work.load(CLAIM, stream).owner
        if owner is None:
            work.act(CLAIM, stream, Take(key, ref))
        elif owner != ref:
            first = first or owner
    return first


def standing_already(work: Work, first: Ref | None) -> Duplicate | None:
    """Another invoice stands for what this one shows, of whatever supplier or entity: no two of them are ever owed."""
    if first is None:
        return None
    other = work.load(INVOICE, first.id)
    return None if other.status in GONE else Duplicate(first, other.status in ("posted", "paid"), same=False)


def _duplicate(work: Work, state: Invoice, owner: Ref | None) -> Duplicate | None:
    if owner is None:
        return None
    other = work.load(INVOICE, owner.id)
    same = _same_amount(other, state) and other.issue_date == state.issue_date
    return Duplicate(owner, other.status in ("posted", "paid"), same)


def _same_amount(one: Invoice, other: Invoice) -> bool:
    return one.amount("gross_amount") == other.amount("gross_amount")


def _still_there(work: Work, owner: Ref | None) -> Ref | None:
    return owner if owner and work.load(INVOICE, owner.id).status not in GONE else None


def give_back(work: Work, state: Invoice, ref: Ref) -> None:
    """Free the numbers that the invoice claimed, and whose invoice it is."""
    forget(work, state, ref)
    one, supplier = _numbered(state), find_supplier(work, state, named_order(work, ref.entity, state.purchase_order))
    if supplier and one:
        for keys_of in (same_number_keys, similar_number_keys):
            for key in keys_of(ref.entity, supplier.code, one):
                work.act(CLAIM, stream_id("claim", key), GiveBack(key, ref))
