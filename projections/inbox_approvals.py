"""The tasks of approvals: to decide, for whoever is asked now.

`approval.asked` tells all of them; what the other events tell is of approvals that were opened before it was stored.
"""

from sqlalchemy import bindparam, case, delete, func, select, update

from contracts.route import by_name, leaves
from contracts.values import Ref
from events._base import Recorded
from events.approval import (
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalOpened,
    ApproverPassedOver,
    ApproversAsked,
    Asked,
    StepOpened,
    Voted,
)
from projections._base import Changes, remove, upsert
from projections._columns import HOUR, micros
from projections.inbox import INBOX, about, task_key, tasks

APPROVAL = "approval"

_OPENED = bindparam("opened", type_=tasks.c.since.type)
_OF_STEP = (
    tasks.c.document_id == bindparam("document"),
    tasks.c.kind == APPROVAL,
    tasks.c.step == bindparam("waiting"),
)
_OPEN_STEP = (
    update(tasks)
    .where(*_OF_STEP, tasks.c.escalation == 0)
    .values(open=case((tasks.c.turn == 0, 1), else_=0), since=_OPENED, due=_OPENED + tasks.c.escalate_after)
)
_others = tasks.alias("others")
_FIRST_TURN = (
    select(func.min(_others.c.turn))
    .where(_others.c.document_id == bindparam("document"), _others.c.kind == APPROVAL)
    .where(_others.c.step == bindparam("waiting"), _others.c.turn > 0)
    .scalar_subquery()
)
_NEXT_IN_TURN = (
    update(tasks)
    .where(*_OF_STEP, tasks.c.open == 0, tasks.c.turn > 0)
    .where(tasks.c.turn == _FIRST_TURN)
    .values(open=1, since=_OPENED)
)
_BY_STAND_IN = (
    select(_others.c.key)
    .where(_others.c.document_id == bindparam("document"), _others.c.kind == APPROVAL)
    .where(_others.c.step == bindparam("waiting"), _others.c.escalation == 1, _others.c.role == bindparam("decider"))
    .exists()
)
_STOOD_IN_FOR = delete(tasks).where(*_OF_STEP, tasks.c.turn == _FIRST_TURN, _BY_STAND_IN)
"""In order, a stand-in answers for whoever's turn it was."""
_PASSED = delete(tasks).where(
    tasks.c.document_id == bindparam("document"), tasks.c.kind == APPROVAL, tasks.c.step < bindparam("waiting")
)
_ESCALATE = (
    update(tasks)
    .where(*_OF_STEP)
    .values(
        escalated=1,
        open=case((tasks.c.escalation == 1, 1), else_=tasks.c.open),
        since=case((tasks.c.escalation == 1, _OPENED), else_=tasks.c.since),
    )
)


@INBOX.on(ApprovalOpened)
def _approval_opened(event: ApprovalOpened, _: Recorded) -> Changes:
    """Prepare a task for each decider of each step, and for the role each step escalates to."""
    row = about(APPROVAL, event.ref, event.title, event.amount) | {"not_for": event.requester}
    for number, step in enumerate(leaves(event.route.steps)):
        after = step.escalate_after_hours * HOUR
        extra = () if step.escalate_to in step.roles else (step.escalate_to,)
        for turn, one in enumerate((*step.deciders, *extra) if step.kind == "decide" else (), 1):
            role, person = (None, one[1:]) if one == by_name(one[1:]) else (one, None)
            yield upsert(
                tasks,
                task_key(APPROVAL, event.ref, number, one),
                role=role,
                person=person,
                step=number,
                turn=turn if step.mode == "in_order" and one not in extra else 0,
                escalate_after=after,
                escalation=int(one in extra),
                **row,
            )


@INBOX.on(StepOpened)
def _step_opened(event: StepOpened, _: Recorded) -> Changes:
    document = str(event.ref.id)
    yield _PASSED, {"document": document, "waiting": event.step}
    opened = {"document": document, "waiting": event.step, "opened": micros(event.opened_at)}
    yield _OPEN_STEP, opened
    yield _NEXT_IN_TURN, opened


@INBOX.on(Voted)
def _voted(event: Voted, at: Recorded) -> Changes:
    yield from _answered(event.ref, event.step, event.role, at)


@INBOX.on(ApproverPassedOver)
def _passed_over(event: ApproverPassedOver, at: Recorded) -> Changes:
    yield from _answered(event.ref, event.step, by_name(event.person), at)


def _answered(ref: Ref, step: int, decider: str, at: Recorded) -> Changes:
    """The task is done, with that of whom a stand-in answers for, and the next in turn is asked."""
    yield _STOOD_IN_FOR, {"document": str(ref.id), "waiting": step, "decider": decider}
    yield remove(tasks, task_key(APPROVAL, ref, step, decider))
    yield _NEXT_IN_TURN, {"document": str(ref.id), "waiting": step, "opened": micros(at.occurred_at)}


@INBOX.on(ApprovalEscalated)
def _escalated(event: ApprovalEscalated, at: Recorded) -> Changes:
    yield _ESCALATE, {"document": str(event.ref.id), "waiting": event.step, "opened": micros(at.occurred_at)}


@INBOX.on(ApprovalEnded)
def _ended(event: ApprovalEnded, _: Recorded) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id), "kind": APPROVAL})


@INBOX.on(ApproversAsked)
def _asked(event: ApproversAsked, _: Recorded) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id), "kind": APPROVAL})
    row = about(APPROVAL, event.ref, event.title, event.amount) | {"not_for": event.requester, "open": 1}
    for each in event.asked:
        yield upsert(tasks, task_key(APPROVAL, event.ref, each.step, each.decider), **row, **_waits(each))


def _waits(each: Asked) -> dict[str, object]:
    """For whom it waits, since when, and what happens if nobody does anything."""
    person, due = each.decider.removeprefix("@"), each.escalates_at or each.ends_at
    named = by_name(person) == each.decider
    return {
        "role": None if named else person,
        "person": person if named else None,
        "step": each.step,
        "since": micros(each.since),
        "due": micros(due) if due else None,
        "escalates_to": each.escalates_to,
        "ends_at": micros(each.ends_at) if each.ends_at else None,
        "ends_as": each.ends_as,
        "escalated": int(each.escalates_to is None),
    }
