"""Advances under contracts, from the request to the payment; what bills gave back is shown with the settlement."""

from sqlalchemy import Index

from events._base import Recorded
from events.advance_payment import AdvanceCameBack, AdvanceConcluded, AdvancePaid, AdvanceRequested, AdvanceWithdrawn
from projections._base import Changes, change, upsert
from projections._columns import count, day, instant, key, micros, minor, text
from projections.settlements import SETTLEMENTS

advances = SETTLEMENTS.table(
    "advances",
    key("id"),
    *(text(name) for name in ("number", "entity", "contract_id", "contract", "supplier", "requester", "currency")),
    *(text(name) for name in ("status", "reason", "due_date", "why")),
    minor("amount"),
    instant("paid_at"),
    count("position"),
)
Index("view_advances_by_position", advances.c.position)


@SETTLEMENTS.on(AdvanceRequested)
def _requested(event: AdvanceRequested, at: Recorded) -> Changes:
    yield upsert(
        advances,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        contract_id=str(event.agreement.id),
        contract=event.agreement.number,
        supplier=event.supplier,
        requester=event.requester,
        currency=event.amount.currency,
        status="submitted",
        reason=event.reason,
        due_date=day(event.due_date),
        amount=event.amount.minor,
        position=at.position,
    )


@SETTLEMENTS.on(AdvanceConcluded)
def _concluded(event: AdvanceConcluded, _: Recorded) -> Changes:
    yield change(advances, {"id": str(event.ref.id)}, status=event.verdict)


@SETTLEMENTS.on(AdvanceWithdrawn)
def _withdrawn(event: AdvanceWithdrawn, _: Recorded) -> Changes:
    yield change(advances, {"id": str(event.ref.id)}, status="withdrawn", why=event.why)


@SETTLEMENTS.on(AdvancePaid)
def _paid(event: AdvancePaid, at: Recorded) -> Changes:
    yield change(advances, {"id": str(event.ref.id)}, status="paid", paid_at=micros(at.occurred_at))


@SETTLEMENTS.on(AdvanceCameBack)
def _came_back(event: AdvanceCameBack, _: Recorded) -> Changes:
    yield change(advances, {"id": str(event.ref.id)}, status="approved", paid_at=None)
