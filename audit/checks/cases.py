"""I1 and I10: what is still open in the log has a live workflow, and a live workflow has its document."""

from collections.abc import Collection, Mapping
from typing import get_args
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.process import (
    approval_process,
    bank_change_process,
    case_process,
    invoice_process,
    payment_run_process,
)
from contracts.values import Ref
from events._base import Event, Recorded
from events.approval import ApprovalEnded, ApprovalOpened
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeTookEffect
from events.invoice import InvoicePosted, InvoiceReceived, InvoiceRejected
from events.payment_run import PaymentConcluded, PaymentRunCancelled, PaymentRunProposed
from events.requisition import RequisitionClosed, RequisitionConcluded, RequisitionSubmitted, RequisitionWithdrawn

PREFIXES = frozenset({"case", "invoice", "payrun", "approval", "bankchange"})
"""How the ids of workflows begin that drive a document; others (schedules, reports) have none."""

Opening = RequisitionSubmitted | InvoiceReceived | ApprovalOpened | PaymentRunProposed | BankChangeProposed
_OPENS: tuple[type[Event], ...] = get_args(Opening)
_ENDS: tuple[type[Event], ...] = (
    RequisitionClosed,
    RequisitionConcluded,
    RequisitionWithdrawn,
    InvoicePosted,
    InvoiceRejected,
    ApprovalEnded,
    PaymentRunCancelled,
    BankChangeDropped,
    BankChangeTookEffect,
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
        assert isinstance(event, Opening)
        workflow = _workflow(event)
        self._known.add(workflow)
        if not (isinstance(event, ApprovalOpened) and event.subject.kind == "requisition"):
            # The approval of a requisition is a stage of its case; others stand alone.
            self._open[event.ref.id] = workflow, event.ref
        if isinstance(event, PaymentRunProposed):
            self._unpaid[event.ref.id] = {payment.payable.id for payment in event.payments}
        yield from ()

    def _finish(self, recorded: Recorded) -> Found:
        event = recorded.event
        if not isinstance(event, RequisitionConcluded) or event.verdict == "rejected":
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


def _workflow(event: Opening) -> str:
    match event:
        case RequisitionSubmitted():
            return case_process(event.ref).workflow_id
        case InvoiceReceived():
            return invoice_process(event.ref).workflow_id
        case PaymentRunProposed():
            return payment_run_process(event.ref).workflow_id
        case ApprovalOpened():
            return approval_process(event.ref, event.subject).workflow_id
        case BankChangeProposed():
            return bank_change_process(event.ref, event.supplier).workflow_id
