"""Settlements: where each contract stands, every bill with its computation, fines and deductions, defects, milestones."""

from sqlalchemy import Index

from events._base import Recorded
from events.settlement import (
    AdvanceSettled,
    CompletionAccepted,
    DeductionApproved,
    DeductionDropped,
    DeductionProposed,
    DefectClaimed,
    DefectCleared,
    MilestoneReached,
    OfSettlement,
    RetentionReleased,
    SettlementBilled,
    SettlementReturned,
    TakenDeduction,
)
from projections._base import Changes, Projection, add, change, upsert
from projections._columns import count, day, key, minor, number_key, text

SETTLEMENTS = Projection("settlements")
SUMS = ("certified", "recovered", "retained", "fined", "deducted", "net")
settlements = SETTLEMENTS.table(
    "settlements",
    key("contract_id"),
    *(text(name) for name in ("contract", "entity", "currency", "completed_on", "release_on", "released_on")),
    *(minor(name) for name in (*SUMS, "released", "advance_paid")),
    *(count(name) for name in ("bills", "open_defects")),
    count("position"),
)
bills = SETTLEMENTS.table(
    "settlement_bills",
    key("contract_id"),
    key("invoice_id"),
    *(text(name) for name in ("contract", "entity", "invoice", "currency", "expected")),
    *(minor(name) for name in ("certified_before", "certified_to_date", *SUMS)),
    count("position"),
)
deductions = SETTLEMENTS.table(
    "deductions",
    key("contract_id"),
    number_key("deduction"),
    *(text(name) for name in ("contract", "entity", "deduction_kind", "currency", "status", "author", "approved_by")),
    *(text(name) for name in ("reason", "why")),
    *(minor(name) for name in ("amount", "taken")),
    count("days_late"),
)
defects = SETTLEMENTS.table(
    "defects",
    key("contract_id"),
    number_key("defect"),
    *(text(name) for name in ("contract", "entity", "status", "claimed_by", "cleared_by", "reason", "why")),
)
milestones = SETTLEMENTS.table(
    "milestones",
    key("contract_id"),
    number_key("milestone"),
    *(text(name) for name in ("contract", "entity", "name", "currency", "reached_on", "confirmed_by", "why")),
    minor("amount"),
)
Index("view_settlements_by_position", settlements.c.position)


def _of(event: OfSettlement) -> dict[str, object]:
    return {"contract_id": str(event.agreement.id)}


def _named(event: OfSettlement) -> dict[str, object]:
    return {"contract": event.agreement.number, "entity": event.agreement.entity}


@SETTLEMENTS.on(SettlementBilled)
def _billed(event: SettlementBilled, at: Recorded) -> Changes:
    figures = {name: getattr(event, name).minor for name in SUMS}
    yield upsert(settlements, _of(event), **_named(event), currency=event.net.currency, position=at.position)
    yield add(settlements, _of(event), bills=1, **figures)
    yield upsert(
        bills,
        {**_of(event), "invoice_id": str(event.invoice.id)},
        **_named(event),
        invoice=event.invoice.number,
        currency=event.net.currency,
        expected=day(event.expected),
        certified_before=event.certified_before.minor,
        certified_to_date=event.certified_to_date.minor,
        position=at.position,
        **figures,
    )
    yield from _taken(event, event.taken, 1)


@SETTLEMENTS.on(SettlementReturned)
def _returned(event: SettlementReturned, _: Recorded) -> Changes:
    by_kind = {"fine": 0, "deduction": 0}
    for one in event.taken:
        by_kind[one.kind] -= one.amount.minor
    figures = {name: -getattr(event, name).minor for name in ("certified", "recovered", "retained", "net")}
    figures |= {"fined": by_kind["fine"], "deducted": by_kind["deduction"]}
    yield change(settlements, _of(event), figures)
    yield change(bills, {**_of(event), "invoice_id": str(event.invoice.id)}, figures)
    yield from _taken(event, event.taken, -1)


def _taken(event: OfSettlement, taken: tuple[TakenDeduction, ...], sign: int) -> Changes:
    for one in taken:
        yield change(deductions, {**_of(event), "deduction": one.number}, {"taken": sign * one.amount.minor})


@SETTLEMENTS.on(DeductionProposed)
def _proposed(event: DeductionProposed, _: Recorded) -> Changes:
    yield upsert(
        deductions,
        {**_of(event), "deduction": event.number},
        **_named(event),
        deduction_kind=event.kind,
        currency=event.amount.currency,
        status="proposed",
        author=event.author,
        reason=event.reason,
        amount=event.amount.minor,
        days_late=event.days_late or 0,
    )


@SETTLEMENTS.on(DeductionApproved)
def _approved(event: DeductionApproved, _: Recorded) -> Changes:
    where = {**_of(event), "deduction": event.number}
    yield change(deductions, where, status="approved", approved_by=event.approved_by)


@SETTLEMENTS.on(DeductionDropped)
def _dropped(event: DeductionDropped, _: Recorded) -> Changes:
    yield change(deductions, {**_of(event), "deduction": event.number}, status="dropped", why=event.why)


@SETTLEMENTS.on(CompletionAccepted)
def _completed(event: CompletionAccepted, at: Recorded) -> Changes:
    days = {"completed_on": event.completed_on.isoformat(), "release_on": day(event.release_on)}
    yield upsert(settlements, _of(event), **_named(event), position=at.position, **days)


@SETTLEMENTS.on(DefectClaimed)
def _claimed(event: DefectClaimed, at: Recorded) -> Changes:
    yield upsert(settlements, _of(event), **_named(event), position=at.position)
    yield add(settlements, _of(event), open_defects=1)
    said = {"status": "open", "claimed_by": event.claimed_by, "reason": event.why}
    yield upsert(defects, {**_of(event), "defect": event.number}, **_named(event), **said)


@SETTLEMENTS.on(DefectCleared)
def _cleared(event: DefectCleared, _: Recorded) -> Changes:
    yield change(settlements, _of(event), {"open_defects": -1})
    where = {**_of(event), "defect": event.number}
    yield change(defects, where, status="cleared", cleared_by=event.cleared_by, why=event.why)


@SETTLEMENTS.on(MilestoneReached)
def _reached(event: MilestoneReached, _: Recorded) -> Changes:
    yield upsert(
        milestones,
        {**_of(event), "milestone": event.milestone},
        **_named(event),
        name=event.name,
        currency=event.amount.currency,
        amount=event.amount.minor,
        reached_on=event.reached_on.isoformat(),
        confirmed_by=event.confirmed_by,
        why=event.why,
    )


@SETTLEMENTS.on(RetentionReleased)
def _released(event: RetentionReleased, _: Recorded) -> Changes:
    taken = [one for each in event.released for one in each.taken]
    paid = sum(one.amount.minor for one in event.released) - sum(one.amount.minor for one in taken)
    yield change(settlements, _of(event), {"released": paid}, released_on=event.due_date.isoformat())
    yield from _taken(event, tuple(taken), 1)


@SETTLEMENTS.on(AdvanceSettled)
def _settled(event: AdvanceSettled, at: Recorded) -> Changes:
    yield upsert(settlements, _of(event), **_named(event), currency=event.amount.currency, position=at.position)
    yield add(settlements, _of(event), advance_paid=event.amount.minor)
