"""The tasks of orders: goods and work that are due, credit notes to come, holds and amendments that cannot go on."""

from sqlalchemy import and_, bindparam, case, exists, or_, update
from sqlalchemy.sql.elements import ColumnElement

from contracts.values import Ref
from events._base import Recorded
from events.purchase_order import (
    OrderedLine,
    PurchaseOrderAmended,
    PurchaseOrderAmendmentEnded,
    PurchaseOrderAmendmentParked,
    PurchaseOrderAmendmentProposed,
    PurchaseOrderBilled,
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderHeld,
    PurchaseOrderHoldReleased,
    PurchaseOrderIssued,
    PurchaseOrderReceived,
    PurchaseOrderReturned,
)
from events.work_acceptance import WorkAcceptanceAccepted, WorkAcceptanceCancelled, WorkAcceptanceDrafted
from projections._base import Changes, change, remove, upsert
from projections._columns import at_scale, flag, key, listed, micros, number_key, scaled, text
from projections.inbox import INBOX, about, task_key, tasks

RECEIPT, WORK, CREDIT = "receipt-due", "work-due", "credit-note-due"
HOLD, PARKED, TO_ACCEPT = "order-on-hold", "amendment-parked", "work-to-accept"
OVERTAKEN = "amendment-overtaken"
due_lines = INBOX.table(
    "inbox_order_lines",
    key("order_id"),
    number_key("line"),
    text("kind"),
    *(scaled(name) for name in ("quantity", "accepted", "billed", "returned")),
    *(flag(name) for name in ("gone", "on_hold")),
)

_OF_ORDER = due_lines.c.order_id == bindparam("order")
_SHORT = and_(_OF_ORDER, due_lines.c.on_hold == 0, due_lines.c.accepted < due_lines.c.quantity)
_UNCREDITED = and_(_OF_ORDER, due_lines.c.returned > 0, due_lines.c.billed > due_lines.c.accepted)


def _one_if(where: ColumnElement[bool]) -> ColumnElement[int]:
    return case((exists().where(where), 1), else_=0)


_DERIVE = (
    update(tasks)
    .where(tasks.c.document_id == bindparam("order"))
    .where(or_(*(tasks.c.kind == kind for kind in (RECEIPT, WORK, CREDIT))))
    .values(
        open=case(
            (tasks.c.kind == RECEIPT, _one_if(and_(_SHORT, due_lines.c.kind == "goods"))),
            (tasks.c.kind == WORK, _one_if(and_(_SHORT, due_lines.c.kind == "service"))),
            else_=_one_if(_UNCREDITED),
        )
    )
)
"""A receipt is due while any line is short, a credit note while more is billed than stayed after a return."""


def _derived(order: Ref) -> Changes:
    yield _DERIVE, {"order": str(order.id)}


def _due(order: Ref, line: OrderedLine) -> Changes:
    where = {"order_id": str(order.id), "line": line.line}
    yield upsert(due_lines, where, kind=line.kind, quantity=at_scale(line.quantity), gone=0)


@INBOX.on(PurchaseOrderIssued)
def _issued(event: PurchaseOrderIssued, at: Recorded) -> Changes:
    since = micros(at.occurred_at)
    for kind, permission in (
        (RECEIPT, "goods_receipt.record"),
        (WORK, "work_acceptance.draft"),
        (CREDIT, "invoice.receive"),
    ):
        row = about(kind, event.ref, event.supplier_name, event.total)
        not_for = event.raised_by if kind == RECEIPT else None
        yield upsert(tasks, task_key(kind, event.ref), permission=permission, since=since, not_for=not_for, **row)
    for line in event.lines:
        yield from _due(event.ref, line)
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderAmended)
def _amended(event: PurchaseOrderAmended, _: Recorded) -> Changes:
    order = {"order_id": str(event.ref.id)}
    yield change(due_lines, order, gone=1)
    for line in event.amendment.lines:
        yield from _due(event.ref, line)
    yield remove(due_lines, {**order, "gone": 1})
    yield remove(tasks, task_key(PARKED, event.ref))
    if event.amendment.proposed_by:
        yield remove(tasks, task_key(OVERTAKEN, event.ref))
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderReceived)
def _came(event: PurchaseOrderReceived, _: Recorded) -> Changes:
    for line in event.lines:
        where = {"order_id": str(event.ref.id), "line": line.line}
        yield change(due_lines, where, {"accepted": at_scale(line.accepted)})
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderReturned)
def _went_back(event: PurchaseOrderReturned, _: Recorded) -> Changes:
    for line in event.lines:
        quantity = at_scale(line.quantity)
        where = {"order_id": str(event.ref.id), "line": line.line}
        yield change(due_lines, where, {"accepted": -quantity, "returned": quantity})
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderBilled)
def _billed(event: PurchaseOrderBilled, _: Recorded) -> Changes:
    for line in event.lines:
        where = {"order_id": str(event.ref.id), "line": line.line}
        yield change(due_lines, where, {"billed": at_scale(line.quantity)})
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderHeld)
def _held(event: PurchaseOrderHeld, at: Recorded) -> Changes:
    row, since = about(HOLD, event.ref, event.why, None), micros(at.occurred_at)
    yield upsert(tasks, task_key(HOLD, event.ref), permission="purchase_order.issue", since=since, open=1, **row)
    yield change(due_lines, {"order_id": str(event.ref.id)}, on_hold=1)
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderHoldReleased)
def _hold_released(event: PurchaseOrderHoldReleased, _: Recorded) -> Changes:
    yield remove(tasks, task_key(HOLD, event.ref))
    yield change(due_lines, {"order_id": str(event.ref.id)}, on_hold=0)
    yield from _derived(event.ref)


@INBOX.on(PurchaseOrderAmendmentParked)
def _parked(event: PurchaseOrderAmendmentParked, at: Recorded) -> Changes:
    row = about(PARKED, event.ref, event.subject.number, None) | {"codes": listed([event.code])}
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(PARKED, event.ref), permission="purchase_order.issue", since=since, open=1, **row)


@INBOX.on(PurchaseOrderAmendmentEnded)
def _amendment_ended(event: PurchaseOrderAmendmentEnded, at: Recorded) -> Changes:
    """Who proposed what a delivery overtook is told, until somebody amends the order again."""
    yield remove(tasks, task_key(PARKED, event.ref))
    if event.cause and event.proposed_by:
        row, since = about(OVERTAKEN, event.ref, event.cause.number, None), micros(at.occurred_at)
        yield upsert(tasks, task_key(OVERTAKEN, event.ref), person=event.proposed_by, since=since, open=1, **row)


@INBOX.on(PurchaseOrderAmendmentProposed)
def _proposed_again(event: PurchaseOrderAmendmentProposed, _: Recorded) -> Changes:
    yield remove(tasks, task_key(OVERTAKEN, event.ref))


@INBOX.on(PurchaseOrderClosed, PurchaseOrderCancelled)
def _nothing_more(event: PurchaseOrderClosed | PurchaseOrderCancelled, _: Recorded) -> Changes:
    """A credit note for what went back may still be due."""
    for kind in (RECEIPT, WORK, HOLD, OVERTAKEN):
        yield remove(tasks, task_key(kind, event.ref))


@INBOX.on(WorkAcceptanceDrafted)
def _drafted(event: WorkAcceptanceDrafted, at: Recorded) -> Changes:
    row = about(TO_ACCEPT, event.ref, event.title, None) | {"not_for": event.drafted_by}
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(TO_ACCEPT, event.ref), permission="work_acceptance.accept", since=since, open=1, **row)


@INBOX.on(WorkAcceptanceAccepted, WorkAcceptanceCancelled)
def _work_decided(event: WorkAcceptanceAccepted | WorkAcceptanceCancelled, _: Recorded) -> Changes:
    yield remove(tasks, task_key(TO_ACCEPT, event.ref))
