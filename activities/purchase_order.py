"""Commands on orders: issuing and amending draw from approved requisitions and encumber; closing and cancelling release."""

from activities import contract, order_funds, rfq_orders
from activities._registry import document, handles
from activities.approval import call_off, need_route, overtaken, take_over
from activities.budget_line import move_funds
from activities.candidates import Candidates
from activities.master_data import known_entity
from activities.order_currency import Booking, booking, booking_of
from activities.order_funds import draw, give_back
from activities.order_tax import retaxed, taxed
from activities.policies import Policies
from activities.rfq_orders import awarded_to, order_from_award
from activities.supplier import orderable_supplier
from aggregates._base import doubled_in
from aggregates.budget_line import Disencumber, Encumber, Release
from aggregates.item import ITEM
from aggregates.purchase_order import PURCHASE_ORDER, Issue, Propose, PurchaseOrder
from aggregates.purchase_order_amendment import amended_line, tax_within, total_of, touched
from aggregates.requisition import REQUISITION, Requisition, hold_key
from contracts.purchase_order import (
    AmendPurchaseOrder,
    CancelPurchaseOrder,
    ClosePurchaseOrder,
    ConcludeAmendment,
    HoldPurchaseOrder,
    IssuePurchaseOrder,
    LineAmendment,
    OrderLine,
    ParkAmendment,
    ReleasePurchaseOrder,
    WithdrawAmendment,
)
from contracts.requisition import RequisitionLine
from contracts.values import Converted, Money, Ref, money
from events.purchase_order import Amendment, OrderedLine
from store.work import Work


@handles(IssuePurchaseOrder, nominated=True)
def issue(work: Work, command: IssuePurchaseOrder, policies: Policies, candidates: Candidates) -> Ref:
    """Order from an approved supplier; every line is drawn from an approved requisition of the same entity."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    supplier = orderable_supplier(work, command.supplier, policies)
    terms = booking(work, command.lines, command.currency, policies)
    sources = [_source(work, line, command.entity, terms, command.supplier) for line in command.lines]
    ref = work.new_ref("purchase_order", "PO", command.entity)
    lines = tuple(_drawn(work, ref, line, *source, terms) for line, source in zip(command.lines, sources, strict=True))
    contract.draw_down(work, ref, supplier.code, lines)
    agreed = (command.payment_terms, command.delivery_terms)
    waiting = tuple(candidates.waiting(command.entity, supplier.code))
    issued = Issue(ref, supplier.code, supplier.name, command.currency, lines, *agreed, waiting)
    work.act(PURCHASE_ORDER, ref.id, issued)
    return ref


def _source(
    work: Work, line: OrderLine, entity: str, terms: Booking, supplier: str
) -> tuple[Requisition, RequisitionLine]:
    requisition = work.load(REQUISITION, line.requisition)
    if requisition.ref is None or requisition.ref.entity != entity:
        raise work.refuse("unknown-document", kind="requisition", id=line.requisition)
    wanted = requisition.line(line.requisition_line)
    if wanted is None:
        raise work.refuse("unknown-line", number=requisition.ref, line=line.requisition_line)
    terms.check_currency(work, requisition.currency)
    if wanted.supplier not in (None, supplier):
        raise work.refuse("other-supplier-approved", line=line.line, approved=wanted.supplier, given=supplier)
    if not awarded_to(work, line, entity, terms.currency, supplier):
        terms.check_price(work, line, wanted)
    return requisition, wanted


def _drawn(
    work: Work, ref: Ref, line: OrderLine, source: Requisition, wanted: RequisitionLine, terms: Booking
) -> OrderedLine:
    """Take a line from its requisition and encumber it; it relieves the reservation of its share."""
    assert source.ref is not None
    share = draw(work, ref, source.ref, wanted.line, line.quantity)
    order_from_award(work, ref, line)
    ordered = tax_within(_ordered(work, line, source.ref, wanted, *terms.worth(line, wanted, share.net)), share)
    relief = Money(amount=share.reserved, currency=source.currency)
    key, from_key = hold_key(ref.id, line.line), hold_key(source.ref.id, wanted.line)
    encumber = Encumber(key, ordered.booked, from_key, relief, ref, ordered.ledger)
    move_funds(work, ref.entity, wanted.cost_object, encumber)
    return ordered


def _ordered(
    work: Work, line: OrderLine, source: Ref, wanted: RequisitionLine, amount: Money, ledger: Converted | None
) -> OrderedLine:
    ordered = OrderedLine(
        line=line.line,
        requisition=source,
        requisition_line=wanted.line,
        description=wanted.description,
        quantity=line.quantity,
        unit=wanted.quantity.unit,
        unit_price=line.unit_price,
        amount=amount,
        ledger=ledger,
        cost_object=wanted.cost_object,
        contract=line.contract,
        contract_line=line.contract_line,
        award=line.award,
        award_line=line.award_line,
        kind=wanted.kind,
        needed_by=wanted.needed_by,
        item=wanted.item,
        category=wanted.category or _category_of(work, wanted.item),
    )
    return taxed(work, ordered, line.tax_code, wanted.tax_code)


def _category_of(work: Work, item: str | None) -> str | None:
    return work.load_by_key(ITEM, item).category if item else None


@handles(AmendPurchaseOrder, nominated=True)
def amend(work: Work, command: AmendPurchaseOrder, policies: Policies, candidates: Candidates) -> Ref:
    """Change an order: what no approval has to cover applies at once, the rest waits for it."""
    state, ref = document(work, PURCHASE_ORDER, command.order)
    wanted = _wanted(work, state, ref, command, policies)
    scopes = touched(state.as_amendment(), wanted, order_funds.still_approved(work, state, wanted))
    if not scopes:
        order_funds.amend(work, state, ref, wanted)
        return ref
    wanted = wanted.model_copy(update={"scopes": scopes})
    need_route(work, policies, work.act(PURCHASE_ORDER, ref.id, Propose(wanted)).asked, candidates)
    return ref


def _wanted(work: Work, state: PurchaseOrder, ref: Ref, command: AmendPurchaseOrder, policies: Policies) -> Amendment:
    """The order as the command wants it, whole."""
    supplier, name = state.supplier, state.supplier_name
    if command.supplier not in (None, state.supplier):
        found = orderable_supplier(work, command.supplier, policies)
        supplier, name = found.code, found.name
    known = {line.line for line in state.lines}
    named = (*(change.line for change in command.change), *command.remove)
    strange = next((number for number in named if number not in known), None)
    if strange is not None:
        raise work.refuse("unknown-line", number=ref, line=strange)
    # A line that is named twice is refused: one of the two wishes would be lost unsaid.
    if doubled := doubled_in(named) or next((line.line for line in command.add if line.line in known), None):
        raise work.refuse("doubled-line", line=doubled)
    changes = {change.line: change for change in command.change}
    kept = (line for line in state.lines if line.line not in command.remove)
    wishes = ((line, changes.get(line.line, LineAmendment(line=line.line))) for line in kept)
    changed = (retaxed(work, amended_line(line, wish), wish.tax_code) for line, wish in wishes)
    lines = (*changed, *(_added(work, line, ref, booking_of(state), supplier) for line in command.add))
    return Amendment(
        number=state.amendments + 1,
        why=command.why,
        proposed_by=work.actor.name,
        supplier=supplier,
        supplier_name=name,
        payment_terms=command.payment_terms or state.payment_terms,
        delivery_terms=command.delivery_terms or state.delivery_terms,
        lines=lines,
        total=total_of(lines, state.currency),
    )


def _added(work: Work, line: OrderLine, ref: Ref, terms: Booking, supplier: str) -> OrderedLine:
    source, wanted = _source(work, line, ref.entity, terms, supplier)
    if not source.orderable:
        raise work.refuse("not-approved", number=source.ref, status=source.status)
    if line.quantity > source.open_quantity(wanted):
        raise work.refuse("over-ordered", line=wanted.line, open=source.open_quantity(wanted), wanted=line.quantity)
    assert source.ref is not None
    amount = money(line.quantity * line.unit_price, terms.currency)
    return _ordered(work, line, source.ref, wanted, amount, terms.booked(amount))


@handles(ConcludeAmendment)
def conclude(work: Work, command: ConcludeAmendment, _policies: Policies) -> Ref:
    """Carry over the verdict of its approval, which must exist for exactly this content; an approved one applies."""
    state, ref = document(work, PURCHASE_ORDER, command.order)
    take_over(work, state.asked, command.approval, command.verdict)
    if command.verdict == "approved" and state.pending:
        order_funds.amend(work, state, ref, state.pending)
    work.act(PURCHASE_ORDER, ref.id, command)
    return ref


@handles(WithdrawAmendment)
def withdraw(work: Work, command: WithdrawAmendment, _policies: Policies) -> Ref:
    """Take the pending amendment back, with its approval."""
    state, ref = document(work, PURCHASE_ORDER, command.order)
    work.act(PURCHASE_ORDER, ref.id, command)
    call_off(work, state.asked, command.why)
    return ref


@handles(HoldPurchaseOrder)
@handles(ReleasePurchaseOrder)
@handles(ParkAmendment)
def on_order(work: Work, command: HoldPurchaseOrder | ReleasePurchaseOrder | ParkAmendment, _policies: Policies) -> Ref:
    """Hold, release, park: the order alone decides."""
    _, ref = document(work, PURCHASE_ORDER, command.order)
    work.act(PURCHASE_ORDER, ref.id, command)
    return ref


@handles(ClosePurchaseOrder)
def close(work: Work, command: ClosePurchaseOrder, _policies: Policies) -> Ref:
    """Close short: what no receipt or invoice will come for returns to the budget.

    An amendment ends with its order, whoever proposed it.
    """
    before, ref = document(work, PURCHASE_ORDER, command.order)
    state = work.act(PURCHASE_ORDER, ref.id, command)
    if not before.closed:
        overtaken(work, before.asked, command.why)
        for line in state.lines:
            release = Release("encumbered", hold_key(ref.id, line.line), ref, line.ledger)
            move_funds(work, ref.entity, line.cost_object, release)
        contract.follow(work, before, state)
    return ref


@handles(CancelPurchaseOrder)
def cancel(work: Work, command: CancelPurchaseOrder, _policies: Policies) -> Ref:
    """Call off: every line goes back to its requisition, with its funds as far as they were reserved there."""
    before, ref = document(work, PURCHASE_ORDER, command.order)
    if before.closed:
        work.act(PURCHASE_ORDER, ref.id, command)
        return ref
    for line in before.lines:
        share = give_back(work, ref, line, line.drawn)
        restored = Money(amount=share, currency=line.booked.currency)
        key, source_key = hold_key(ref.id, line.line), hold_key(line.requisition.id, line.requisition_line)
        back = Disencumber(key, line.booked, source_key, restored, ref, line.ledger)
        move_funds(work, ref.entity, line.cost_object, back)
    after = work.act(PURCHASE_ORDER, ref.id, command)
    contract.follow(work, before, after)
    rfq_orders.follow(work, before, after)
    overtaken(work, before.asked, command.why)
    return ref
