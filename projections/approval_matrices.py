"""Approval matrices version by version: what they say, who drafted and who published them, and from when on they hold."""

from events._base import Recorded
from events.approval_matrix import (
    ApprovalMatrixChecked,
    ApprovalMatrixDrafted,
    ApprovalMatrixPublished,
    ApprovalMatrixWithdrawn,
)
from projections._base import Changes, change, upsert
from projections._columns import count, instant, key, micros, number_key, structure, text
from projections.master_data import MASTER_DATA

matrices = MASTER_DATA.table(
    "approval_matrices",
    key("matter"),
    number_key("version"),
    *(text(name) for name in ("status", "author", "why", "content_hash", "publisher", "effective_from")),
    structure("matrix"),
    count("rows"),
    *(instant(name) for name in ("drafted_at", "checked_at", "published_at")),
    count("position"),
)


@MASTER_DATA.on(ApprovalMatrixDrafted)
def _drafted(event: ApprovalMatrixDrafted, at: Recorded) -> Changes:
    yield upsert(
        matrices,
        {"matter": event.matter, "version": event.version},
        status="draft",
        author=event.author,
        why=event.why,
        content_hash=event.content_hash,
        matrix=event.matrix.model_dump_json(exclude_defaults=True),
        rows=len(event.matrix.rows),
        drafted_at=micros(at.occurred_at),
        position=at.position,
    )


@MASTER_DATA.on(ApprovalMatrixChecked)
def _checked(event: ApprovalMatrixChecked, at: Recorded) -> Changes:
    where = {"matter": event.ref.number, "version": event.version}
    yield change(matrices, where, status="checked", checked_at=micros(at.occurred_at))


@MASTER_DATA.on(ApprovalMatrixPublished)
def _published(event: ApprovalMatrixPublished, at: Recorded) -> Changes:
    where = {"matter": event.ref.number, "version": event.version}
    since = {"effective_from": event.effective_from.isoformat(), "published_at": micros(at.occurred_at)}
    yield change(matrices, where, status="published", publisher=event.publisher, **since)


@MASTER_DATA.on(ApprovalMatrixWithdrawn)
def _withdrawn(event: ApprovalMatrixWithdrawn, _: Recorded) -> Changes:
    where = {"matter": event.ref.number, "version": event.version}
    yield change(matrices, where, status="withdrawn")
