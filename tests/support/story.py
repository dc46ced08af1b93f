"""What people do on a living company, step by step; shared by the tests of workflows and the recorder of histories."""

from __future__ import annotations

from typing import Any

from aggregates.invoice import INVOICE
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import PurchaseOrder
from contracts.values import Ref
from events.approval import ApprovalOpened
from events.invoice import InvoicePosted
from events.purchase_order import PurchaseOrderIssued
from tests.support.living import Living


async def requested(company: Living) -> Any:
    """A submitted requisition whose approval is open; gives its id."""
    before = company.count(ApprovalOpened)
    requisition = company.requested()
    await company.seen(ApprovalOpened, before + 1)
    return requisition


async def ordered(company: Living) -> tuple[Any, PurchaseOrder]:
    before = company.count(PurchaseOrderIssued)
    requisition = await requested(company)
    company.vote("mona")
    await company.seen(PurchaseOrderIssued, before + 1)
    return requisition, company.order(requisition)


async def billed(company: Living, order: PurchaseOrder, number: str) -> Ref:
    """The goods arrive and the invoice is posted."""
    company.receive(order, "10")
    line, before = order.lines[0], company.count(InvoicePosted)
    invoice = company.bill(order, number, (1, line.quantity, line.unit_price))
    await company.seen(InvoicePosted, before + 1)
    assert company.handler.state(INVOICE, invoice.id).status == "posted"
    return invoice


async def paid(company: Living, requisition: Any, *invoices: Ref) -> None:
    """A run is proposed, released, written and settled; the case closes."""
    run, payables = company.propose(*invoices)
    company.release(run)
    await company.until(lambda: company.handler.state(PAYMENT_RUN, run.id).status == "sent")
    company.conclude(run, payables)
    await company.until(lambda: company.requisition(requisition).status == "closed")
