"""What the checks find in an invoice that is judged: on its document, on master data, on what stops it from outside."""

from datetime import date
from typing import NamedTuple

from aggregates.invoice import Invoice
from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier import Supplier, hold_refusal
from bots.checks import RULES, Context, check
from contracts import reading as read
from store.work import Work


class Checked(NamedTuple):
    """What was found, and the rules on records that had not what they ask for."""

    findings: tuple[read.Finding, ...]
    not_run: tuple[str, ...]


def document_findings(
    work: Work, state: Invoice, supplier: Supplier | None, order: PurchaseOrder | None, master: read.Master
) -> Checked:
    """What all checks of document and master data find, on the fields as people corrected them."""
    reading = state.effective()
    assert reading is not None
    judged = check(reading, Context(work.now.date(), master))
    unfed = tuple(rule.id for rule in RULES if rule.needs_master and rule.id in judged.not_run)
    return Checked((*judged.findings, *_hold_of(supplier, work.now.date()), *_stopped(order)), unfed)


def _hold_of(supplier: Supplier | None, today: date) -> tuple[read.Finding, ...]:
    """Invoices of a held supplier wait; on the release date they are judged again without this finding."""
    refusal = hold_refusal(supplier, "invoices", today) if supplier else None
    return (read.Finding.of(refusal.code, "exception", refusal.figures),) if refusal else ()


def _stopped(order: PurchaseOrder | None) -> tuple[read.Finding, ...]:
    """Nothing is billed on an order that is on hold or called off."""
    if order is None or not (order.on_hold or order.cancelled):
        return ()
    if order.cancelled:
        return (read.Finding.of("order-cancelled", "exception", {"order": str(order.ref)}),)
    return (read.Finding.of("order-on-hold", "exception", {"order": str(order.ref)}),)
