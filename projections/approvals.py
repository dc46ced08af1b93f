"""Approvals: their frozen route, the step that waits, who voted what, and how they ended."""

from sqlalchemy import Index, bindparam, func, update

from contracts.route import by_name, leaves
from events._base import Recorded
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalOpened,
    ApprovalReminded,
    ApproverPassedOver,
    ApproversAsked,
    StepOpened,
    Voted,
)
from projections._base import Changes, change, upsert
from projections._columns import (
    as_json,
    count,
    count_or_none,
    flag,
    instant,
    key,
    listed,
    micros,
    minor_or_none,
    names,
    number_key,
    structure,
    text,
)
from projections.documents import DOCUMENTS

approvals = DOCUMENTS.table(
    "approvals",
    key("id"),
    *(text(name) for name in ("number", "entity", "subject_kind", "subject_id", "subject", "title", "currency")),
    minor_or_none("amount"),
    *(text(name) for name in ("requester", "content_hash", "policy", "policy_row", "result", "why", "escalated_to")),
    structure("route"),
    structure("facts"),
    names("waiting_roles"),
    *(count(name) for name in ("step", "steps", "reminders")),
    *(instant(name) for name in ("opened_at", "step_opened_at", "ended_at")),
    count("position"),
)
Index("view_approvals_by_position", approvals.c.position)
votes = DOCUMENTS.table(
    "votes",
    number_key("position"),
    *(text(name) for name in ("approval_id", "approval", "subject", "entity", "person", "role", "verdict", "comment")),
    text("content_hash"),
    count("step"),
    instant("voted_at"),
    names("on_behalf_of"),
    instant("asked_at"),
    count_or_none("working_seconds"),
    count_or_none("returned_to"),
    text("channel"),
    flag("bulk"),
    structure("parts"),
)
Index("view_votes_by_approval", votes.c.approval_id)
copies = DOCUMENTS.table(
    "approval_copies",
    number_key("position"),
    *(text(name) for name in ("approval_id", "approval", "subject_kind", "subject_id", "subject", "entity", "title")),
    minor_or_none("amount"),
    text("currency"),
    names("copied_to"),
    count("step"),
    instant("copied_at"),
)
_LOSE_ROLE = (
    update(approvals)
    .where(approvals.c.id == bindparam("approval"))
    .values(waiting_roles=func.replace(approvals.c.waiting_roles, bindparam("one_role"), ","))
)


@DOCUMENTS.on(ApprovalOpened)
def _opened(event: ApprovalOpened, at: Recorded) -> Changes:
    subject = event.subject
    yield upsert(
        approvals,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        subject_kind=subject.kind,
        subject_id=str(subject.id),
        subject=subject.number,
        title=event.title,
        amount=event.amount.minor if event.amount else None,
        currency=event.amount.currency if event.amount else None,
        requester=event.requester,
        content_hash=event.content_hash,
        policy=event.route.policy,
        policy_row=event.route.row,
        result="open",
        route=event.route.model_dump_json(),
        facts=as_json(dict(event.facts)),
        steps=len(tuple(leaves(event.route.steps))),
        opened_at=micros(at.occurred_at),
        position=at.position,
    )


@DOCUMENTS.on(StepOpened)
def _step_opened(event: StepOpened, _: Recorded) -> Changes:
    step = {"step": event.step + 1, "step_opened_at": micros(event.opened_at), "reminders": 0, "escalated_to": None}
    yield change(approvals, {"id": str(event.ref.id)}, waiting_roles=listed(event.roles), **step)


@DOCUMENTS.on(Voted)
def _voted(event: Voted, at: Recorded) -> Changes:
    yield upsert(
        votes,
        {"position": at.position},
        approval_id=str(event.ref.id),
        approval=event.ref.number,
        subject=event.subject.number,
        entity=event.ref.entity,
        person=event.person,
        role=event.role,
        verdict=event.verdict,
        comment=event.comment,
        content_hash=event.content_hash,
        step=event.step + 1,
        voted_at=micros(at.occurred_at),
        on_behalf_of=listed(event.on_behalf_of),
        asked_at=micros(event.asked_at) if event.asked_at else None,
        working_seconds=event.working_seconds,
        returned_to=None if event.to is None else event.to + 1,
        channel=at.meta.channel,
        bulk=int(event.bulk),
        parts=as_json(dict(event.parts)),
    )
    yield _LOSE_ROLE, {"approval": str(event.ref.id), "one_role": f",{event.role},"}


@DOCUMENTS.on(ApproverPassedOver)
def _passed_over(event: ApproverPassedOver, _: Recorded) -> Changes:
    yield _LOSE_ROLE, {"approval": str(event.ref.id), "one_role": f",{by_name(event.person)},"}


@DOCUMENTS.on(ApprovalCopied)
def _copied(event: ApprovalCopied, at: Recorded) -> Changes:
    subject = {"subject_kind": event.subject.kind, "subject_id": str(event.subject.id), "subject": event.subject.number}
    yield upsert(
        copies,
        {"position": at.position},
        approval_id=str(event.ref.id),
        approval=event.ref.number,
        entity=event.ref.entity,
        title=event.title,
        amount=event.amount.minor if event.amount else None,
        currency=event.amount.currency if event.amount else None,
        copied_to=listed(event.to),
        step=event.step + 1,
        copied_at=micros(at.occurred_at),
        **subject,
    )


@DOCUMENTS.on(ApprovalReminded)
def _reminded(event: ApprovalReminded, _: Recorded) -> Changes:
    yield change(approvals, {"id": str(event.ref.id)}, {"reminders": 1})


@DOCUMENTS.on(ApprovalEscalated)
def _escalated(event: ApprovalEscalated, _: Recorded) -> Changes:
    yield change(approvals, {"id": str(event.ref.id)}, escalated_to=event.to)


@DOCUMENTS.on(ApproversAsked)
def _asked(event: ApproversAsked, _: Recorded) -> Changes:
    """All who are asked, at all steps that wait."""
    known = {"waiting_roles": listed(each.decider for each in event.asked)}
    if event.asked:
        known["step"] = min(each.step for each in event.asked) + 1  # type: ignore[assignment]
    yield change(approvals, {"id": str(event.ref.id)}, **known)


@DOCUMENTS.on(ApprovalEnded)
def _ended(event: ApprovalEnded, at: Recorded) -> Changes:
    end = {"result": event.result, "why": event.why, "ended_at": micros(at.occurred_at), "waiting_roles": ""}
    yield change(approvals, {"id": str(event.ref.id)}, **end)
