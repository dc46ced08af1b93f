"""Cases: one row for each requisition, where it stands, who has it now and since when; and the time in each stage."""

from sqlalchemy import Index, and_, bindparam, case, exists, insert, literal, null, select, update
from sqlalchemy.sql.elements import ColumnElement

from contracts.values import Ref
from events._base import Recorded
from projections._base import Change, Changes, Projection, change, one_of
from projections._columns import count, flag, instant, key, micros, minor, names, number_key, scaled, text

CASES = Projection("cases")
cases = CASES.table(
    "cases",
    key("id"),
    *(text(name) for name in ("number", "entity", "title", "requester", "currency", "status", "stage")),
    minor("total"),
    count("round"),
    count("stage_number"),
    instant("since"),
    text("with_kind"),
    names("with_whom"),
    text("needed_by"),
    instant("due"),
    count("reminders"),
    text("escalated_to"),
    text("parked_step"),
    text("parked_code"),
    names("projects"),
    scaled("wanted_quantity"),
    scaled("ordered_quantity"),
    *(minor(name) for name in ("ordered", "received", "billed", "paid")),
    *(flag(name) for name in ("all_received", "all_billed")),
    *(instant(name) for name in ("created_at", "submitted_at", "ended_at")),
    count("events"),
    count("position"),
)
Index("view_cases_by_position", cases.c.position)
progress = CASES.table(
    "progress",
    key("case_id"),
    number_key("stage_number"),
    *(text(name) for name in ("number", "entity", "title", "requester", "stage", "with_kind")),
    names("with_whom"),
    names("projects"),
    text("needed_by"),
    instant("due"),
    instant("entered_at"),
    instant("left_at"),
)
approval_steps = CASES.table(
    "case_approval_steps", key("approval_id"), number_key("step"), count("remind_after"), count("escalate_after")
)

WAITS_FOR = {
    "order": "purchase_order.issue",
    "receipt": "goods_receipt.record",
    "invoice": "invoice.receive",
    "payment": "payment_run.propose",
}
"""Stage -> the permission of those who can move it on, where no one person or role has it."""
_REACHED = case(
    (cases.c.status == "submitted", "approval"),
    (cases.c.status != "approved", cases.c.status),
    (cases.c.ordered_quantity < cases.c.wanted_quantity, "order"),
    (cases.c.all_received == 0, "receipt"),
    (cases.c.all_billed == 0, "invoice"),
    else_="payment",
)
"""The stage, derived from what has been done so far: it may be worked out any number of times."""
_THIS = cases.c.id == bindparam("case")
_HOLDER_KIND: ColumnElement[str] = case(
    (one_of(_REACHED, WAITS_FOR), "permission"),
    (one_of(_REACHED, ("draft", "returned")), "person"),
    (_REACHED == "approval", "role"),
    else_=null(),
)
_HOLDER: ColumnElement[str] = case(
    *((one_of(_REACHED, (stage,)), f",{permission},") for stage, permission in WAITS_FOR.items()),
    (one_of(_REACHED, ("draft", "returned")), literal(",") + cases.c.requester + ","),
    else_="",
)
_MOVE_ON = (
    update(cases)
    .where(_THIS, cases.c.stage != _REACHED)
    .values(
        stage=_REACHED,
        stage_number=cases.c.stage_number + 1,
        since=bindparam("at"),
        with_kind=_HOLDER_KIND,
        with_whom=_HOLDER,
        due=null(),
        reminders=0,
        escalated_to=null(),
    )
)
_LEAVE = (
    update(progress)
    .where(progress.c.case_id == bindparam("case"), progress.c.left_at.is_(None))
    .where(progress.c.stage_number != select(cases.c.stage_number).where(_THIS).scalar_subquery())
    .values(left_at=bindparam("at"))
)
_COPIED = ("number", "entity", "title", "requester", "stage", "with_kind", "with_whom", "projects", "needed_by", "due")
ENTER = insert(progress).from_select(
    ["case_id", "stage_number", *_COPIED, "entered_at"],
    select(cases.c.id, cases.c.stage_number, *(cases.c[name] for name in _COPIED), cases.c.since).where(
        _THIS,
        ~exists().where(and_(progress.c.case_id == cases.c.id, progress.c.stage_number == cases.c.stage_number)),
    ),
)
"""Begins the progress row of the stage that a case is in; nothing where it has begun."""

ALSO_IN_PROGRESS = (
    update(progress)
    .where(progress.c.case_id == bindparam("case"), progress.c.left_at.is_(None))
    .values(
        {
            name: select(cases.c[name]).where(cases.c.id == bindparam("case")).scalar_subquery()
            for name in ("with_kind", "with_whom", "due", "needed_by", "projects")
        }
    )
)
"""The stage a case is in shows the same people and dates in its progress row."""


def moved_on(case_id: str, at: Recorded) -> Changes:
    """Derive the stage of a case again and, if it is another one, close its progress row and begin the next."""
    values = {"case": case_id, "at": micros(at.occurred_at)}
    return (_MOVE_ON, values), (_LEAVE, values), (ENTER, {"case": case_id})


def touched(ref: Ref, plus: dict[str, int] | None = None, /, **values: object) -> Change:
    """Set columns of a case and count the event; anything that happens to it, but parking, ends a parking."""
    return change(cases, {"id": str(ref.id)}, {"events": 1, **(plus or {})}, **values)
