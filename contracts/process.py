"""What a workflow and its `advance` say to each other: where the process stands, and what the engine must do next."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from contracts.values import Ref, Value

ProcessKind = Literal[
    "requisition_to_payment",
    "invoice_verification",
    "payment_run",
    "approval",
    "supplier_bank_change",
    "contract",
    "change_order",
    "rfq",
    "purchase_order",
    "budget_change",
    "bank_statement",
    "advance_payment",
    "settlement",
    "webhook_message",
    "notice",
    "tax_verification",
]


class ProcessRef(Value):
    """A process: its kind, the document it is about, and the id of its workflow."""

    kind: ProcessKind
    document: UUID
    workflow_id: str
    title: str = ""


class Wake(Value):
    """A hint that something about the subject happened at a position; the truth is read at each `advance`."""

    position: int = 0


class Advance(Value):
    """Ask for the next step from a stage on; `failed` names a side effect of that stage whose retries ended."""

    process: ProcessRef
    stage: str
    failed: str | None = None


class Effect(Value):
    """A side effect for Temporal to run and retry: an activity by its written name, on a queue, for a document."""

    activity: str
    queue: Literal["bots", "files", "notices", "net"]
    document: UUID


class Step(Value):
    """What comes next in a stage: nothing more (`done`), side effects to run, or a wait of at most `wait_seconds`.

    `stage` is the first one, from the asked one on, that is not done, or else the last: those before it are passed.
    """

    stage: str = ""
    done: bool = False
    effects: tuple[Effect, ...] = ()
    wait_seconds: float = 86_400.0


class Effected(Value):
    """A side effect has been carried out."""

    activity: str
    document: UUID


def case_process(requisition: Ref) -> ProcessRef:
    """The process of a requisition. Numbers are unique within an entity, so the workflow id names both."""
    workflow_id = f"case/{requisition.entity}/{requisition.number}"
    return ProcessRef(kind="requisition_to_payment", document=requisition.id, workflow_id=workflow_id)


def invoice_process(invoice: Ref) -> ProcessRef:
    """The process of an invoice, by its intake id: it can come before, span or outlive cases."""
    return ProcessRef(kind="invoice_verification", document=invoice.id, workflow_id=f"invoice/{invoice.id}")


def payment_run_process(run: Ref) -> ProcessRef:
    """The process of a payment run."""
    return ProcessRef(kind="payment_run", document=run.id, workflow_id=f"payrun/{run.entity}/{run.number}")


def statement_process(statement: Ref) -> ProcessRef:
    """The process of a bank statement: its reconciliation."""
    workflow_id = f"statement/{statement.entity}/{statement.number}"
    return ProcessRef(kind="bank_statement", document=statement.id, workflow_id=workflow_id)


def contract_process(contract: Ref) -> ProcessRef:
    """The process of a contract: its approval, its signatures, its validity."""
    return ProcessRef(
        kind="contract", document=contract.id, workflow_id=f"contract/{contract.entity}/{contract.number}"
    )


def change_process(change: Ref) -> ProcessRef:
    """The process of a change order."""
    return ProcessRef(kind="change_order", document=change.id, workflow_id=f"change/{change.entity}/{change.number}")


def budget_change_process(change: Ref) -> ProcessRef:
    """The process of a budget change."""
    workflow_id = f"budget/{change.entity}/{change.number}"
    return ProcessRef(kind="budget_change", document=change.id, workflow_id=workflow_id)


def rfq_process(rfq: Ref) -> ProcessRef:
    """The process of a request for quotation."""
    return ProcessRef(kind="rfq", document=rfq.id, workflow_id=f"rfq/{rfq.entity}/{rfq.number}")


def order_process(amendment: Ref) -> ProcessRef:
    """The process of one amendment of an order, which is its subject as "PO-2026-000001/1": each is approved by itself."""
    workflow_id = f"order/{amendment.entity}/{amendment.number}"
    return ProcessRef(kind="purchase_order", document=amendment.id, workflow_id=workflow_id)


def advance_process(advance: Ref) -> ProcessRef:
    """The process of an advance."""
    workflow_id = f"advance/{advance.entity}/{advance.number}"
    return ProcessRef(kind="advance_payment", document=advance.id, workflow_id=workflow_id)


def settlement_process(settlement: Ref) -> ProcessRef:
    """The process of what a contract keeps back; its number is that of the contract."""
    workflow_id = f"settlement/{settlement.entity}/{settlement.number}"
    return ProcessRef(kind="settlement", document=settlement.id, workflow_id=workflow_id)


SUBJECT_PROCESSES: dict[str, Callable[[Ref], ProcessRef]] = {
    "requisition": case_process,
    "contract": contract_process,
    "change_order": change_process,
    "budget_change": budget_change_process,
    "rfq": rfq_process,
    "purchase_order": order_process,
    "advance_payment": advance_process,
}
"""Kind of document -> the process of its own, which keeps the time of its approvals too."""


def approval_process(approval: Ref, subject: Ref) -> ProcessRef:
    """The process that keeps an approval's time: the subject's own, else a stand-alone one.

    The approval's own number is part of the id, because a document may be submitted for approval again.
    """
    if subject.kind in SUBJECT_PROCESSES:
        return SUBJECT_PROCESSES[subject.kind](subject)
    workflow_id = f"approval/{subject.entity}/{subject.number}/{approval.number}"
    return ProcessRef(kind="approval", document=approval.id, workflow_id=workflow_id)


def bank_change_process(change: Ref, supplier: str) -> ProcessRef:
    """The process of a change of a supplier's bank account."""
    workflow_id = f"bankchange/{supplier}/{change.number}"
    return ProcessRef(kind="supplier_bank_change", document=change.id, workflow_id=workflow_id)


def message_process(message: Ref) -> ProcessRef:
    """The process of one message to another system."""
    workflow_id = f"webhook/{message.entity}/{message.number}"
    return ProcessRef(kind="webhook_message", document=message.id, workflow_id=workflow_id)


def notice_process(about: Ref) -> ProcessRef:
    """The process that tells people what happens to an approval or invoice, beside the one that waits for it."""
    return ProcessRef(kind="notice", document=about.id, workflow_id=f"notice/{about.id}", title=about.number)


def verification_process(verification: Ref) -> ProcessRef:
    """The process of what registers outside say of an invoice; its number is that of the invoice."""
    return ProcessRef(kind="tax_verification", document=verification.id, workflow_id=f"verification/{verification.id}")


class RunTrigger(Value):
    """Ask for what a trigger of the policies starts now."""

    name: str


class TakeIn(Value):
    """Ask for what is new at a source of files: "folder/NAME" or "mailbox/NAME"."""

    source: str


class ProposeDue(Value):
    """Ask for a payment run over what is due in an entity today."""

    entity: str
