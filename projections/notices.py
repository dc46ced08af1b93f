"""Notices: every message of an approval or of an exception of an invoice, whom it was for, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, func, or_, select, union

from contracts.notice import Delivery
from contracts.values import Ref
from events._base import Recorded
from events.notice import NoticeParked, NoticeTried
from projections._base import Changes, add, upsert
from projections._columns import count, instant, key, micros, text
from projections.approvals import approvals
from projections.documents import DOCUMENTS, invoices
from projections.views import Views

notices = DOCUMENTS.table(
    "notices",
    key("key"),
    *(text(name) for name in ("approval_id", "approval", "entity", "subject", "subject_kind", "matter", "sent_to")),
    *(text(name) for name in ("channel", "outcome", "code", "detail")),
    instant("tried_at"),
    count("tries"),
    count("position"),
)
"""`outcome` is sent, refused (for good), later (tried again), or parked: nothing tries it any more."""
Index("view_notices_by_outcome", notices.c.outcome, notices.c.tried_at)
NOTICES_BY_OUTCOME = (
    select(notices.c.channel, notices.c.outcome, func.count().label("notices"))
    .group_by(notices.c.channel, notices.c.outcome)
    .order_by(notices.c.channel, notices.c.outcome)
)
UNDELIVERED = ("refused", "parked")


@DOCUMENTS.on(NoticeTried)
def _tried(event: NoticeTried, at: Recorded) -> Changes:
    for delivery in event.deliveries:
        row = _row(event.approval, event.subject, delivery)
        tried = {"matter": event.matter, "tried_at": micros(event.at), "position": at.position}
        yield upsert(notices, {"key": str(delivery.key)}, **row, **tried)
        yield add(notices, {"key": str(delivery.key)}, tries=1)


@DOCUMENTS.on(NoticeParked)
def _parked(event: NoticeParked, at: Recorded) -> Changes:
    for delivery in event.undelivered:
        row = _row(event.approval, event.subject, delivery) | {"outcome": "parked"}
        tried = {"matter": event.matter, "tried_at": micros(at.occurred_at), "position": at.position}
        yield upsert(notices, {"key": str(delivery.key)}, **row, **tried)


def _row(approval: Ref, subject: Ref, delivery: Delivery) -> dict[str, object]:
    return {
        "approval_id": str(approval.id),
        "approval": approval.number,
        "entity": approval.entity,
        "subject": subject.number,
        "subject_kind": subject.kind,
        "sent_to": delivery.to,
        "channel": delivery.channel,
        "outcome": delivery.outcome,
        "code": delivery.code,
        "detail": delivery.detail,
    }


def untold(views: Views, since: datetime, *, all_of_then: bool) -> list[UUID]:
    """Approvals and invoices with messages that wait for another try since a moment; with `all_of_then` also approvals that
    moved since it and exceptions of any age, whose notices know themselves what is too old to be told."""
    after = micros(since)
    waiting = select(notices.c.approval_id).where(notices.c.outcome == "later", notices.c.tried_at >= after)
    moments = (approvals.c.opened_at, approvals.c.step_opened_at, approvals.c.ended_at)
    moved = select(approvals.c.id).where(or_(*(each >= after for each in moments)))
    held = select(invoices.c.id).where(invoices.c.status == "held")
    query = union(waiting, moved, held) if all_of_then else waiting.distinct()
    with views.engine.connect() as connection:
        return [UUID(found) for found in connection.execute(query).scalars()]


def undelivered(views: Views, since: datetime) -> dict[str, int]:
    """How many messages since a moment reached nobody, by the code of the reason."""
    mine = (notices.c.outcome.in_(UNDELIVERED), notices.c.tried_at >= micros(since))
    query = select(notices.c.code, func.count()).where(*mine).group_by(notices.c.code).order_by(notices.c.code)
    with views.engine.connect() as connection:
        return {code or "": number for code, number in connection.execute(query)}
