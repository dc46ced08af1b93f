"""What people do on a living company, step by step; shared by the tests of workflows and the recorder of histories."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.change_order import CHANGE_ORDER
from aggregates.contract import CONTRACT
from aggregates.invoice import INVOICE
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from contracts.advance_payment import RequestAdvance
from contracts.change_order import BudgetDelta, ChangeTerms, DraftChangeOrder, SubmitChangeOrder
from contracts.contract import ContractTerms, DraftContract, RecordSignature, SubmitContract
from contracts.purchase_order import IssuePurchaseOrder, OrderLine
from contracts.values import Ref
from events.approval import ApprovalOpened
from events.invoice import InvoicePosted
from events.purchase_order import PurchaseOrderIssued
from tests.support.house import THEIRS, WHERE, eur, line
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


def terms(first: date, last: date) -> ContractTerms:
    """A small contract, all of it paid on delivery."""
    return ContractTerms(
        title="Beams", kind="framework", amount=eur(900), tax_percent=Decimal(19), valid_from=first, valid_to=last
    )


async def agreed(company: Living, first: date, last: date, **more: Any) -> Ref:
    """A contract that was approved and is signed by both."""
    before = company.count(ApprovalOpened)
    agreed_terms = terms(first, last).model_copy(update=more)
    contract = company.send("bob", DraftContract(entity="ACME", supplier="STAHL", terms=agreed_terms)).document
    assert contract is not None
    company.send("bob", SubmitContract(agreement=contract.id, version=1))
    await company.seen(ApprovalOpened, before + 1)
    company.vote("mona")
    await company.until(lambda: company.handler.state(CONTRACT, contract.id).status == "signing")
    for party in ("ours", "theirs"):
        fields = {"agreement": contract.id, "version": 1, "party": party, "signer": "S", "signed_on": first}
        company.send("dora", RecordSignature.model_validate(fields | {"file_sha256": company.blobs.put(b"signed")}))
    return contract


async def changed(company: Living, contract: Ref) -> Ref:
    """A change order that was approved and has altered contract and budget."""
    before = company.count(ApprovalOpened)
    more = BudgetDelta(cost_object=WHERE, amount=eur(50))
    change = ChangeTerms(amount=eur(100), budget=(more,), reason="More beams")
    order = company.send("bob", DraftChangeOrder(agreement=contract.id, terms=change)).document
    assert order is not None
    company.send("bob", SubmitChangeOrder(change_order=order.id))
    await company.seen(ApprovalOpened, before + 1)
    company.vote("mona")
    await company.until(lambda: company.handler.state(CHANGE_ORDER, order.id).status == "approved")
    return order


async def advanced(company: Living, contract: Ref) -> Ref:
    """A tenth of the contract is asked for in advance, and approved."""
    before = company.count(ApprovalOpened)
    ask = RequestAdvance(agreement=contract.id, amount=eur(90), reason="Steel", account=THEIRS.iban)
    advance = company.send("rita", ask).document
    assert advance is not None
    await company.seen(ApprovalOpened, before + 1)
    company.vote("mona")
    await company.until(lambda: company.handler.state(ADVANCE_PAYMENT, advance.id).status == "approved")
    return advance


async def billed_under(company: Living, contract: Ref, number: str) -> Ref:
    """An order under the contract is received and billed; 3 per cent of it are kept."""
    before = company.count(ApprovalOpened)
    requisition = company.requested(line(price="9", supplier=None))
    await company.seen(ApprovalOpened, before + 1)
    company.vote("mona")
    await company.until(lambda: company.requisition(requisition).status == "approved")
    drawn = OrderLine(
        line=1, requisition=requisition, requisition_line=1, quantity=Decimal(10), unit_price=Decimal(9),
        contract=contract.id,
    )  # fmt: skip
    issue = IssuePurchaseOrder(entity="ACME", supplier="STAHL", currency="EUR", lines=(drawn,))
    order = company.send("bob", issue).document
    assert order is not None
    return await billed(company, company.handler.state(PURCHASE_ORDER, order.id), number)
