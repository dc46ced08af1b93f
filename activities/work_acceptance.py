"""Commands on work acceptances: what is accepted plays the receipt's part."""

from decimal import ROUND_HALF_UP, Decimal

from activities._registry import document, handles
from activities.goods_receipt import receive, take_back, tolerances
from activities.policies import Policies
from aggregates._base import doubled_in
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder, Receive, Return
from aggregates.work_acceptance import WORK_ACCEPTANCE, Accept, Draft
from contracts.goods_receipt import ReceiptLine
from contracts.values import SCALE, Ref
from contracts.work_acceptance import AcceptWorkAcceptance, CancelWorkAcceptance, DraftWorkAcceptance, WorkLine
from events.purchase_order import ReturnedLine
from events.work_acceptance import AcceptedWork
from store.work import Work

ZERO = Decimal(0)


@handles(DraftWorkAcceptance)
def draft(work: Work, command: DraftWorkAcceptance, _policies: Policies) -> Ref:
    """Put down what was done on service lines of an order."""
    order, order_ref = document(work, PURCHASE_ORDER, command.order)
    _accepted(work, order, command.lines)
    ref = work.new_ref("work_acceptance", "WA", order_ref.entity)
    work.act(WORK_ACCEPTANCE, ref.id, Draft(command, ref, order_ref))
    return ref


@handles(AcceptWorkAcceptance)
def accept(work: Work, command: AcceptWorkAcceptance, policies: Policies) -> Ref:
    """Accept a draft: percentages become quantities by what is accepted so far."""
    state, ref = document(work, WORK_ACCEPTANCE, command.acceptance)
    assert state.order is not None
    order = work.load(PURCHASE_ORDER, state.order.id)
    lines = _accepted(work, order, state.lines)
    work.act(WORK_ACCEPTANCE, ref.id, Accept(lines))
    counted = tuple(ReceiptLine(order_line=line.order_line, accepted=line.quantity) for line in lines)
    receive(work, state.order, Receive(ref, counted, tolerances(work, state.order, policies), "service"))
    return ref


def _accepted(work: Work, order: PurchaseOrder, lines: tuple[WorkLine, ...]) -> tuple[AcceptedWork, ...]:
    """What the lines of work stand for now. A percentage is all of its line, so nothing else counts that line."""
    percentages = {line.order_line for line in lines if line.percent_done is not None}
    if doubled := doubled_in(line.order_line for line in lines if line.order_line in percentages):
        raise work.refuse("doubled-line", line=doubled)
    return tuple(_quantity(work, order, line) for line in lines)


def _quantity(work: Work, order: PurchaseOrder, line: WorkLine) -> AcceptedWork:
    """The quantity that a line of work stands for now. A percentage is of the ordered quantity, all work up to now."""
    ordered = order.line(line.order_line)
    if ordered is None:
        raise work.refuse("unknown-line", number=order.ref, line=line.order_line)
    if ordered.kind != "service":
        raise work.refuse("other-kind-of-line", line=line.order_line, kind=ordered.kind)
    if line.percent_done is None:
        return AcceptedWork(order_line=line.order_line, quantity=line.quantity or ZERO)
    done = order.accepted.get(line.order_line, ZERO)
    now = (ordered.quantity * line.percent_done / 100).quantize(Decimal(1).scaleb(-SCALE), ROUND_HALF_UP)
    if now <= done:
        raise work.refuse("no-progress", line=line.order_line, done=done, wanted=now)
    return AcceptedWork(order_line=line.order_line, quantity=now - done)


@handles(CancelWorkAcceptance)
def cancel(work: Work, command: CancelWorkAcceptance, _policies: Policies) -> Ref:
    """Drop a draft, or take an acceptance back as long as no invoice has used it."""
    before, ref = document(work, WORK_ACCEPTANCE, command.acceptance)
    work.act(WORK_ACCEPTANCE, ref.id, command)
    if before.status == "accepted" and before.order:
        lines = tuple(ReturnedLine(line=line.order_line, quantity=line.quantity) for line in before.accepted)
        take_back(work, before.order, Return(ref, lines, correction=True))
    return ref
