"""Which processes the store says are open: what a sweep wakes, and what the audit holds against Temporal."""

from sqlalchemy import BigInteger, Boolean, Column, String, select

from contracts.process import (
    SUBJECT_PROCESSES,
    ProcessRef,
    approval_process,
    bank_change_process,
    case_process,
    change_process,
    contract_process,
    invoice_process,
    order_process,
    payment_run_process,
    rfq_process,
)
from events._base import Recorded
from events.approval import ApprovalEnded, ApprovalOpened
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeTookEffect
from events.change_order import ChangeOrderConcluded, ChangeOrderSubmitted, ChangeOrderWithdrawn
from events.contract import (
    ContractConcluded,
    ContractExpired,
    ContractSubmitted,
    ContractTerminated,
    ContractWithdrawn,
)
from events.invoice import InvoicePosted, InvoiceReceived, InvoiceRejected, InvoiceReopened
from events.payment_run import PaymentConcluded, PaymentRunCancelled, PaymentRunProposed
from events.purchase_order import (
    PurchaseOrderAmended,
    PurchaseOrderAmendmentEnded,
    PurchaseOrderAmendmentProposed,
)
from events.requisition import (
    RequisitionClosed,
    RequisitionConcluded,
    RequisitionExpired,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from events.rfq import RfqAwardConcluded, RfqCancelled, RfqIssued
from projections._base import Changes, Projection, upsert
from projections.views import Views

PROJECTION = Projection("processes")
PROCESSES = PROJECTION.table(
    "processes",
    Column("workflow_id", String(300), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("document", String(36), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("position", BigInteger, nullable=False),
)


def _row(process: ProcessRef, is_open: bool, recorded: Recorded) -> Changes:
    row = {"kind": process.kind, "document": str(process.document), "open": is_open, "position": recorded.position}
    yield upsert(PROCESSES, {"workflow_id": process.workflow_id}, **row)


@PROJECTION.on(RequisitionSubmitted)
def _(event: RequisitionSubmitted, recorded: Recorded) -> Changes:
    return _row(case_process(event.ref), True, recorded)


@PROJECTION.on(RequisitionConcluded)
def _(event: RequisitionConcluded, recorded: Recorded) -> Changes:
    return _row(case_process(event.ref), event.verdict != "rejected", recorded)


@PROJECTION.on(RequisitionWithdrawn, RequisitionExpired, RequisitionClosed)
def _(event: RequisitionWithdrawn | RequisitionExpired | RequisitionClosed, recorded: Recorded) -> Changes:
    return _row(case_process(event.ref), False, recorded)


@PROJECTION.on(InvoiceReceived)
def _(event: InvoiceReceived, recorded: Recorded) -> Changes:
    return _row(invoice_process(event.ref), True, recorded)


@PROJECTION.on(InvoicePosted)
def _(event: InvoicePosted, recorded: Recorded) -> Changes:
    return _row(invoice_process(event.ref), False, recorded)


@PROJECTION.on(InvoiceRejected)
def _(event: InvoiceRejected, recorded: Recorded) -> Changes:
    return _row(invoice_process(event.ref), False, recorded)


@PROJECTION.on(InvoiceReopened)
def _(event: InvoiceReopened, recorded: Recorded) -> Changes:
    return _row(invoice_process(event.ref), True, recorded)


@PROJECTION.on(PaymentRunProposed)
def _(event: PaymentRunProposed, recorded: Recorded) -> Changes:
    return _row(payment_run_process(event.ref), True, recorded)


@PROJECTION.on(PaymentConcluded)
def _(event: PaymentConcluded, recorded: Recorded) -> Changes:
    return _row(payment_run_process(event.ref), event.remaining > 0, recorded)


@PROJECTION.on(PaymentRunCancelled)
def _(event: PaymentRunCancelled, recorded: Recorded) -> Changes:
    return _row(payment_run_process(event.ref), False, recorded)


@PROJECTION.on(RfqIssued)
def _(event: RfqIssued, recorded: Recorded) -> Changes:
    return _row(rfq_process(event.ref), True, recorded)


@PROJECTION.on(RfqAwardConcluded)
def _(event: RfqAwardConcluded, recorded: Recorded) -> Changes:
    return _row(rfq_process(event.ref), event.verdict != "approved", recorded)


@PROJECTION.on(RfqCancelled)
def _(event: RfqCancelled, recorded: Recorded) -> Changes:
    return _row(rfq_process(event.ref), False, recorded)


@PROJECTION.on(PurchaseOrderAmendmentProposed)
def _(event: PurchaseOrderAmendmentProposed, recorded: Recorded) -> Changes:
    return _row(order_process(event.subject), True, recorded)


@PROJECTION.on(PurchaseOrderAmended)
def _(event: PurchaseOrderAmended, recorded: Recorded) -> Changes:
    """An amendment that touches no approval never had a process."""
    return _row(order_process(event.subject), False, recorded) if event.amendment.scopes else ()


@PROJECTION.on(PurchaseOrderAmendmentEnded)
def _(event: PurchaseOrderAmendmentEnded, recorded: Recorded) -> Changes:
    return _row(order_process(event.subject), False, recorded)


@PROJECTION.on(ApprovalOpened)
def _(event: ApprovalOpened, recorded: Recorded) -> Changes:
    return () if event.subject.kind in SUBJECT_PROCESSES else _row(_alone(event), True, recorded)


@PROJECTION.on(ApprovalEnded)
def _(event: ApprovalEnded, recorded: Recorded) -> Changes:
    return () if event.subject.kind in SUBJECT_PROCESSES else _row(_alone(event), False, recorded)


@PROJECTION.on(ContractSubmitted)
def _(event: ContractSubmitted, recorded: Recorded) -> Changes:
    return _row(contract_process(event.ref), True, recorded)


@PROJECTION.on(ContractConcluded)
def _(event: ContractConcluded, recorded: Recorded) -> Changes:
    return _row(contract_process(event.ref), event.verdict != "rejected", recorded)


@PROJECTION.on(ContractWithdrawn, ContractExpired, ContractTerminated)
def _(event: ContractWithdrawn | ContractExpired | ContractTerminated, recorded: Recorded) -> Changes:
    return _row(contract_process(event.ref), False, recorded)


@PROJECTION.on(ChangeOrderSubmitted)
def _(event: ChangeOrderSubmitted, recorded: Recorded) -> Changes:
    return _row(change_process(event.ref), True, recorded)


@PROJECTION.on(ChangeOrderConcluded)
def _(event: ChangeOrderConcluded, recorded: Recorded) -> Changes:
    return _row(change_process(event.ref), event.verdict == "returned", recorded)


@PROJECTION.on(ChangeOrderWithdrawn)
def _(event: ChangeOrderWithdrawn, recorded: Recorded) -> Changes:
    return _row(change_process(event.ref), False, recorded)


@PROJECTION.on(BankChangeProposed)
def _(event: BankChangeProposed, recorded: Recorded) -> Changes:
    return _row(bank_change_process(event.ref, event.supplier), True, recorded)


@PROJECTION.on(BankChangeDropped, BankChangeTookEffect)
def _(event: BankChangeDropped | BankChangeTookEffect, recorded: Recorded) -> Changes:
    return _row(bank_change_process(event.ref, event.supplier), False, recorded)


def _alone(event: ApprovalOpened | ApprovalEnded) -> ProcessRef:
    return approval_process(event.ref, event.subject)


def open_processes(views: Views) -> list[ProcessRef]:
    """Every process that the store says is not finished, oldest first."""
    query = select(PROCESSES).where(PROCESSES.c.open).order_by(PROCESSES.c.position)
    with views.engine.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [ProcessRef(kind=row["kind"], document=row["document"], workflow_id=row["workflow_id"]) for row in rows]
