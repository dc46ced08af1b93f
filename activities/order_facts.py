"""What the judgement of an invoice needs of its order: what is ordered, accepted and billed of each line, and by whom."""

from decimal import Decimal

from activities.measurement import book_ref
from aggregates.invoice import OrderFacts
from aggregates.invoice_tax import TaxToDate
from aggregates.measurement import MEASUREMENT
from aggregates.purchase_order import PurchaseOrder
from contracts.matching import OrderLine
from contracts.tax_code import CostTax
from contracts.values import Ref
from events.purchase_order import OrderedLine
from store.work import Work

ZERO = Decimal(0)


def order_facts(work: Work, order: PurchaseOrder, invoice: Ref | None = None) -> OrderFacts:
    """The order as an invoice is judged by it."""
    assert order.ref is not None
    taxes = {line.line: _tax_to_date(order, line.line, line.tax) for line in order.lines if line.tax}
    lines, receivers = order_lines(order, invoice), _receivers(work, order.ref, order.receivers)
    return OrderFacts(order.ref, order.supplier, order.currency, receivers, lines, order.ledger, taxes)


def order_lines(order: PurchaseOrder, invoice: Ref | None = None) -> tuple[OrderLine, ...]:
    """Each line's ordered, accepted and billed to date: with the drafts that waited before this invoice."""
    drafts: dict[int, Decimal] = {}
    for waiting, lines in order.drafts.items():
        if waiting == invoice:
            break
        for line in lines:
            # The draft of a credit note makes no room: only when it is posted is anything taken back.
            drafts[line.line] = drafts.get(line.line, ZERO) + max(line.quantity, ZERO)
    return tuple(
        OrderLine(
            order_line=str(line.line),
            ordered=order.takes(line),
            unit_price=line.unit_price,
            accepted=order.billable(line.line),
            inspected=_inspected(order, line),
            billed=order.billed.get(line.line, ZERO) + drafts.get(line.line, ZERO),
            description=line.description,
            unit=line.unit,
            category=line.category,
        )
        for line in order.lines
    )


def _tax_to_date(order: PurchaseOrder, number: int, tax: CostTax) -> TaxToDate:
    """What was billed while another part of it was given back is over: nothing of that is made good by later bills."""
    owed, same = tax.kind == "reverse-charge", (None, tax.recoverable_percent)
    bills = [(bill, bill.tax) for bill in order.bills if bill.line == number and bill.tax]
    mine = [(bill, of) for bill, of in bills if of.recoverable_percent in same and of.self_assessed == owed]
    stated, share = (sum((getattr(of, name).amount for _, of in mine), ZERO) for name in ("stated", "share"))
    net = sum((bill.amount.amount for bill, _ in mine), ZERO)
    return TaxToDate(tax.recoverable_percent, stated, share, tax.rate_percent if owed else None, net)


def _inspected(order: PurchaseOrder, line: OrderedLine) -> Decimal:
    """What an inspection passed of goods; work is inspected by being accepted."""
    return (order.inspected if line.kind == "goods" else order.accepted).get(line.line, ZERO)


def _receivers(work: Work, order: Ref, receivers: tuple[str, ...]) -> tuple[str, ...]:
    """Who received, inspected or returned, and who measured or certified: what they say came, others pay for."""
    return (*receivers, *work.load(MEASUREMENT, book_ref(order).id).receivers)
