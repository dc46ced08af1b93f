"""Ordering from an award: at its supplier's price, never more than awarded, and given back by orders that become less."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from aggregates._base import plus
from aggregates.purchase_order import PurchaseOrder
from aggregates.rfq import RFQ, Keep, Order
from contracts.purchase_order import OrderLine
from contracts.values import Ref
from events.purchase_order import OrderedLine
from store.work import Work


def awarded_to(work: Work, line: OrderLine, entity: str, currency: str, supplier: str) -> bool:
    """Whether an order line comes from an award, whose supplier, currency and price it must then have. Raises Refused."""
    if line.award is None:
        return False
    rfq = work.load(RFQ, line.award)
    if rfq.ref is None or rfq.ref.entity != entity:
        raise work.refuse("unknown-document", kind="rfq", id=line.award)
    awarded = rfq.awarded_line(line.award_line)
    if rfq.status != "awarded":
        raise work.refuse("not-approved", number=rfq.ref, status=rfq.status)
    if awarded is None:
        raise work.refuse("unknown-line", number=rfq.ref, line=line.award_line)
    asked = rfq.line(awarded.line)
    source = (line.requisition, line.requisition_line)
    if asked is None or source not in [(each.requisition, each.line) for each in asked.sources]:
        raise work.refuse("not-sourced", line=line.line, number=rfq.ref, award_line=awarded.award_line)
    if awarded.supplier != supplier:
        raise work.refuse("other-supplier-approved", line=line.line, approved=awarded.supplier, given=supplier)
    if awarded.currency != currency:
        raise work.refuse("currency-mismatch", expected=awarded.currency, given=currency)
    if awarded.unit_price != line.unit_price:
        raise work.refuse("price-not-awarded", line=line.line, awarded=awarded.unit_price, given=line.unit_price)
    return True


def follow(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """An order that was called off, or lost lines or quantities, lets others order them from their awards.

    What became more takes what its award has left; the approval of the amendment covers the rest.
    """
    assert before.ref is not None
    had, kept = _from_awards(before.lines), _from_awards(() if after.cancelled else after.lines)
    for award, award_line in had:
        now = kept.get((award, award_line), Decimal(0))
        more = min(now - had[award, award_line], award_left(work, award, award_line))
        taken = Order(before.ref, award_line, more) if more > 0 else Keep(before.ref, award_line, now)
        work.act(RFQ, award, taken)


def award_left(work: Work, award: UUID, award_line: int) -> Decimal:
    """What of an award line can still be ordered: nothing of an award that does not hold any more."""
    rfq = work.load(RFQ, award)
    line = rfq.awarded_line(award_line) if rfq.status == "awarded" else None
    return rfq.left(line) if line else Decimal(0)


def _from_awards(lines: Iterable[OrderedLine]) -> Mapping[tuple[UUID, int], Decimal]:
    """(RFQ, award line) -> quantity."""
    taken = (((line.award, line.award_line), line.drawn) for line in lines if line.award and line.award_line)
    return plus({}, taken)


def order_from_award(work: Work, order: Ref, line: OrderLine) -> None:
    """Count what an order line takes of its award; never more than was awarded. Raises Refused."""
    if line.award is not None:
        assert line.award_line is not None
        work.act(RFQ, line.award, Order(order, line.award_line, line.quantity))
