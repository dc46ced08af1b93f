"""Wages of day labour: earned − advances − paid for each worker, the advances, and the settlements with their lines."""

from sqlalchemy import Index

from contracts.values import Money
from events._base import Recorded
from events.labour_account import (
    LabourAdvanced,
    LabourAdvanceReversed,
    LabourEarned,
    LabourUnearned,
    LabourWagesClaimed,
    LabourWagesFreed,
    LabourWagesPaid,
)
from events.labour_settlement import (
    LabourSettlementApproved,
    LabourSettlementPaid,
    LabourSettlementProposed,
    LabourSettlementWithdrawn,
)
from projections._base import Changes, add, change, upsert
from projections._columns import count, key, minor, number_key, text
from projections.labour import LABOUR

wages = LABOUR.table(
    "labour_wages",
    *(key(name) for name in ("entity", "worker", "currency")),
    *(minor(name) for name in ("earned", "advanced", "paid", "outstanding")),
)
advances = LABOUR.table(
    "labour_advances",
    *(key(name) for name in ("entity", "worker")),
    number_key("advance"),
    *(text(name) for name in ("currency", "on", "status", "recorded_by", "why")),
    minor("amount"),
)
settlements = LABOUR.table(
    "labour_settlements",
    key("settlement_id"),
    *(text(name) for name in ("number", "entity", "until", "status", "currency")),
    *(text(name) for name in ("proposed_by", "approved_by", "paid_by", "bank_reference", "withdrawn_by", "why")),
    minor("total"),
    count("position"),
)
lines = LABOUR.table(
    "labour_settlement_lines",
    *(key(name) for name in ("settlement_id", "worker")),
    *(text(name) for name in ("settlement_number", "entity", "name", "currency")),
    *(minor(name) for name in ("earned", "advanced", "amount")),
)
Index("view_labour_settlements_by_position", settlements.c.position)


def _more(entity: str, worker: str, column: str, amount: Money, sign: int) -> Changes:
    """What is earned raises what is outstanding; what was advanced or paid lowers it."""
    figure = sign * amount.minor
    left = figure if column == "earned" else -figure
    where = {"entity": entity, "worker": worker, "currency": amount.currency}
    yield add(wages, where, **{column: figure}, outstanding=left)


@LABOUR.on(LabourEarned)
def _earned(event: LabourEarned, _: Recorded) -> Changes:
    yield from _more(event.entity, event.worker, "earned", event.amount, 1)


@LABOUR.on(LabourUnearned)
def _unearned(event: LabourUnearned, _: Recorded) -> Changes:
    yield from _more(event.entity, event.worker, "earned", event.amount, -1)


@LABOUR.on(LabourAdvanced)
def _advanced(event: LabourAdvanced, _: Recorded) -> Changes:
    yield from _more(event.entity, event.worker, "advanced", event.amount, 1)
    of = {"currency": event.amount.currency, "on": event.on.isoformat(), "status": "recorded"}
    who = {"recorded_by": event.recorded_by, "why": event.why}
    yield upsert(advances, _advance(event), **of, **who, amount=event.amount.minor)


@LABOUR.on(LabourAdvanceReversed)
def _advance_reversed(event: LabourAdvanceReversed, _: Recorded) -> Changes:
    yield from _more(event.entity, event.worker, "advanced", event.amount, -1)
    yield change(advances, _advance(event), status="reversed", why=event.why)


def _advance(event: LabourAdvanced | LabourAdvanceReversed) -> dict[str, object]:
    return {"entity": event.entity, "worker": event.worker, "advance": event.advance}


@LABOUR.on(LabourWagesPaid)
def _wages_paid(event: LabourWagesPaid, _: Recorded) -> Changes:
    yield from _more(event.entity, event.worker, "paid", event.amount, 1)


@LABOUR.on(LabourWagesClaimed, LabourWagesFreed)
def _claimed(event: LabourWagesClaimed | LabourWagesFreed, _: Recorded) -> Changes:
    """Outstanding is what is not paid yet, whether a settlement has it or none: nothing changes."""
    return ()


@LABOUR.on(LabourSettlementProposed)
def _proposed(event: LabourSettlementProposed, at: Recorded) -> Changes:
    where, currency = {"settlement_id": str(event.ref.id)}, event.total.currency
    of = {"number": event.ref.number, "entity": event.ref.entity, "until": event.until.isoformat()}
    by = {"status": "proposed", "proposed_by": event.proposed_by, "position": at.position}
    yield upsert(settlements, where, **of, **by, currency=currency, total=event.total.minor)
    for line in event.lines:
        about = {"settlement_number": event.ref.number, "entity": event.ref.entity, "name": line.name}
        figures = {"earned": line.earned.minor, "advanced": line.advanced.minor, "amount": line.amount.minor}
        yield upsert(lines, {**where, "worker": line.worker}, **about, currency=currency, **figures)


@LABOUR.on(LabourSettlementApproved)
def _approved(event: LabourSettlementApproved, _: Recorded) -> Changes:
    yield change(settlements, {"settlement_id": str(event.ref.id)}, status="approved", approved_by=event.approved_by)


@LABOUR.on(LabourSettlementPaid)
def _paid(event: LabourSettlementPaid, _: Recorded) -> Changes:
    paid = {"status": "paid", "paid_by": event.paid_by, "bank_reference": event.bank_reference}
    yield change(settlements, {"settlement_id": str(event.ref.id)}, **paid)


@LABOUR.on(LabourSettlementWithdrawn)
def _withdrawn(event: LabourSettlementWithdrawn, _: Recorded) -> Changes:
    gone = {"status": "withdrawn", "withdrawn_by": event.withdrawn_by, "why": event.why}
    yield change(settlements, {"settlement_id": str(event.ref.id)}, **gone)
