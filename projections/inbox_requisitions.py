"""The tasks of requisitions: to order, to rework, to look into."""

from sqlalchemy import bindparam, case, update

from contracts.values import Ref
from events._base import Recorded
from events.requisition import (
    RequisitionClosed,
    RequisitionClosedShort,
    RequisitionConcluded,
    RequisitionCreated,
    RequisitionExpired,
    RequisitionOrdered,
    RequisitionOrderReleased,
    RequisitionParked,
    RequisitionRevised,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from projections._base import Change, Changes, change, remove, upsert
from projections._columns import at_scale, listed, micros
from projections.inbox import INBOX, about, task_key, tasks

RETURNED, PARKED, ORDER = "requisition-returned", "case-parked", "order-to-place"
FOR_CASES = "requisition.submit"
"""Who may look into a parked case: those who may submit, its requester above all (named in the task's person)."""

_PLACED = (
    update(tasks)
    .where(tasks.c.key == bindparam("task"))
    .values(
        left_over=tasks.c.left_over - bindparam("ordered"),
        open=case((tasks.c.left_over > bindparam("ordered"), 1), else_=0),
    )
)


def _of_case(ref: Ref, kind: str, **values: object) -> Change:
    return change(tasks, task_key(kind, ref), **values)


def _unparked(ref: Ref) -> Change:
    return _of_case(ref, PARKED, open=0)


@INBOX.on(RequisitionCreated)
def _created(event: RequisitionCreated, _: Recorded) -> Changes:
    """Prepare what may wait later: rework by the requester, an order to place, a parking to look into."""
    wanted = sum(at_scale(line.quantity.amount) for line in event.lines)
    for kind, who in (
        (RETURNED, {"person": event.requester}),
        (ORDER, {"permission": "purchase_order.issue", "left_over": wanted}),
        (PARKED, {"person": event.requester, "permission": FOR_CASES}),
    ):
        yield upsert(tasks, task_key(kind, event.ref), **about(kind, event.ref, event.title, None), **who)


@INBOX.on(RequisitionRevised)
def _revised(event: RequisitionRevised, _: Recorded) -> Changes:
    yield _of_case(event.ref, ORDER, left_over=sum(at_scale(line.quantity.amount) for line in event.lines))
    yield _unparked(event.ref)


@INBOX.on(RequisitionSubmitted)
def _submitted(event: RequisitionSubmitted, _: Recorded) -> Changes:
    total = {"amount": event.total.minor, "currency": event.total.currency}
    yield change(tasks, {"document_id": str(event.ref.id)}, None, open=0, **total)


@INBOX.on(RequisitionConcluded)
def _concluded(event: RequisitionConcluded, at: Recorded) -> Changes:
    kind = {"approved": ORDER, "returned": RETURNED}.get(event.verdict)
    if kind:
        yield _of_case(event.ref, kind, open=1, since=micros(at.occurred_at))
        yield _unparked(event.ref)
    else:
        yield remove(tasks, {"document_id": str(event.ref.id)})


@INBOX.on(RequisitionOrdered)
def _ordered(event: RequisitionOrdered, _: Recorded) -> Changes:
    ordered = sum(at_scale(line.quantity) for line in event.lines)
    yield _PLACED, {"task": task_key(ORDER, event.ref)["key"], "ordered": ordered}
    yield _unparked(event.ref)


@INBOX.on(RequisitionOrderReleased)
def _order_released(event: RequisitionOrderReleased, at: Recorded) -> Changes:
    """A buyer has to order again what was taken out of an order."""
    released = sum(at_scale(line.quantity) for line in event.lines)
    yield _PLACED, {"task": task_key(ORDER, event.ref)["key"], "ordered": -released}
    yield _of_case(event.ref, ORDER, since=micros(at.occurred_at))


@INBOX.on(RequisitionClosedShort)
def _closed_short(event: RequisitionClosedShort, _: Recorded) -> Changes:
    yield _of_case(event.ref, ORDER, open=0, left_over=0)
    yield _unparked(event.ref)


@INBOX.on(RequisitionParked)
def _parked(event: RequisitionParked, at: Recorded) -> Changes:
    yield _of_case(event.ref, PARKED, open=1, since=micros(at.occurred_at), codes=listed([event.code]))


@INBOX.on(RequisitionWithdrawn, RequisitionExpired, RequisitionClosed)
def _over(event: RequisitionWithdrawn | RequisitionExpired | RequisitionClosed, _: Recorded) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id)})
