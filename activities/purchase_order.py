"""Commands on orders: issuing draws from approved requisitions and encumbers; closing short releases what is left."""

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.candidates import Candidates
from activities.contract import draw_down, give_back
from activities.master_data import known_entity
from activities.policies import Policies
from activities.rfq_award import awarded_to, order_from_award
from activities.supplier import orderable_supplier
from aggregates.budget_line import Encumber, Release
from aggregates.item import ITEM
from aggregates.purchase_order import PURCHASE_ORDER, ZERO, Issue, PurchaseOrder
from aggregates.requisition import REQUISITION, Order, Requisition, hold_key
from contracts.purchase_order import ClosePurchaseOrder, IssuePurchaseOrder, OrderLine
from contracts.requisition import RequisitionLine, line_amount
from contracts.values import Money, Ref, money
from events.purchase_order import OrderedLine
from events.requisition import OrderedQuantity
from store.work import Work


@handles(IssuePurchaseOrder, nominated=True)
def issue(work: Work, command: IssuePurchaseOrder, policies: Policies, candidates: Candidates) -> Ref:
    """Order from an approved supplier; every line is drawn from an approved requisition of the same entity."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    supplier = orderable_supplier(work, command.supplier, policies)
    sources = [_source(work, command, line) for line in command.lines]
    ref = work.new_ref("purchase_order", "PO", command.entity)
    for line, (requisition, wanted) in zip(command.lines, sources, strict=True):
        assert requisition.ref is not None
        _encumber(work, ref, line, requisition, wanted)
        taken = OrderedQuantity(line=line.requisition_line, quantity=line.quantity)
        work.act(REQUISITION, requisition.ref.id, Order(ref, (taken,)))
        order_from_award(work, ref, line)
    lines = tuple(_ordered(work, line, *source) for line, source in zip(command.lines, sources, strict=True))
    draw_down(work, ref, supplier.code, lines)
    waiting = tuple(candidates.waiting(command.entity, supplier.code))
    work.act(PURCHASE_ORDER, ref.id, Issue(ref, supplier.code, supplier.name, command.currency, lines, waiting))
    return ref


def _source(work: Work, command: IssuePurchaseOrder, line: OrderLine) -> tuple[Requisition, RequisitionLine]:
    requisition = work.load(REQUISITION, line.requisition)
    if requisition.ref is None or requisition.ref.entity != command.entity:
        raise work.refuse("unknown-document", kind="requisition", id=line.requisition)
    wanted = requisition.line(line.requisition_line)
    if wanted is None:
        raise work.refuse("unknown-line", number=requisition.ref, line=line.requisition_line)
    if requisition.currency != command.currency:
        raise work.refuse("currency-mismatch", expected=requisition.currency, given=command.currency)
    if wanted.supplier not in (None, command.supplier):
        raise work.refuse("other-supplier-approved", line=line.line, approved=wanted.supplier, given=command.supplier)
    if awarded_to(work, command, line):
        return requisition, wanted
    if line.unit_price > wanted.unit_price:
        raise work.refuse("price-above-approved", line=line.line, approved=wanted.unit_price, given=line.unit_price)
    return requisition, wanted


def _amount(line: OrderLine, currency: str) -> Money:
    return money(line.quantity * line.unit_price, currency)


def _encumber(work: Work, ref: Ref, line: OrderLine, requisition: Requisition, wanted: RequisitionLine) -> None:
    """The last part of a requisition line takes all that is still reserved for it, so that no cent stays behind."""
    assert requisition.ref is not None
    now = work.load(REQUISITION, requisition.ref.id)
    whole = line.quantity >= now.open_quantity(wanted)
    part = money(line.quantity * wanted.unit_price, requisition.currency)
    encumber = Encumber(
        key=hold_key(ref.id, line.line),
        amount=_amount(line, requisition.currency),
        source_key=hold_key(requisition.ref.id, wanted.line),
        relief=line_amount(wanted, requisition.currency) if whole else part,
        cause=ref,
    )
    move_funds(work, ref.entity, wanted.cost_object, encumber)


def _ordered(work: Work, line: OrderLine, requisition: Requisition, wanted: RequisitionLine) -> OrderedLine:
    assert requisition.ref is not None
    return OrderedLine(
        line=line.line,
        requisition=requisition.ref,
        requisition_line=wanted.line,
        description=wanted.description,
        quantity=line.quantity,
        unit=wanted.quantity.unit,
        unit_price=line.unit_price,
        amount=_amount(line, requisition.currency),
        cost_object=wanted.cost_object,
        contract=line.contract,
        contract_line=line.contract_line,
        item=wanted.item,
        category=wanted.category or _category_of(work, wanted.item),
    )


def _category_of(work: Work, item: str | None) -> str | None:
    return work.load_by_key(ITEM, item).category if item else None


@handles(ClosePurchaseOrder)
def close(work: Work, command: ClosePurchaseOrder, _policies: Policies) -> Ref:
    """Close short: what no receipt or invoice will come for returns to the budget."""
    before, ref = document(work, PURCHASE_ORDER, command.order)
    state = work.act(PURCHASE_ORDER, ref.id, command)
    if state.closed and not before.closed:
        for line in state.lines:
            _release(work, state, ref, line)
        give_back(work, state)
    return ref


def _release(work: Work, state: PurchaseOrder, ref: Ref, line: OrderedLine) -> None:
    """What is not received returns; so does what rounding left of receipts that are billed already."""
    key = hold_key(ref.id, line.line)
    move_funds(work, ref.entity, line.cost_object, Release("encumbered", key, ref))
    if state.billed.get(line.line, ZERO) >= state.accepted.get(line.line, ZERO):
        move_funds(work, ref.entity, line.cost_object, Release("accrued", key, ref))
