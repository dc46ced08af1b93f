"""What moves with a line of an order: its share of the requisition, what the budget encumbers, what is accrued."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from activities import rfq_orders
from activities.approval import overtaken
from activities.budget_line import move_funds
from activities.contract import redraw
from aggregates._base import plus
from aggregates.budget_line import Accrue, Disencumber, Encumber, Release, Unaccrue
from aggregates.purchase_order import PURCHASE_ORDER, Apply, PurchaseOrder
from aggregates.purchase_order_amendment import Share, repriced, total_of, within
from aggregates.requisition import REQUISITION, Order, Requisition, TakeBack, hold_key
from contracts.purchase_order import Scope
from contracts.values import Money, Ref
from events.purchase_order import Amendment, OrderedLine
from store.work import Work

ZERO = Decimal(0)


def draw(work: Work, order: Ref, source: Ref, number: int, quantity: Decimal) -> Share:
    """Take so much of a requisition line into an order; gives its share of the line's reservation. Raises Refused."""
    before = work.load(REQUISITION, source.id)
    after = work.act(REQUISITION, source.id, Order(order, number, quantity))
    (net, tax), taxed = _more(before, after, number), after.taxes.get(number)
    return Share(net, tax, taxed.percent if taxed else ZERO)


def _more(before: Requisition, after: Requisition, number: int) -> tuple[Decimal, Decimal]:
    """How much more of a requisition line is in orders: of its amount, and of the tax reserved beside that."""
    was, now = before.shares.get(number, ZERO), after.shares.get(number, ZERO)
    return now - was, after.tax_of(number, now) - before.tax_of(number, was)


def give_back(work: Work, order: Ref, line: OrderedLine, quantity: Decimal) -> Decimal:
    """Open so much of the requisition line again; gives the share that its reservation may have back (none when it is over)."""
    before = work.load(REQUISITION, line.requisition.id)
    after = work.act(REQUISITION, line.requisition.id, TakeBack(order, line.requisition_line, quantity))
    return -sum(_more(before, after, line.requisition_line), ZERO) if after.orderable else ZERO


def settle(work: Work, before: PurchaseOrder, after: PurchaseOrder, number: int, share: Decimal, cause: Ref) -> None:
    """Bring a line's funds from what the order was to what it is.

    `share` of the requisition line's reservation is relieved by it (above zero) or may be restored (below).
    """
    line = after.line(number) or before.line(number)
    assert line is not None
    assert after.ref is not None
    key, source_key = hold_key(after.ref.id, number), hold_key(line.requisition.id, line.requisition_line)
    more = after.committed(number) - before.committed(number)
    accrued = after.accrued(number) - before.accrued(number)

    def amount(figure: Decimal) -> Money:
        return Money(amount=max(figure, ZERO), currency=line.booked.currency)

    for command in (
        Encumber(key, amount(more), source_key, amount(share), cause, line.ledger),
        Accrue(key, amount(accrued), cause, line.ledger),
        Unaccrue(key, amount(-accrued), cause, line.ledger),
        Disencumber(key, amount(-more), source_key, amount(-share), cause, line.ledger),
    ):
        move_funds(work, after.ref.entity, line.cost_object, command)
    if after.closed:
        move_funds(work, after.ref.entity, line.cost_object, Release("encumbered", key, cause, line.ledger))


def amend(work: Work, before: PurchaseOrder, ref: Ref, wanted: Amendment, cause: Ref | None = None) -> None:
    """The order becomes what is wanted; requisitions and budgets follow in the same transaction. Raises Refused.

    `cause`: the receipt that sent something back without replacement.
    """
    followed = {line.line: _followed(work, ref, before.line(line.line), line) for line in wanted.lines}
    gone = tuple(line for line in before.lines if line.line not in followed)
    shares = {number: share for number, (_, share) in followed.items()}
    shares |= {line.line: -give_back(work, ref, line, line.drawn) for line in gone}
    lines = tuple(line for line, _ in followed.values())
    counted = wanted.model_copy(update={"lines": lines, "total": total_of(lines, before.currency)})
    after = work.act(PURCHASE_ORDER, ref.id, Apply(counted, cause))
    redraw(work, before, after)
    rfq_orders.follow(work, before, after)
    for number, share in shares.items():
        settle(work, before, after, number, share, cause or ref)


def still_approved(work: Work, before: PurchaseOrder, wanted: Amendment) -> Mapping[Scope, str]:
    """What was approved last; not its amount where what the order gave up meanwhile is ordered elsewhere."""
    quantities = {line.line: line.quantity for line in before.lines}
    pairs = [(line, line.quantity - quantities.get(line.line, ZERO)) for line in wanted.lines]
    more = [(line, added) for line, added in pairs if added > ZERO]
    drawn = plus({}, (((line.requisition.id, line.requisition_line), added) for line, added in more))
    awarded = plus({}, (((line.award, line.award_line), n) for line, n in more if line.award and line.award_line))
    left = all(added <= _open(work, *source) for source, added in drawn.items())
    if left and all(added <= rfq_orders.award_left(work, *source) for source, added in awarded.items()):
        return before.approved
    return {scope: digest for scope, digest in before.approved.items() if scope != "amount"}


def _open(work: Work, requisition: UUID, number: int) -> Decimal:
    found = work.load(REQUISITION, requisition)
    line = found.line(number)
    return found.open_quantity(line) if line and found.orderable else ZERO


def _followed(work: Work, order: Ref, before: OrderedLine | None, wanted: OrderedLine) -> tuple[OrderedLine, Decimal]:
    """The line as it is counted, and the share of its requisition line that comes to it (or, below zero, goes back).

    More than the requisition has open goes beyond it: the approval of the amendment covers that.
    """
    number, source = wanted.requisition_line, wanted.requisition
    if before is None:
        share = draw(work, order, source, number, wanted.quantity)
        return within(wanted, share), share.reserved
    more = wanted.quantity - before.quantity
    if more <= ZERO:
        fewer = before.drawn - wanted.drawn
        return wanted, -give_back(work, order, before, fewer) if fewer else ZERO
    requisition = work.load(REQUISITION, source.id)
    line = requisition.line(number)
    taken = min(more, requisition.open_quantity(line)) if line and requisition.orderable else ZERO
    reserved = draw(work, order, source, number, taken).reserved if taken else ZERO
    return wanted.model_copy(update={"beyond": before.beyond + more - taken}), reserved


def shrink(work: Work, order: Ref, fewer: dict[int, Decimal], why: str, cause: Ref) -> None:
    """What was sent back and will not be replaced is not ordered any more, as far as it is not billed.

    A delivery is a fact: an amendment that waits for approval is withdrawn for it, never the other way round.
    """
    before = work.load(PURCHASE_ORDER, order.id)
    lines = tuple(_shrunk(before, line, fewer.get(line.line, ZERO)) for line in before.lines)
    wanted = before.as_amendment(before.amendments + 1, why).model_copy(
        update={"lines": lines, "total": total_of(lines, before.currency)}
    )
    amend(work, before, order, wanted, cause)
    if before.pending and work.load(PURCHASE_ORDER, order.id).pending is None:
        overtaken(work, before.asked, why)


def _shrunk(order: PurchaseOrder, line: OrderedLine, fewer: Decimal) -> OrderedLine:
    least = max(order.accepted.get(line.line, ZERO), order.billed.get(line.line, ZERO))
    return repriced(line, max(line.quantity - fewer, min(least, line.quantity)), line.unit_price)
