"""What approvals of requisitions do to the rows of their cases: who is asked, until when, reminded, escalated."""

from typing import get_args

from sqlalchemy import bindparam, func, select, update

from contracts.route import by_name, leaves
from contracts.values import Ref
from events._base import Recorded
from events.approval import (
    ApprovalCopied,
    ApprovalEscalated,
    ApprovalOpened,
    ApprovalReminded,
    ApproverPassedOver,
    ApproversAsked,
    StepOpened,
    Voted,
)
from events.approval_verbs import ApprovalVerbEvent
from projections._base import Changes, Values, change, upsert
from projections._columns import HOUR, listed, micros
from projections.cases import ALSO_IN_PROGRESS, CASES, approval_steps, cases

_ESCALATE_AFTER = (
    select(approval_steps.c.escalate_after)
    .where(approval_steps.c.approval_id == bindparam("approval"), approval_steps.c.step == bindparam("step_number"))
    .scalar_subquery()
)
_WAITS = (
    update(cases)
    .where(cases.c.id == bindparam("case"))
    .values(
        events=cases.c.events + 1,
        with_kind="role",
        with_whom=bindparam("roles"),
        due=bindparam("opened", type_=cases.c.due.type) + _ESCALATE_AFTER,
        reminders=0,
        escalated_to=None,
    )
)
_VOTED = (
    update(cases)
    .where(cases.c.id == bindparam("case"))
    .values(
        events=cases.c.events + 1,
        with_whom=func.replace(cases.c.with_whom, bindparam("role"), ","),
    )
)


def _of_case(subject: Ref) -> bool:
    return subject.kind == "requisition"


@CASES.on(ApprovalOpened)
def _approval_opened(event: ApprovalOpened, _: Recorded) -> Changes:
    if not _of_case(event.subject):
        return
    for number, step in enumerate(leaves(event.route.steps)):
        hours = {"remind_after": step.remind_after_hours * HOUR, "escalate_after": step.escalate_after_hours * HOUR}
        yield upsert(approval_steps, {"approval_id": str(event.ref.id), "step": number}, **hours)


@CASES.on(StepOpened)
def _step_opened(event: StepOpened, _: Recorded) -> Changes:
    if not _of_case(event.subject):
        return
    case_id = str(event.subject.id)
    step: Values = {"approval": str(event.ref.id), "step_number": event.step, "opened": micros(event.opened_at)}
    yield _WAITS, {"case": case_id, "roles": listed(event.roles), **step}
    yield ALSO_IN_PROGRESS, {"case": case_id}


@CASES.on(Voted)
def _voted(event: Voted, _: Recorded) -> Changes:
    if _of_case(event.subject):
        yield _VOTED, {"case": str(event.subject.id), "role": f",{event.role},"}


@CASES.on(ApproverPassedOver)
def _passed_over(event: ApproverPassedOver, _: Recorded) -> Changes:
    if _of_case(event.subject):
        yield _VOTED, {"case": str(event.subject.id), "role": f",{by_name(event.person)},"}


@CASES.on(ApprovalCopied, *get_args(ApprovalVerbEvent))
def _also(event: ApprovalCopied | ApprovalVerbEvent, _: Recorded) -> Changes:
    if _of_case(event.subject):
        yield change(cases, {"id": str(event.subject.id)}, {"events": 1})


@CASES.on(ApprovalReminded)
def _reminded(event: ApprovalReminded, _: Recorded) -> Changes:
    if _of_case(event.subject):
        yield change(cases, {"id": str(event.subject.id)}, {"events": 1, "reminders": 1})


@CASES.on(ApprovalEscalated)
def _escalated(event: ApprovalEscalated, _: Recorded) -> Changes:
    if _of_case(event.subject):
        yield change(cases, {"id": str(event.subject.id)}, {"events": 1}, escalated_to=event.to)


@CASES.on(ApproversAsked)
def _asked(event: ApproversAsked, _: Recorded) -> Changes:
    """With all who are asked; due when the first of them is late."""
    if not _of_case(event.subject):
        return
    dues = [moment for each in event.asked for moment in (each.escalates_at, each.ends_at) if moment]
    known = {"with_whom": listed(each.decider for each in event.asked), "due": micros(min(dues)) if dues else None}
    yield change(cases, {"id": str(event.subject.id)}, {"events": 1}, **known)
