"""Which processes the store says are open: what a sweep wakes, and what the audit holds against Temporal."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String, select

from contracts.process import (
    SUBJECT_PROCESSES,
    ProcessRef,
    advance_process,
    approval_process,
    bank_change_process,
    budget_change_process,
    case_process,
    change_process,
    contract_process,
    invoice_process,
    message_process,
    order_process,
    payment_run_process,
    rfq_process,
    settlement_process,
    statement_process,
    verification_process,
)
from contracts.values import Ref
from events._base import Event, Recorded
from events.advance_payment import AdvanceConcluded, AdvanceRequested, AdvanceWithdrawn
from events.approval import ApprovalEnded, ApprovalOpened
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeTookEffect
from events.bank_statement import (
    BankStatementImported,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
)
from events.budget_change import BudgetChangeAsked, BudgetChangeConcluded, BudgetChangeWithdrawn
from events.change_order import ChangeOrderConcluded, ChangeOrderSubmitted, ChangeOrderWithdrawn
from events.contract import (
    ContractConcluded,
    ContractExpired,
    ContractSubmitted,
    ContractTerminated,
    ContractWithdrawn,
)
from events.invoice import InvoiceMerged, InvoicePosted, InvoiceReceived, InvoiceRejected, InvoiceReopened
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
from events.settlement import RetentionReleased, SettlementBilled, SettlementReturned
from events.tax_verification import TaxVerificationAsked, TaxVerificationEnded
from events.webhook_message import WebhookMessageDelivered, WebhookMessageQueued
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


Subject = Callable[[Any], ProcessRef]
GoesOn = Callable[[Any], bool]


def _ref(process: Callable[[Ref], ProcessRef]) -> Subject:
    return lambda event: process(event.ref)


def _amendment(
    event: PurchaseOrderAmendmentProposed | PurchaseOrderAmended | PurchaseOrderAmendmentEnded,
) -> ProcessRef:
    return order_process(event.subject)


def _bank_change(event: BankChangeProposed | BankChangeDropped | BankChangeTookEffect) -> ProcessRef:
    return bank_change_process(event.ref, event.supplier)


def _alone(event: ApprovalOpened | ApprovalEnded) -> ProcessRef:
    return approval_process(event.ref, event.subject)


def _opens(_: Any) -> bool:
    return True


def _ends(_: Any) -> bool:
    return False


def _unless_rejected(event: RequisitionConcluded | ContractConcluded) -> bool:
    return event.verdict != "rejected"


LIVES: Mapping[type[Event], tuple[Subject, GoesOn]] = {
    RequisitionSubmitted: (_ref(case_process), _opens),
    RequisitionConcluded: (_ref(case_process), _unless_rejected),
    RequisitionWithdrawn: (_ref(case_process), _ends),
    RequisitionExpired: (_ref(case_process), _ends),
    RequisitionClosed: (_ref(case_process), _ends),
    InvoiceReceived: (_ref(invoice_process), _opens),
    InvoicePosted: (_ref(invoice_process), _ends),
    InvoiceMerged: (_ref(invoice_process), _ends),
    InvoiceRejected: (_ref(invoice_process), _ends),
    InvoiceReopened: (_ref(invoice_process), _opens),
    PaymentRunProposed: (_ref(payment_run_process), _opens),
    PaymentConcluded: (_ref(payment_run_process), lambda event: event.remaining > 0),
    PaymentRunCancelled: (_ref(payment_run_process), _ends),
    RfqIssued: (_ref(rfq_process), _opens),
    RfqAwardConcluded: (_ref(rfq_process), lambda event: event.verdict != "approved"),
    RfqCancelled: (_ref(rfq_process), _ends),
    PurchaseOrderAmendmentProposed: (_amendment, _opens),
    PurchaseOrderAmended: (_amendment, _ends),
    PurchaseOrderAmendmentEnded: (_amendment, _ends),
    ApprovalOpened: (_alone, _opens),
    ApprovalEnded: (_alone, _ends),
    BankStatementImported: (_ref(statement_process), lambda event: bool(event.entries or event.gap)),
    StatementEntryMatched: (_ref(statement_process), lambda event: event.remaining > 0),
    StatementEntryExplained: (_ref(statement_process), lambda event: event.remaining > 0),
    StatementGapClosed: (_ref(statement_process), lambda event: event.remaining > 0),
    ContractSubmitted: (_ref(contract_process), _opens),
    ContractConcluded: (_ref(contract_process), _unless_rejected),
    ContractWithdrawn: (_ref(contract_process), _ends),
    ContractExpired: (_ref(contract_process), _ends),
    ContractTerminated: (_ref(contract_process), _ends),
    ChangeOrderSubmitted: (_ref(change_process), _opens),
    ChangeOrderConcluded: (_ref(change_process), lambda event: event.verdict == "returned"),
    ChangeOrderWithdrawn: (_ref(change_process), _ends),
    BudgetChangeAsked: (_ref(budget_change_process), _opens),
    BudgetChangeConcluded: (_ref(budget_change_process), lambda event: event.verdict == "returned"),
    BudgetChangeWithdrawn: (_ref(budget_change_process), _ends),
    AdvanceRequested: (_ref(advance_process), _opens),
    AdvanceConcluded: (_ref(advance_process), _ends),
    AdvanceWithdrawn: (_ref(advance_process), _ends),
    SettlementBilled: (_ref(settlement_process), lambda event: event.held),
    SettlementReturned: (_ref(settlement_process), lambda event: event.held),
    RetentionReleased: (_ref(settlement_process), _ends),
    WebhookMessageQueued: (_ref(message_process), _opens),
    WebhookMessageDelivered: (_ref(message_process), _ends),
    TaxVerificationAsked: (_ref(verification_process), _opens),
    TaxVerificationEnded: (_ref(verification_process), _ends),
    BankChangeProposed: (_bank_change, _opens),
    BankChangeDropped: (_bank_change, _ends),
    BankChangeTookEffect: (_bank_change, _ends),
}
"""Event -> the process that it is about, and whether that is open afterwards.

The audit keeps a list of its own (`audit/checks/cases.py`) on purpose: it judges this one.
"""


@PROJECTION.on(*LIVES)
def _lived(event: Event, recorded: Recorded) -> Changes:
    if isinstance(event, ApprovalOpened | ApprovalEnded) and event.subject.kind in SUBJECT_PROCESSES:
        return  # a stage of its subject's own process
    if isinstance(event, PurchaseOrderAmended) and not event.amendment.scopes:
        return  # an amendment that touches no approval never had a process
    subject, goes_on = LIVES[type(event)]
    process = subject(event)
    row = {
        "kind": process.kind,
        "document": str(process.document),
        "open": goes_on(event),
        "position": recorded.position,
    }
    yield upsert(PROCESSES, {"workflow_id": process.workflow_id}, **row)


def open_processes(views: Views) -> list[ProcessRef]:
    """Every process that the store says is not finished, oldest first."""
    query = select(PROCESSES).where(PROCESSES.c.open).order_by(PROCESSES.c.position)
    with views.engine.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [ProcessRef(kind=row["kind"], document=row["document"], workflow_id=row["workflow_id"]) for row in rows]
