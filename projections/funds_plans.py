"""Funds plans version by version, and month by month what each fund account was planned to do and what it really did."""

from sqlalchemy import Index, bindparam, update

from contracts.values import Money, Ref, month_of
from events._base import Recorded
from events.fund_account import (
    FundAccountMovedIn,
    FundAccountMovedOut,
    FundAccountPaid,
    FundAccountReceived,
    FundAccountReleased,
    FundAccountReserved,
    FundAccountReturned,
)
from events.funds_plan import (
    FundsPlanConcluded,
    FundsPlanDrafted,
    FundsPlanSubmitted,
    FundsPlanWithdrawn,
    InflowLine,
    OutflowLine,
)
from projections._base import Changes, Projection, add, change, upsert
from projections._columns import count, instant, key, micros, minor, number_key, text

FUNDS_PLANS = Projection("funds_plans")
plans = FUNDS_PLANS.table(
    "funds_plans",
    key("id"),
    number_key("version"),
    *(text(name) for name in ("number", "entity", "project", "month", "currency", "status", "author", "why")),
    *(minor(name) for name in ("inflow", "outflow")),
    *(instant(name) for name in ("drafted_at", "submitted_at", "ended_at")),
    count("position"),
)
lines = FUNDS_PLANS.table(
    "funds_plan_lines",
    key("id"),
    number_key("version"),
    number_key("line"),
    *(text(name) for name in ("number", "entity", "project", "month", "kind", "fund_account", "currency")),
    minor("amount"),
    *(text(name) for name in ("on", "purpose", "cost_code", "supplier_class")),
)
months = FUNDS_PLANS.table(
    "funds_plan_months",
    key("account_id"),
    key("month"),
    *(text(name) for name in ("entity", "fund_account", "currency", "plan_id", "number")),
    count("version"),
    *(minor(name) for name in ("planned_in", "actual_in", "more_in")),
    *(minor(name) for name in ("planned_out", "actual_out", "more_out", "used", "left")),
)
"""`plan_id`, `number` and `version` are those in force. `used` is what counts against the plan: reserved or gone."""
Index("view_funds_plan_months_by_plan", months.c.plan_id)


@FUNDS_PLANS.on(FundsPlanDrafted)
def _drafted(event: FundsPlanDrafted, at: Recorded) -> Changes:
    stream = str(event.ref.id)
    of = {"number": event.ref.number, "entity": event.ref.entity, "project": event.project, "month": event.month}
    yield change(plans, {"id": stream, "status": "draft"}, status="replaced")
    sums = {
        "inflow": sum(line.amount.minor for line in event.inflows),
        "outflow": sum(line.amount.minor for line in event.outflows),
    }
    about = {**of, **sums, "currency": event.currency, "author": event.author, "why": event.why, "status": "draft"}
    when = {"drafted_at": micros(at.occurred_at), "position": at.position}
    yield upsert(plans, {"id": stream, "version": event.version}, **about, **when)
    every: tuple[InflowLine | OutflowLine, ...] = (*event.inflows, *event.outflows)
    for number, line in enumerate(every, 1):
        row_key = {"id": stream, "version": event.version, "line": number}
        yield upsert(lines, row_key, **of, **_line(line))


def _line(line: InflowLine | OutflowLine) -> dict[str, object]:
    about = {"fund_account": line.account.number, "amount": line.amount.minor, "currency": line.amount.currency}
    if isinstance(line, InflowLine):
        return {**about, "kind": "inflow", "on": line.on.isoformat(), "purpose": line.source}
    of = {"purpose": line.purpose, "cost_code": line.cost_code, "supplier_class": line.supplier_class}
    return {**about, "kind": "outflow", **of}


@FUNDS_PLANS.on(FundsPlanSubmitted)
def _submitted(event: FundsPlanSubmitted, at: Recorded) -> Changes:
    where = {"id": str(event.ref.id), "version": event.version}
    yield change(plans, where, status="submitted", submitted_at=micros(at.occurred_at))


@FUNDS_PLANS.on(FundsPlanWithdrawn)
def _withdrawn(event: FundsPlanWithdrawn, at: Recorded) -> Changes:
    where = {"id": str(event.ref.id), "version": event.version}
    yield change(plans, where, status="withdrawn", ended_at=micros(at.occurred_at))


_NO_LONGER_PLANNED = (
    update(months)
    .where(months.c.plan_id == bindparam("plan"))
    .values(
        more_in=months.c.more_in + months.c.planned_in,
        more_out=months.c.more_out + months.c.planned_out,
        left=months.c.left - months.c.planned_out,
        planned_in=0,
        planned_out=0,
        plan_id=None,
        number=None,
        version=0,
    )
)


@FUNDS_PLANS.on(FundsPlanConcluded)
def _concluded(event: FundsPlanConcluded, at: Recorded) -> Changes:
    """What a new version in force plans takes the place of what the old one did."""
    stream, ended = str(event.ref.id), micros(at.occurred_at)
    if event.verdict != "approved":
        yield change(plans, {"id": stream, "version": event.version}, status=event.verdict, ended_at=ended)
        return
    yield change(plans, {"id": stream, "status": "approved"}, status="superseded")
    yield change(plans, {"id": stream, "version": event.version}, status="approved", ended_at=ended)
    yield _NO_LONGER_PLANNED, {"plan": stream}
    for each in event.accounts:
        plan = {"plan_id": stream, "number": event.ref.number, "version": event.version}
        into, out = each.inflow.minor, each.outflow.minor
        planned = {"planned_in": into, "planned_out": out, "more_in": -into, "more_out": -out, "left": out}
        yield from _counted(each.account, event.month, each.outflow.currency, planned, plan)


def _counted(account: Ref, month: str, currency: str, sums: dict[str, int], more: dict[str, object]) -> Changes:
    where = {"account_id": str(account.id), "month": month}
    about = {"entity": account.entity, "fund_account": account.number, "currency": currency}
    yield upsert(months, where, **about, **more)
    yield add(months, where, **sums)


def _moved(account: Ref, month: str, amount: Money, came: int, went: int) -> Changes:
    """So much came onto an account, or left it (signs of the amount)."""
    into, out = came * amount.minor, went * amount.minor
    sums = {"actual_in": into, "more_in": into, "actual_out": out, "more_out": out}
    yield from _counted(account, month, amount.currency, sums, {})


def _using(account: Ref, month: str | None, amount: Money, sign: int) -> Changes:
    if month:
        by = sign * amount.minor
        yield from _counted(account, month, amount.currency, {"used": by, "left": -by}, {})


@FUNDS_PLANS.on(FundAccountReceived)
def _received(event: FundAccountReceived, _: Recorded) -> Changes:
    yield from _moved(event.ref, month_of(event.on), event.amount, 1, 0)


@FUNDS_PLANS.on(FundAccountMovedIn)
def _moved_in(event: FundAccountMovedIn, at: Recorded) -> Changes:
    yield from _moved(event.ref, month_of(at.occurred_at), event.amount, 1, 0)


@FUNDS_PLANS.on(FundAccountMovedOut)
def _moved_out(event: FundAccountMovedOut, at: Recorded) -> Changes:
    month, by = month_of(at.occurred_at), event.amount.minor if event.month else 0
    yield from _moved(event.ref, month, event.amount, 0, 1)
    yield from _counted(event.ref, event.month or month, event.amount.currency, {"used": by, "left": -by}, {})


@FUNDS_PLANS.on(FundAccountPaid)
def _paid(event: FundAccountPaid, at: Recorded) -> Changes:
    yield from _moved(event.ref, month_of(at.occurred_at), event.amount, 0, 1)


@FUNDS_PLANS.on(FundAccountReturned)
def _returned(event: FundAccountReturned, at: Recorded) -> Changes:
    yield from _moved(event.ref, month_of(at.occurred_at), event.amount, 0, -1)
    yield from _using(event.ref, event.month, event.amount, -1)


@FUNDS_PLANS.on(FundAccountReserved)
def _reserved(event: FundAccountReserved, _: Recorded) -> Changes:
    yield from _using(event.ref, event.month, event.amount, 1)


@FUNDS_PLANS.on(FundAccountReleased)
def _released(event: FundAccountReleased, _: Recorded) -> Changes:
    yield from _using(event.ref, event.month, event.amount, -1)
