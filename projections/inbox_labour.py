"""The tasks of day labour: sheets to countersign and approve, settlements to approve and pay, and what waits too long."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, case, func, select, update

from contracts.values import Money, Ref
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
from events.labour_sheet import (
    LabourSheetApproved,
    LabourSheetCountersigned,
    LabourSheetSubmitted,
    LabourSheetWithdrawn,
)
from projections._base import Change, Changes, change, remove, upsert
from projections._columns import instant, key, micros, minor, text
from projections.inbox import INBOX, about, task_key, tasks

COUNTERSIGN, APPROVE, WAITING = "labour-sheet-to-countersign", "labour-sheet-to-approve", "labour-sheet-waiting"
SETTLE, PAY, OWED = "labour-settlement-to-approve", "labour-settlement-to-pay", "labour-wages-outstanding"
PATIENCE, MONTH = timedelta(days=7), timedelta(days=31)
"""After how long a sheet that does not count yet is its foreman's task, and wages that nobody settled are the clerk's."""
wages = INBOX.table(
    "inbox_labour_wages",
    *(key(name) for name in ("entity", "worker", "entry")),
    *(text(name) for name in ("day", "settlement")),
    minor("amount"),
    instant("overdue"),
)
"""What workers earned and, below zero, drew in advance, until it is paid; `settlement` has it meanwhile."""

_FREE = wages.c.settlement.is_(None)
_OF_WORKER = (wages.c.entity == bindparam("of_entity"), wages.c.worker == bindparam("of_worker"))
_CLAIM = (
    update(wages)
    .where(*_OF_WORKER, _FREE, wages.c.day <= bindparam("until"))
    .values(settlement=bindparam("claimed", type_=wages.c.settlement.type))
)
_OWED = select(func.coalesce(func.sum(wages.c.amount), 0)).where(*_OF_WORKER, _FREE).scalar_subquery()
_SINCE = select(func.min(wages.c.overdue)).where(*_OF_WORKER, _FREE, wages.c.amount > 0).scalar_subquery()
_DERIVE = (
    update(tasks)
    .where(tasks.c.key == bindparam("task"))
    .values(open=case((_OWED > 0, 1), else_=0), amount=_OWED, since=_SINCE)
)
"""Wages are the clerk's task a month after the oldest day of them, as long as more is owed than was advanced."""


@INBOX.on(LabourSheetSubmitted)
def _submitted(event: LabourSheetSubmitted, at: Recorded) -> Changes:
    title, since = f"{event.project} {event.site} {event.day.isoformat()}", at.occurred_at
    for kind, moment, who in (
        (COUNTERSIGN, since, {"permission": "labour_sheet.countersign", "not_for": event.submitted_by, "open": 1}),
        (APPROVE, since, {"permission": "labour_sheet.approve", "not_for": event.submitted_by}),
        (WAITING, since + PATIENCE, {"person": event.submitted_by, "open": 1}),
    ):
        row = about(kind, event.ref, title, None)
        yield upsert(tasks, task_key(kind, event.ref), **row, **who, since=micros(moment))


@INBOX.on(LabourSheetCountersigned)
def _countersigned(event: LabourSheetCountersigned, at: Recorded) -> Changes:
    yield remove(tasks, task_key(COUNTERSIGN, event.ref))
    signed = {"nor_for": event.countersigned_by, "since": micros(at.occurred_at)}
    yield change(tasks, task_key(APPROVE, event.ref), open=1, **signed)


@INBOX.on(LabourSheetApproved, LabourSheetWithdrawn, LabourSettlementPaid, LabourSettlementWithdrawn)
def _done(
    event: LabourSheetApproved | LabourSheetWithdrawn | LabourSettlementPaid | LabourSettlementWithdrawn, _: Recorded
) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id)})


@INBOX.on(LabourSettlementProposed)
def _proposed(event: LabourSettlementProposed, at: Recorded) -> Changes:
    for kind, permission, opened in ((SETTLE, "labour_settlement.approve", 1), (PAY, "labour_settlement.pay", 0)):
        row = about(kind, event.ref, event.until.isoformat(), event.total) | {"not_for": event.proposed_by}
        since = micros(at.occurred_at)
        yield upsert(tasks, task_key(kind, event.ref), **row, permission=permission, since=since, open=opened)


@INBOX.on(LabourSettlementApproved)
def _settled(event: LabourSettlementApproved, at: Recorded) -> Changes:
    yield remove(tasks, task_key(SETTLE, event.ref))
    yield change(tasks, task_key(PAY, event.ref), open=1, since=micros(at.occurred_at))


@INBOX.on(LabourEarned)
def _earned(event: LabourEarned, at: Recorded) -> Changes:
    yield from _entered(event, at, f"{event.sheet.id}:{event.line}", event.day, event.amount.minor)


@INBOX.on(LabourAdvanced)
def _advanced(event: LabourAdvanced, at: Recorded) -> Changes:
    yield from _entered(event, at, f"{event.advance}", event.on, -event.amount.minor)


def _entered(event: LabourEarned | LabourAdvanced, at: Recorded, entry: str, day: date, amount: int) -> Changes:
    overdue = micros(datetime.combine(day, time(), UTC) + MONTH)
    where = {"entity": event.entity, "worker": event.worker, "entry": entry}
    yield upsert(wages, where, day=day.isoformat(), amount=amount, overdue=overdue)
    account = _account(event, at)
    row = about(OWED, account, event.worker, Money(amount=Decimal(0), currency=event.amount.currency))
    yield upsert(tasks, task_key(OWED, account), **row, permission="labour_settlement.propose")
    yield _derived(event, at)


@INBOX.on(LabourUnearned)
def _unearned(event: LabourUnearned, at: Recorded) -> Changes:
    entry = {"entry": f"{event.sheet.id}:{event.line}"}
    yield remove(wages, {"entity": event.entity, "worker": event.worker, **entry})
    yield _derived(event, at)


@INBOX.on(LabourAdvanceReversed)
def _advance_reversed(event: LabourAdvanceReversed, at: Recorded) -> Changes:
    yield remove(wages, {"entity": event.entity, "worker": event.worker, "entry": f"{event.advance}"})
    yield _derived(event, at)


@INBOX.on(LabourWagesClaimed)
def _claimed(event: LabourWagesClaimed, at: Recorded) -> Changes:
    claim = {"until": event.until.isoformat(), "claimed": str(event.settlement.id)}
    yield _CLAIM, {"of_entity": event.entity, "of_worker": event.worker, **claim}
    yield _derived(event, at)


@INBOX.on(LabourWagesFreed)
def _freed(event: LabourWagesFreed, at: Recorded) -> Changes:
    where = {"entity": event.entity, "worker": event.worker, "settlement": str(event.settlement.id)}
    yield change(wages, where, settlement=None)
    yield _derived(event, at)


@INBOX.on(LabourWagesPaid)
def _paid(event: LabourWagesPaid, _: Recorded) -> Changes:
    yield remove(wages, {"entity": event.entity, "worker": event.worker, "settlement": str(event.settlement.id)})


_Account = (
    LabourEarned | LabourAdvanced | LabourUnearned | LabourAdvanceReversed | LabourWagesClaimed | LabourWagesFreed
)


def _account(event: _Account, at: Recorded) -> Ref:
    return Ref(kind="labour_account", id=at.originator_id, number=event.worker, entity=event.entity)


def _derived(event: _Account, at: Recorded) -> Change:
    key_of = task_key(OWED, _account(event, at))["key"]
    return _DERIVE, {"of_entity": event.entity, "of_worker": event.worker, "task": key_of}
