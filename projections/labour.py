"""Day labour: the roster and its rates, the sheets, and the registers that are made of approved sheets alone."""

from sqlalchemy import Index

from events._base import Recorded
from events.labour_budget import LabourBudgetSet
from events.labour_day import LabourDayFreed, LabourDayTaken
from events.labour_sheet import (
    CostedLine,
    LabourSheetApproved,
    LabourSheetCountersigned,
    LabourSheetReversed,
    LabourSheetSubmitted,
    LabourSheetWithdrawn,
)
from events.labour_worker import LabourRateSet, LabourWorkerRegistered, LabourWorkerRevised
from projections._base import Changes, Projection, add, change, remove, upsert
from projections._columns import at_scale, count, day, instant, key, micros, minor, number_key, scaled, text

LABOUR = Projection("labour")
workers = LABOUR.table(
    "labour_workers",
    *(key(name) for name in ("entity", "worker")),
    *(text(name) for name in ("name", "trade", "team", "valid_from", "valid_until")),
)
rates = LABOUR.table(
    "labour_rates",
    *(key(name) for name in ("entity", "worker", "valid_from")),
    text("currency"),
    *(minor(name) for name in ("day_rate", "overtime_rate")),
)
sheets = LABOUR.table(
    "labour_sheets",
    key("sheet_id"),
    *(text(name) for name in ("number", "entity", "project", "site", "day", "status")),
    *(text(name) for name in ("submitted_by", "countersigned_by", "approved_by", "taken_back_by", "why")),
    instant("submitted_at"),
    count("position"),
)
register = LABOUR.table(
    "labour_register",
    key("sheet_id"),
    number_key("line"),
    *(text(name) for name in ("sheet_number", "entity", "project", "site", "day", "period")),
    *(text(name) for name in ("worker", "name", "trade", "team", "cost_code", "presence")),
    *(scaled(name) for name in ("days", "overtime_hours")),
    text("currency"),
    *(minor(name) for name in ("day_rate", "overtime_rate", "base", "overtime", "amount")),
)
"""A line for each worker, day and cost code that counts; a reversed sheet has none."""
summaries = LABOUR.table(
    "labour_summaries",
    *(key(name) for name in ("entity", "project", "period", "team", "trade", "worker", "cost_code", "currency")),
    *(scaled(name) for name in ("days", "overtime_hours")),
    *(minor(name) for name in ("base", "overtime", "amount")),
    count("entries"),
)
"""What the register adds up to; rows without an entry are hidden."""
days = LABOUR.table(
    "labour_days",
    *(key(name) for name in ("entity", "worker", "day", "sheet_id")),
    text("sheet_number"),
    *(scaled(name) for name in ("days", "overtime_hours")),
)
budgets = LABOUR.table(
    "labour_budgets",
    *(key(name) for name in ("entity", "project", "cost_code")),
    text("currency"),
    minor("budget_rate"),
    scaled("days"),
)
Index("view_labour_sheets_by_position", sheets.c.position)
Index("view_labour_register_by_day", register.c.entity, register.c.project, register.c.day)


@LABOUR.on(LabourWorkerRegistered, LabourWorkerRevised)
def _worker(event: LabourWorkerRegistered | LabourWorkerRevised, _: Recorded) -> Changes:
    where = {"entity": event.entity, "worker": event.worker}
    until = {"valid_from": day(event.valid_from), "valid_until": day(event.valid_until)}
    yield upsert(workers, where, name=event.name, trade=event.trade, team=event.team, **until)


@LABOUR.on(LabourRateSet)
def _rate(event: LabourRateSet, _: Recorded) -> Changes:
    where = {"entity": event.entity, "worker": event.worker, "valid_from": event.valid_from.isoformat()}
    costs = {"day_rate": event.day_rate.minor, "overtime_rate": event.overtime_rate.minor}
    yield upsert(rates, where, currency=event.day_rate.currency, **costs)


@LABOUR.on(LabourBudgetSet)
def _budgeted(event: LabourBudgetSet, _: Recorded) -> Changes:
    where = {"entity": event.entity, "project": event.project, "cost_code": event.cost_code}
    rate = {"currency": event.rate.currency, "budget_rate": event.rate.minor}
    yield upsert(budgets, where, **rate, days=at_scale(event.days))


@LABOUR.on(LabourDayTaken)
def _taken(event: LabourDayTaken, _: Recorded) -> Changes:
    taken = {"days": at_scale(event.days), "overtime_hours": at_scale(event.overtime_hours)}
    yield upsert(days, _day(event), sheet_number=event.sheet.number, **taken)


@LABOUR.on(LabourDayFreed)
def _freed(event: LabourDayFreed, _: Recorded) -> Changes:
    yield remove(days, _day(event))


def _day(event: LabourDayTaken | LabourDayFreed) -> dict[str, object]:
    of = {"entity": event.entity, "worker": event.worker}
    return {**of, "day": event.day.isoformat(), "sheet_id": str(event.sheet.id)}


@LABOUR.on(LabourSheetSubmitted)
def _submitted(event: LabourSheetSubmitted, at: Recorded) -> Changes:
    where = {"project": event.project, "site": event.site, "day": event.day.isoformat()}
    yield upsert(
        sheets,
        {"sheet_id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        **where,
        status="submitted",
        submitted_by=event.submitted_by,
        submitted_at=micros(at.recorded_at),
        position=at.position,
    )


@LABOUR.on(LabourSheetCountersigned)
def _countersigned(event: LabourSheetCountersigned, _: Recorded) -> Changes:
    signed = {"status": "countersigned", "countersigned_by": event.countersigned_by}
    yield change(sheets, {"sheet_id": str(event.ref.id)}, **signed)


@LABOUR.on(LabourSheetWithdrawn)
def _withdrawn(event: LabourSheetWithdrawn, _: Recorded) -> Changes:
    gone = {"status": "withdrawn", "taken_back_by": event.withdrawn_by, "why": event.why}
    yield change(sheets, {"sheet_id": str(event.ref.id)}, **gone)


@LABOUR.on(LabourSheetApproved)
def _approved(event: LabourSheetApproved, _: Recorded) -> Changes:
    yield change(sheets, {"sheet_id": str(event.ref.id)}, status="approved", approved_by=event.approved_by)
    for line in event.lines:
        of = {"worker": line.worker, "name": line.name, "trade": line.trade, "team": line.team}
        where = {"project": event.project, "site": event.site, "day": event.day.isoformat()}
        costs = {"day_rate": line.day_rate.minor, "overtime_rate": line.overtime_rate.minor}
        yield upsert(
            register,
            {"sheet_id": str(event.ref.id), "line": line.line},
            sheet_number=event.ref.number,
            entity=event.ref.entity,
            **where,
            period=line.cost_object.period,
            **of,
            cost_code=line.cost_object.cost_code,
            presence=line.presence,
            currency=line.amount.currency,
            **costs,
            **_figures(line),
        )
        yield from _summed(event, line, 1)


@LABOUR.on(LabourSheetReversed)
def _reversed(event: LabourSheetReversed, _: Recorded) -> Changes:
    gone = {"status": "reversed", "taken_back_by": event.reversed_by, "why": event.why}
    yield change(sheets, {"sheet_id": str(event.ref.id)}, **gone)
    yield remove(register, {"sheet_id": str(event.ref.id)})
    for line in event.lines:
        yield from _summed(event, line, -1)


def _figures(line: CostedLine) -> dict[str, int]:
    quantities = {"days": at_scale(line.days), "overtime_hours": at_scale(line.overtime_hours)}
    return {**quantities, "base": line.base.minor, "overtime": line.overtime.minor, "amount": line.amount.minor}


def _summed(event: LabourSheetApproved | LabourSheetReversed, line: CostedLine, sign: int) -> Changes:
    where = {"entity": event.ref.entity, "project": event.project, "period": line.cost_object.period}
    of = {"team": line.team, "trade": line.trade, "worker": line.worker, "cost_code": line.cost_object.cost_code}
    figures = {name: sign * figure for name, figure in _figures(line).items()}
    yield add(summaries, {**where, **of, "currency": line.amount.currency}, **figures, entries=sign)
