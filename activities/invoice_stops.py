"""Why nothing of a supplier or order is posted now."""

from datetime import date

from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier import Supplier, hold_refusal
from contracts import reading as read


def hold_of(supplier: Supplier | None, today: date) -> tuple[read.Finding, ...]:
    """Invoices of a held supplier wait; on the release date they are judged again without this finding."""
    refusal = hold_refusal(supplier, "invoices", today) if supplier else None
    return (read.Finding.of(refusal.code, "exception", refusal.figures),) if refusal else ()


def stopped(order: PurchaseOrder | None) -> tuple[read.Finding, ...]:
    """Nothing is billed on an order that is on hold or called off."""
    if order is None or not (order.on_hold or order.cancelled):
        return ()
    if order.cancelled:
        return (read.Finding.of("order-cancelled", "exception", {"order": str(order.ref)}),)
    return (read.Finding.of("order-on-hold", "exception", {"order": str(order.ref)}),)
