"""The processes with how their case is loaded: what `advance` needs to know of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.instalments import settlement_ref
from activities.reading_hints import hints_ref
from aggregates._base import Aggregate, Refusal
from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.approval import APPROVAL
from aggregates.approval_state import Approval
from aggregates.bank_change import BANK_CHANGE
from aggregates.bank_statement import BANK_STATEMENT
from aggregates.budget_change import BUDGET_CHANGE
from aggregates.change_order import CHANGE_ORDER
from aggregates.contract import CONTRACT
from aggregates.invoice import INVOICE
from aggregates.notice import NOTICE
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.reading_hints import READING_HINTS
from aggregates.requisition import REQUISITION
from aggregates.rfq import RFQ
from aggregates.settlement import SETTLEMENT
from aggregates.tax_verification import TAX_VERIFICATION
from aggregates.webhook_message import WEBHOOK_MESSAGE
from contracts.approval import OpenApproval
from contracts.notice import notice_stream
from contracts.process import ProcessKind
from processes import (
    advance_payment,
    approval,
    bank_change,
    bank_statement,
    budget_change,
    change_order,
    contract,
    invoice_verification,
    notice,
    payment_run,
    purchase_order,
    requisition_to_payment,
    rfq,
    settlement,
    tax_verification,
    webhook_message,
)
from processes._base import FollowUp, Next
from store.states import States


@dataclass(frozen=True)
class Process:
    """A process: load its case, its stages in order, and what follows a refused step (None: wait and try again)."""

    load: Callable[[States, UUID], Any]
    stages: Mapping[str, Callable[[Any, datetime], Next]]
    on_refusal: Callable[[Any, str, Refusal], FollowUp] | None = None


def _case(states: States, stream: UUID) -> requisition_to_payment.Case:
    requisition = states.load(REQUISITION, stream).state
    orders = tuple(states.load(PURCHASE_ORDER, ref.id).state for ref in requisition.orders)
    return requisition_to_payment.Case(requisition, asked_approval(states, requisition.asked), orders)


def asked_approval(states: States, asked: OpenApproval | None) -> Approval:
    """The approval that a document asks for, as it stands; a blank one where nothing is asked."""
    found: Approval = states.load(APPROVAL, asked.approval).state if asked else APPROVAL.initial
    return found


def _with_approval(kind: Aggregate[Any], case: Callable[[Any, Approval], Any]) -> Callable[[States, UUID], Any]:
    """Loads a document together with the approval that it asks for."""

    def load(states: States, stream: UUID) -> Any:
        found = states.load(kind, stream).state
        return case(found, asked_approval(states, found.asked))

    return load


def _agreement(states: States, stream: UUID) -> contract.Agreement:
    found = states.load(CONTRACT, stream).state
    reached = states.load(SETTLEMENT, settlement_ref(found.ref).id).state.milestones if found.ref else frozenset()
    return contract.Agreement(found, asked_approval(states, found.asked), reached)


def _telling(states: States, stream: UUID) -> notice.Telling:
    about, causes = notice.causes_of(states.recorded(stream))
    return notice.Telling(about, causes, states.load(NOTICE, notice_stream(stream)).state)


def _settlement(states: States, stream: UUID) -> settlement.Retained:
    found = states.load(SETTLEMENT, stream).state
    under = states.load(CONTRACT, found.agreement.id).state if found.agreement else CONTRACT.initial
    return settlement.Retained(found, under)


def _verification(states: States, stream: UUID) -> invoice_verification.Verification:
    found = states.load(INVOICE, stream).state
    if found.posted is None:
        return invoice_verification.Verification(found)
    own = hints_ref(found.ref.entity, found.posted.supplier)
    return invoice_verification.Verification(found, states.load(READING_HINTS, own.id).state)


def _asked(states: States, stream: UUID) -> tax_verification.Asked:
    found = states.load(TAX_VERIFICATION, stream).state
    about = states.load(INVOICE, found.asked.invoice.id).state if found.asked else INVOICE.initial
    return tax_verification.Asked(found, about)


PROCESSES: Mapping[ProcessKind, Process] = {
    "webhook_message": Process(
        lambda states, stream: webhook_message.Message(states.load(WEBHOOK_MESSAGE, stream).state),
        webhook_message.STAGES,
        webhook_message.on_refusal,
    ),
    "requisition_to_payment": Process(_case, requisition_to_payment.STAGES, requisition_to_payment.on_refusal),
    "invoice_verification": Process(
        _verification,
        invoice_verification.STAGES,
        invoice_verification.on_refusal,
    ),
    "payment_run": Process(
        lambda states, stream: payment_run.Run(states.load(PAYMENT_RUN, stream).state),
        payment_run.STAGES,
        payment_run.on_refusal,
    ),
    "purchase_order": Process(
        _with_approval(PURCHASE_ORDER, purchase_order.Amended), purchase_order.STAGES, purchase_order.on_refusal
    ),
    "approval": Process(lambda states, stream: approval.Decision(states.load(APPROVAL, stream).state), approval.STAGES),
    "supplier_bank_change": Process(
        lambda states, stream: bank_change.Change(states.load(BANK_CHANGE, stream).state), bank_change.STAGES
    ),
    "bank_statement": Process(
        lambda states, stream: bank_statement.Statement(states.load(BANK_STATEMENT, stream).state),
        bank_statement.STAGES,
    ),
    "contract": Process(_agreement, contract.STAGES),
    "change_order": Process(
        _with_approval(CHANGE_ORDER, change_order.Change), change_order.STAGES, change_order.on_refusal
    ),
    "budget_change": Process(
        _with_approval(BUDGET_CHANGE, budget_change.Change), budget_change.STAGES, budget_change.on_refusal
    ),
    "rfq": Process(_with_approval(RFQ, rfq.Sourcing), rfq.STAGES),
    "advance_payment": Process(_with_approval(ADVANCE_PAYMENT, advance_payment.Advance), advance_payment.STAGES),
    "notice": Process(_telling, notice.STAGES),
    "settlement": Process(_settlement, settlement.STAGES),
    "tax_verification": Process(_asked, tax_verification.STAGES, tax_verification.on_refusal),
}
