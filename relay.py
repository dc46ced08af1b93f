"""The list of all triggers: which event wakes which process, and the loop that wakes them."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts.process import (
    ProcessKind,
    ProcessRef,
    Wake,
    advance_process,
    approval_process,
    bank_change_process,
    budget_change_process,
    case_process,
    change_process,
    contract_process,
    invoice_process,
    message_process,
    notice_process,
    order_process,
    payment_run_process,
    rfq_process,
    settlement_process,
    statement_process,
    verification_process,
)
from contracts.values import Ref
from events import (
    advance_payment,
    approval,
    approval_verbs,
    bank_change,
    bank_statement,
    budget_change,
    change_order,
    contract,
    invoice,
    payment_run,
    purchase_order,
    requisition,
    rfq,
    settlement,
    tax_verification,
    webhook_message,
)
from events._base import Event, Recorded
from projections._feed import Patience, passes
from projections.bookmark import Bookmark
from store.log import EventLog

TASK_QUEUE = "req2pay"
SAVE_EVERY = 1.0
"""Seconds between two bookmarks: what a crash repeats is a second of hints, each page's bookmark cost more than its wake-ups."""
WORKFLOWS: Mapping[ProcessKind, str] = {
    "requisition_to_payment": "RequisitionToPayment",
    "invoice_verification": "InvoiceVerification",
    "payment_run": "PaymentRun",
    "approval": "Approval",
    "supplier_bank_change": "SupplierBankChange",
    "contract": "Contract",
    "change_order": "ChangeOrder",
    "budget_change": "BudgetChange",
    "rfq": "RequestForQuotation",
    "purchase_order": "PurchaseOrder",
    "bank_statement": "BankStatement",
    "advance_payment": "AdvancePayment",
    "settlement": "Settlement",
    "webhook_message": "WebhookMessage",
    "notice": "Notices",
    "tax_verification": "TaxVerification",
}
FOR_GOOD = frozenset({RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.OUT_OF_RANGE})
"""What the server says of this one wake-up, whenever it is asked; all other errors pass, or are of the server as a whole."""
LOG = logging.getLogger("req2pay.relay")
Subjects = Callable[[Any], Iterable[ProcessRef]]


def _cases(requisitions: Iterable[Ref]) -> list[ProcessRef]:
    return [case_process(ref) for ref in requisitions]


def _received(event: purchase_order.PurchaseOrderReceived | purchase_order.PurchaseOrderAmended) -> list[ProcessRef]:
    return [*_cases(event.requisitions), *(invoice_process(ref) for ref in event.invoices)]


TRIGGERS: Mapping[type[Event], Subjects] = {
    requisition.RequisitionSubmitted: lambda event: [case_process(event.ref)],
    requisition.RequisitionOrdered: lambda event: [case_process(event.ref)],
    requisition.RequisitionClosedShort: lambda event: [case_process(event.ref)],
    requisition.RequisitionWithdrawn: lambda event: [case_process(event.ref)],
    requisition.RequisitionExpired: lambda event: [case_process(event.ref)],
    approval.StepOpened: lambda event: [approval_process(event.ref, event.subject)],
    approval.ApprovalEnded: lambda event: [approval_process(event.ref, event.subject)],
    purchase_order.PurchaseOrderAmendmentProposed: lambda event: [order_process(event.subject)],
    purchase_order.PurchaseOrderAmendmentEnded: lambda event: [order_process(event.subject)],
    purchase_order.PurchaseOrderAmended: _received,
    purchase_order.PurchaseOrderHoldReleased: lambda event: [invoice_process(ref) for ref in event.invoices],
    purchase_order.PurchaseOrderIssued: lambda event: [invoice_process(ref) for ref in event.invoices],
    purchase_order.PurchaseOrderReceived: _received,
    purchase_order.PurchaseOrderInspected: lambda event: [invoice_process(ref) for ref in event.invoices],
    purchase_order.PurchaseOrderLeft: lambda event: [invoice_process(ref) for ref in event.invoices],
    purchase_order.PurchaseOrderReturned: lambda event: _cases(event.requisitions),
    purchase_order.PurchaseOrderCancelled: lambda event: _cases(event.requisitions),
    purchase_order.PurchaseOrderBilled: lambda event: _cases(event.requisitions),
    purchase_order.PurchaseOrderPaid: lambda event: _cases(event.requisitions),
    purchase_order.PurchaseOrderClosed: lambda event: _cases(event.requisitions),
    invoice.InvoiceReceived: lambda event: [invoice_process(event.ref)],
    invoice.InvoiceReadAgainAsked: lambda event: [invoice_process(event.ref)],
    invoice.InvoiceReopened: lambda event: [invoice_process(event.ref)],
    invoice.InvoiceCorrected: lambda event: [invoice_process(event.ref)],
    invoice.InvoicePosted: lambda event: [invoice_process(event.ref)],
    invoice.InvoiceRepresented: lambda event: [invoice_process(event.ref)] if event.reading else [],
    invoice.InvoiceMerged: lambda event: [invoice_process(event.ref)],
    invoice.InvoiceRejected: lambda event: [invoice_process(event.ref)],
    payment_run.PaymentRunProposed: lambda event: [payment_run_process(event.ref)],
    payment_run.PaymentRunReleased: lambda event: [payment_run_process(event.ref)],
    payment_run.PaymentConcluded: lambda event: [payment_run_process(event.ref)],
    payment_run.PaymentRunCancelled: lambda event: [payment_run_process(event.ref)],
    bank_change.BankChangeProposed: lambda event: [bank_change_process(event.ref, event.supplier)],
    bank_change.BankChangeVerified: lambda event: [bank_change_process(event.ref, event.supplier)],
    bank_change.BankChangeDropped: lambda event: [bank_change_process(event.ref, event.supplier)],
    bank_statement.BankStatementImported: lambda event: [statement_process(event.ref)],
    bank_statement.StatementEntryMatched: lambda event: [statement_process(event.ref)],
    bank_statement.StatementEntryExplained: lambda event: [statement_process(event.ref)],
    bank_statement.StatementGapClosed: lambda event: [statement_process(event.ref)],
    contract.ContractSubmitted: lambda event: [contract_process(event.ref)],
    contract.ContractWithdrawn: lambda event: [contract_process(event.ref)],
    contract.ContractSigned: lambda event: [contract_process(event.ref)],
    contract.ContractChanged: lambda event: [contract_process(event.ref)],
    contract.ContractTerminated: lambda event: [contract_process(event.ref)],
    change_order.ChangeOrderSubmitted: lambda event: [change_process(event.ref)],
    change_order.ChangeOrderWithdrawn: lambda event: [change_process(event.ref)],
    budget_change.BudgetChangeAsked: lambda event: [budget_change_process(event.ref)],
    budget_change.BudgetChangeWithdrawn: lambda event: [budget_change_process(event.ref)],
    rfq.RfqIssued: lambda event: [rfq_process(event.ref)],
    rfq.RfqAmended: lambda event: [rfq_process(event.ref)],
    rfq.RfqAwarded: lambda event: [rfq_process(event.ref)],
    rfq.RfqCancelled: lambda event: [rfq_process(event.ref)],
    advance_payment.AdvanceRequested: lambda event: [advance_process(event.ref)],
    advance_payment.AdvanceWithdrawn: lambda event: [advance_process(event.ref)],
    settlement.SettlementBilled: lambda event: [settlement_process(event.ref)] if event.held else [],
    settlement.SettlementReturned: lambda event: [settlement_process(event.ref)],
    settlement.CompletionAccepted: lambda event: [settlement_process(event.ref)],
    settlement.DefectClaimed: lambda event: [settlement_process(event.ref)],
    settlement.DefectCleared: lambda event: [settlement_process(event.ref)],
    settlement.MilestoneReached: lambda event: [contract_process(event.agreement)],
    webhook_message.WebhookMessageQueued: lambda event: [message_process(event.ref)],
    webhook_message.WebhookMessageSentAgain: lambda event: [message_process(event.ref)],
    tax_verification.TaxVerificationAsked: lambda event: [verification_process(event.ref)],
}


TOLD: tuple[type[Event], ...] = (
    approval.ApproversAsked,
    approval.ApprovalReminded,
    approval.ApprovalEscalated,
    approval.ApprovalCopied,
    approval.ApprovalEnded,
    approval_verbs.ApprovalUrged,
    invoice.InvoiceHeld,
    invoice.InvoiceEscalated,
)
"""Events of approvals and invoices that people may have to be told of."""
TELL_WITHIN = timedelta(days=1)
BEGIN_AGAIN: frozenset[type[Event]] = frozenset(
    {invoice.InvoiceReopened, settlement.SettlementBilled, tax_verification.TaxVerificationAsked}
)
"""Events that take an ending back: their process runs once more under its id, though it has completed."""


def wakes(recorded: Recorded) -> list[ProcessRef]:
    """The processes an event wakes; never the one whose own `advance` caused it."""
    subjects = TRIGGERS.get(type(recorded.event))
    found = subjects(recorded.event) if subjects else ()
    return [process for process in found if process.workflow_id != recorded.meta.workflow_id]


def tells(recorded: Recorded, now: datetime) -> list[ProcessRef]:
    """The notices that an event may cause; none of what is older than a day, whoever reads the log again."""
    if not isinstance(recorded.event, TOLD) or now - recorded.recorded_at > TELL_WITHIN:
        return []
    return [notice_process(recorded.event.ref)]  # type: ignore[attr-defined]


async def wake(client: Client, process: ProcessRef, position: int, again: bool = False) -> None:
    """Signal a process, starting it where it does not run. One that has completed stays so, unless `again`."""
    policy = WorkflowIDReusePolicy
    try:
        await client.start_workflow(
            WORKFLOWS[process.kind],
            process,
            id=process.workflow_id,
            task_queue=TASK_QUEUE,
            id_reuse_policy=policy.ALLOW_DUPLICATE if again else policy.ALLOW_DUPLICATE_FAILED_ONLY,
            start_signal="wake",
            start_signal_args=[Wake(position=position)],
        )
    except WorkflowAlreadyStartedError:
        return
    except RPCError as error:
        if error.status not in FOR_GOOD:
            raise
        LOG.error("%s cannot be woken: %s", process.workflow_id, error)


@dataclass
class Relay:
    """Follows the log and wakes processes: one at a time per subject, up to `width` subjects at once.

    The bookmark is the lowest position that is not finished, so a crash repeats wake-ups but never loses one.
    """

    log: EventLog
    client: Client
    bookmark: Bookmark
    width: int = 16
    tells: Callable[[Recorded], list[ProcessRef]] = lambda _: []
    _pending: dict[str, tuple[ProcessRef, int]] = field(default_factory=dict)
    _waiting: dict[str, tuple[ProcessRef, int]] = field(default_factory=dict)
    _first: dict[str, int] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _seen: int = 0
    _saved: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _slots: asyncio.Semaphore = field(init=False)

    async def run(self, stop: threading.Event) -> None:
        """Relay until stopped."""
        self._seen, self._stop = self.bookmark.position, stop
        self._slots = asyncio.Semaphore(self.width)
        pages: asyncio.Queue[Sequence[Recorded]] = asyncio.Queue(maxsize=4)
        ended = threading.Event()  # the follower's thread ends with the relay, whatever ends that
        follower = asyncio.create_task(asyncio.to_thread(self._follow, pages, ended, asyncio.get_running_loop()))
        try:
            async with asyncio.TaskGroup() as tasks:
                # A relay that follows nothing more must not look alive: what ends its follower ends it as well.
                while not stop.is_set() and not follower.done():
                    self._relay(tasks, await _next(pages) or ())
                ended.set()
                while not follower.done():
                    await _next(pages)  # what is dropped here lies after the bookmark and is read again
                follower.result()
        finally:
            ended.set()
        self._save()

    def _relay(self, tasks: asyncio.TaskGroup, page: Sequence[Recorded]) -> None:
        for recorded in page:
            for process in (*wakes(recorded), *self.tells(recorded)):
                if type(recorded.event) in BEGIN_AGAIN or process.kind == "notice":
                    self._again.add(process.workflow_id)
                self._enqueue(tasks, process, recorded.position)
            self._seen = recorded.position
        if time.monotonic() - self._saved > SAVE_EVERY:
            self._save()

    def _follow(self, pages: "asyncio.Queue[Sequence[Recorded]]", stop: threading.Event, loop: Any) -> None:
        """Follow the log until stopped. Passing troubles of the database are waited out."""
        after, patience = self._seen, Patience()
        while not stop.is_set():
            try:
                for page in self.log.follow(after, stop, idle=0.5):
                    asyncio.run_coroutine_threadsafe(pages.put(page), loop).result()
                    after = page[-1].position if page else after
                    patience.well()
            except Exception as error:
                if not passes(error):
                    raise
                LOG.warning("the log cannot be followed, tried again soon: %s", error)
                patience.wait(stop)

    def _enqueue(self, tasks: asyncio.TaskGroup, process: ProcessRef, position: int) -> None:
        """Wake-ups are hints, so several that wait for the same subject become one."""
        key = process.workflow_id
        self._first.setdefault(key, position)
        if key in self._pending:
            self._waiting[key] = (process, position)
            return
        self._pending[key] = (process, position)
        tasks.create_task(self._deliver(key))

    async def _deliver(self, key: str) -> None:
        while item := self._pending.get(key):
            async with self._slots:
                await self._insist(*item)
            if self._stop.is_set():
                return
            if key in self._waiting:
                self._pending[key] = self._waiting.pop(key)
                self._first[key] = self._pending[key][1]
            else:
                del self._pending[key], self._first[key]

    async def _insist(self, process: ProcessRef, position: int) -> None:
        delay = 0.05
        while not self._stop.is_set():
            try:
                again = process.workflow_id in self._again
                await wake(self.client, process, position, again)
                if again:
                    self._again.discard(process.workflow_id)
                return
            except RPCError:
                # The server is away; nothing is lost, the bookmark stays before this event.
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)

    def _save(self) -> None:
        """Keep how far it is; where that cannot be kept now, a crash repeats a few more hints."""
        self._saved = time.monotonic()
        try:
            self.bookmark.save(min(self._first.values(), default=self._seen + 1) - 1)
        except Exception as error:
            if not passes(error):
                raise
            LOG.warning("the bookmark cannot be kept, tried again soon: %s", error)


async def _next(pages: "asyncio.Queue[Sequence[Recorded]]") -> Sequence[Recorded] | None:
    try:
        return await asyncio.wait_for(pages.get(), timeout=0.5)
    except TimeoutError:
        return None
