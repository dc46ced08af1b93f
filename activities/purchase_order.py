"""Commands on orders: issuing draws from approved requisitions and encumbers; closing short releases what is left."""

from decimal import Decimal

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.contract import draw_down, give_back
from activities.master_data import known_entity
from activities.policies import Policies
from activities.rfq_award import awarded_to, order_from_award
from activities.supplier import orderable_supplier
from aggregates.budget_line import Encumber, Release
from aggregates.item import ITEM
from aggregates.purchase_order import PURCHASE_ORDER, Issue
from aggregates.requisition import REQUISITION, Order, Requisition, hold_key
from contracts.purchase_order import ClosePurchaseOrder, IssuePurchaseOrder, OrderLine
from contracts.requisition import RequisitionLine
from contracts.values import Money, Ref, money
from events.purchase_order import OrderedLine
from store.work import Work


@handles(IssuePurchaseOrder)
def issue(work: Work, command: IssuePurchaseOrder, policies: Policies) -> Ref:
    """Order from an approved supplier; every line is drawn from an approved requisition of the same entity."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    supplier = orderable_supplier(work, command.supplier, policies)
    sources = [_source(work, command, line) for line in command.lines]
    ref = work.new_ref("purchase_order", "PO", command.entity)
    lines = tuple(_draw(work, ref, line, *source) for line, source in zip(command.lines, sources, strict=True))
    draw_down(work, ref, supplier.code, lines)
    work.act(PURCHASE_ORDER, ref.id, Issue(ref, supplier.code, supplier.name, command.currency, lines))
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


def _draw(work: Work, ref: Ref, line: OrderLine, source: Requisition, wanted: RequisitionLine) -> OrderedLine:
    """Take a line from its requisition and encumber it; it relieves the reservation of its share."""
    assert source.ref is not None
    share = work.load(REQUISITION, source.ref.id).share(wanted, line.quantity)
    work.act(REQUISITION, source.ref.id, Order(ref, wanted.line, line.quantity))
    order_from_award(work, ref, line)
    amount = _worth(line, wanted, share, source.currency)
    relief = Money(amount=share, currency=source.currency)
    key, from_key = hold_key(ref.id, line.line), hold_key(source.ref.id, wanted.line)
    move_funds(work, ref.entity, wanted.cost_object, Encumber(key, amount, from_key, relief, ref))
    return OrderedLine(
        line=line.line,
        requisition=source.ref,
        requisition_line=wanted.line,
        description=wanted.description,
        quantity=line.quantity,
        unit=wanted.quantity.unit,
        unit_price=line.unit_price,
        amount=amount,
        cost_object=wanted.cost_object,
        contract=line.contract,
        contract_line=line.contract_line,
        item=wanted.item,
        category=wanted.category or _category_of(work, wanted.item),
    )


def _category_of(work: Work, item: str | None) -> str | None:
    return work.load_by_key(ITEM, item).category if item else None


def _worth(line: OrderLine, wanted: RequisitionLine, share: Decimal, currency: str) -> Money:
    """Quantity x price, never more than the share of what was approved: rounding each part adds nothing to the whole."""
    own = money(line.quantity * line.unit_price, currency)
    if line.unit_price > wanted.unit_price:
        return own  # as awarded; the award was approved
    return Money(amount=share if line.unit_price == wanted.unit_price else min(own.amount, share), currency=currency)


@handles(ClosePurchaseOrder)
def close(work: Work, command: ClosePurchaseOrder, _policies: Policies) -> Ref:
    """Close short: what no receipt or invoice will come for returns to the budget."""
    before, ref = document(work, PURCHASE_ORDER, command.order)
    state = work.act(PURCHASE_ORDER, ref.id, command)
    if state.closed and not before.closed:
        for line in state.lines:
            move_funds(work, ref.entity, line.cost_object, Release("encumbered", hold_key(ref.id, line.line), ref))
        give_back(work, state)
    return ref
