"""I1 and I10: what is still open in the log has a live workflow, and a live workflow has its document."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
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

PREFIXES = frozenset(
    {
        "case", "invoice", "payrun", "approval", "bankchange", "contract", "change", "budget", "rfq", "order", "advance",
        "settlement", "statement", "verification", "webhook",
    }
)  # fmt: skip
"""How the ids of workflows begin that drive a document; others (schedules, reports) have none."""

_OPENS: Mapping[type[Event], Callable[[Any], ProcessRef]] = {
    RequisitionSubmitted: lambda event: case_process(event.ref),
    InvoiceReceived: lambda event: invoice_process(event.ref),
    InvoiceReopened: lambda event: invoice_process(event.ref),
    ApprovalOpened: lambda event: approval_process(event.ref, event.subject),
    PaymentRunProposed: lambda event: payment_run_process(event.ref),
    BankChangeProposed: lambda event: bank_change_process(event.ref, event.supplier),
    ContractSubmitted: lambda event: contract_process(event.ref),
    ChangeOrderSubmitted: lambda event: change_process(event.ref),
    BudgetChangeAsked: lambda event: budget_change_process(event.ref),
    RfqIssued: lambda event: rfq_process(event.ref),
    PurchaseOrderAmendmentProposed: lambda event: order_process(event.subject),
    BankStatementImported: lambda event: statement_process(event.ref),
    AdvanceRequested: lambda event: advance_process(event.ref),
    SettlementBilled: lambda event: settlement_process(event.ref),
    WebhookMessageQueued: lambda event: message_process(event.ref),
    TaxVerificationAsked: lambda event: verification_process(event.ref),
}
"""Event -> the process that it opens."""
_ENDS: tuple[type[Event], ...] = (
    RequisitionClosed,
    RequisitionConcluded,
    RequisitionExpired,
    RequisitionWithdrawn,
    InvoicePosted,
    InvoiceMerged,
    InvoiceRejected,
    ApprovalEnded,
    PaymentRunCancelled,
    BankChangeDropped,
    BankChangeTookEffect,
    ContractConcluded,
    ContractWithdrawn,
    ContractExpired,
    ContractTerminated,
    ChangeOrderConcluded,
    ChangeOrderWithdrawn,
    BudgetChangeConcluded,
    BudgetChangeWithdrawn,
    RfqAwardConcluded,
    RfqCancelled,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
    PurchaseOrderAmended,
    PurchaseOrderAmendmentEnded,
    AdvanceConcluded,
    AdvanceWithdrawn,
    SettlementReturned,
    RetentionReleased,
    WebhookMessageDelivered,
    TaxVerificationEnded,
)


class Cases:
    """Which documents are driven by a workflow, and which of them have not ended."""

    name = "I1"

    def __init__(self) -> None:
        self._open: dict[UUID, tuple[str, Ref]] = {}
        self._known: set[str] = set()
        self._unpaid: dict[UUID, set[UUID]] = {}

    @property
    def sees(self) -> Sees:
        """All that opens or ends a process."""
        return {
            **dict.fromkeys(_OPENS, self._start),
            **dict.fromkeys(_ENDS, self._finish),
            PaymentConcluded: self._concluded,
        }

    def _start(self, recorded: Recorded) -> Found:
        event = recorded.event
        workflow = _OPENS[type(event)](event).workflow_id
        self._known.add(workflow)
        if isinstance(event, BankStatementImported) and not (event.entries or event.gap):
            return  # nothing on it waits for anything
        if isinstance(event, SettlementBilled) and not event.held:
            return
        if not (isinstance(event, ApprovalOpened) and event.subject.kind in SUBJECT_PROCESSES):
            # The approval of a document with a process of its own is a stage of that; others stand alone.
            ref: Ref = event.ref  # type: ignore[attr-defined]
            self._open[ref.id] = workflow, ref
        if isinstance(event, PaymentRunProposed):
            self._unpaid[event.ref.id] = {payment.payable.id for payment in event.payments}
        yield from ()

    def _finish(self, recorded: Recorded) -> Found:
        event = recorded.event
        if not _goes_on(event):
            self._open.pop(recorded.originator_id, None)
        yield from ()

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentConcluded)
        unpaid = self._unpaid.get(event.ref.id, set())
        unpaid.discard(event.payable.id)
        if not unpaid:
            self._open.pop(event.ref.id, None)
        yield from ()

    def end(self) -> Found:
        """The log alone violates nothing here."""
        yield from ()

    def open(self) -> dict[str, Ref]:
        """Workflow id -> document, of all that has not ended."""
        return dict(self._open.values())

    def without_workflow(self, before: Mapping[str, Ref], live: Collection[str]) -> Found:
        """I1: open before and after the look at the workflows, and without one all the same."""
        now = self.open()
        for workflow, ref in before.items():
            if workflow in now and workflow not in live:
                yield violation("I1", "case-without-workflow", ref, workflow=workflow)

    def without_events(self, live: Collection[str]) -> Found:
        """I10: a live workflow that ought to drive a document, for none that the log knows."""
        for workflow in sorted(live):
            if workflow.split("/")[0] in PREFIXES and workflow not in self._known:
                yield violation("I10", "workflow-without-events", workflow)


def _goes_on(event: Event) -> bool:
    """Whether a process waits for more after the verdict of its approval."""
    if isinstance(event, ChangeOrderConcluded | BudgetChangeConcluded):
        return event.verdict == "returned"
    if isinstance(event, SettlementReturned):
        return event.held
    if isinstance(event, RfqAwardConcluded):
        return event.verdict != "approved"
    if isinstance(event, StatementEntryMatched | StatementEntryExplained | StatementGapClosed):
        return event.remaining > 0
    return isinstance(event, RequisitionConcluded | ContractConcluded) and event.verdict != "rejected"
