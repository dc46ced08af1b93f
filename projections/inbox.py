"""The inbox: every task that waits for a role, for holders of a permission, or for one person, and since when."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Index

from contracts.funds_plan import BeyondPlan
from contracts.reading import Finding
from contracts.values import Money, Ref, money
from events._base import Recorded
from events.invoice import (
    InvoiceCorrected,
    InvoiceEscalated,
    InvoiceHeld,
    InvoiceMerged,
    InvoicePosted,
    InvoiceRejected,
)
from events.payment_run import (
    LeftOut,
    PaymentFileWritten,
    PaymentRunCancelled,
    PaymentRunParked,
    PaymentRunProposed,
    PaymentRunReleased,
)
from projections._base import Change, Changes, Projection, change, remove, upsert
from projections._columns import (
    count,
    flag,
    instant,
    key,
    listed,
    micros,
    minor_or_none,
    names,
    scaled,
    text,
)

INBOX = Projection("inbox")
tasks = INBOX.table(
    "tasks",
    key("key"),
    *(text(name) for name in ("kind", "entity", "role", "permission", "person", "not_for", "nor_for")),
    *(text(name) for name in ("document_kind", "document_id", "number", "title", "currency")),
    minor_or_none("amount"),
    names("codes"),
    flag("escalated"),
    instant("since"),
    instant("due"),
    text("escalates_to"),
    instant("ends_at"),
    text("ends_as"),
    *(flag(name) for name in ("open", "escalation")),
    count("step"),
    count("turn"),
    count("escalate_after"),
    scaled("left_over"),
)
"""`open` rows are the inbox; the others are prepared, so that the event that opens them need not repeat everything.

What happens to an approval if nobody does anything: it also goes to `escalates_to` when it is `due`, and ends at `ends_at`
as `ends_as`. `turn` counts the deciders of a step that are asked one after the other, from 1; 0: all at once. `not_for` names
the person whom separation of duties keeps from it, `nor_for` a second one.
"""
Index("view_tasks_open", tasks.c.open, tasks.c.since, tasks.c.key)
Index("view_tasks_document", tasks.c.document_id)
for whose in (tasks.c.person, tasks.c.role, tasks.c.permission):
    Index(f"view_tasks_{whose.name}", whose, tasks.c.open, tasks.c.since, tasks.c.key)

RELEASE, HELD, FAILED = "payment-release", "invoice-exception", "payment-run-parked"
NOT_PROPOSED = "payments-not-proposed"


def task_key(kind: str, document: Ref, *more: object) -> Mapping[str, str]:
    """The key of a task: its kind and document, and what else tells two tasks of one document apart."""
    return {"key": ":".join((kind, str(document.id), *(str(part) for part in more)))}


def about(kind: str, document: Ref, title: str | None, amount: Money | None) -> dict[str, object]:
    """The columns that say what a task is about."""
    return {
        "kind": kind,
        "entity": document.entity,
        "document_kind": document.kind,
        "document_id": str(document.id),
        "number": document.number,
        "title": title,
        "amount": amount.minor if amount else None,
        "currency": amount.currency if amount else None,
    }


def codes(findings: tuple[Finding, ...]) -> str:
    """The codes of findings, for a `names` column."""
    return listed(finding.code for finding in findings)


@INBOX.on(InvoiceHeld)
def _held(event: InvoiceHeld, at: Recorded) -> Changes:
    title = " ".join(filter(None, (event.supplier, event.number))) or None
    row = about(HELD, event.ref, title, event.gross) | {"codes": codes(event.findings)}
    due = micros(event.due_at) if event.due_at else None
    whose = {"permission": "invoice.resolve", "role": event.owner, "person": event.person, "due": due}
    yield upsert(tasks, task_key(HELD, event.ref), since=micros(at.occurred_at), open=1, **whose, **row)


@INBOX.on(InvoiceEscalated)
def _escalated(event: InvoiceEscalated, _: Recorded) -> Changes:
    yield change(tasks, task_key(HELD, event.ref), escalated=1, escalates_to=event.to)


@INBOX.on(InvoiceCorrected, InvoiceMerged, InvoicePosted, InvoiceRejected)
def _decided(event: InvoiceCorrected | InvoiceMerged | InvoicePosted | InvoiceRejected, _: Recorded) -> Changes:
    yield remove(tasks, task_key(HELD, event.ref))


def _beyond(found: BeyondPlan | None) -> list[str]:
    """What the releaser is warned of."""
    if found is None:
        return []
    return ["without-funds-plan" if found.planned is None else "beyond-funds-plan"]


@INBOX.on(PaymentRunProposed)
def _proposed(event: PaymentRunProposed, at: Recorded) -> Changes:
    flags = listed([*(flag for payment in event.payments for flag in payment.flags), *_beyond(event.beyond_plan)])
    row = about(RELEASE, event.ref, None, event.total) | {"not_for": event.proposed_by, "codes": flags}
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(RELEASE, event.ref), permission="payment_run.release", since=since, open=1, **row)
    fund = event.fund_account.number if event.fund_account else ""
    for where in {"": None, fund: None}:
        yield remove(tasks, not_proposed(event.ref.entity, event.total.currency, where))
    if event.left_out:
        yield _left_out(event, event.left_out, fund, since)


def _left_out(event: PaymentRunProposed, left_out: tuple[LeftOut, ...], fund: str, since: int) -> Change:
    """What the run has no room for waits for a plan that has, or for another day: it is named with what it comes to."""
    total = money(sum((each.amount.amount for each in left_out), Decimal(0)), event.total.currency)
    named = ", ".join(each.invoice_number for each in left_out)
    row = about(NOT_PROPOSED, event.ref, named, total) | {"codes": listed(each.code for each in left_out)}
    where = not_proposed(event.ref.entity, event.total.currency, fund)
    return upsert(tasks, where, permission="payment_run.propose", since=since, open=1, **row)


def not_proposed(entity: str, currency: str, fund: str) -> Mapping[str, str]:
    """The key of the task that scheduled payments leave which were not proposed."""
    return {"key": ":".join(filter(None, (NOT_PROPOSED, entity, currency, fund)))}


@INBOX.on(PaymentRunParked)
def _run_parked(event: PaymentRunParked, at: Recorded) -> Changes:
    row = about(FAILED, event.ref, None, None) | {"codes": listed([event.code])}
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(FAILED, event.ref), permission="payment_run.propose", since=since, open=1, **row)


@INBOX.on(PaymentFileWritten)
def _file_written(event: PaymentFileWritten, _: Recorded) -> Changes:
    yield remove(tasks, task_key(FAILED, event.ref))


@INBOX.on(PaymentRunReleased, PaymentRunCancelled)
def _run_decided(event: PaymentRunReleased | PaymentRunCancelled, _: Recorded) -> Changes:
    yield remove(tasks, task_key(RELEASE, event.ref))
    yield remove(tasks, task_key(FAILED, event.ref))
