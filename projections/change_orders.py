"""Change orders: what they alter, who wrote them, where they stand, and why one cannot be concluded."""

from sqlalchemy import Index

from contracts.change_order import ChangeTerms
from events._base import Recorded
from events.change_order import (
    ChangeOrderConcluded,
    ChangeOrderDrafted,
    ChangeOrderParked,
    ChangeOrderRevised,
    ChangeOrderSubmitted,
    ChangeOrderWithdrawn,
)
from projections._base import Changes, change, upsert
from projections._columns import as_json, count, instant, key, micros, minor, structure, text
from projections.contracts import CONTRACTS

changes = CONTRACTS.table(
    "change_orders",
    key("id"),
    *(text(name) for name in ("number", "entity", "contract_id", "contract", "author", "status", "reason", "currency")),
    *(text(name) for name in ("valid_to", "parked_code", "why")),
    minor("amount"),
    minor("budget"),
    structure("attachments"),
    count("round"),
    *(instant(name) for name in ("drafted_at", "ended_at")),
    count("position"),
)
"""`amount` is what the contract's amount changes by, `budget` what all budgets together change by."""
Index("view_change_orders_by_position", changes.c.position)


def _terms(terms: ChangeTerms) -> dict[str, object]:
    return {
        "reason": terms.reason,
        "currency": terms.amount.currency,
        "amount": terms.amount.minor,
        "budget": sum(delta.amount.minor for delta in terms.budget),
        "valid_to": terms.valid_to.isoformat() if terms.valid_to else None,
        "attachments": as_json(terms.attachments),
    }


@CONTRACTS.on(ChangeOrderDrafted)
def _drafted(event: ChangeOrderDrafted, at: Recorded) -> Changes:
    yield upsert(
        changes,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        contract_id=str(event.agreement.id),
        contract=event.agreement.number,
        author=event.author,
        status="draft",
        drafted_at=micros(at.occurred_at),
        position=at.position,
        **_terms(event.terms),
    )


@CONTRACTS.on(ChangeOrderRevised)
def _revised(event: ChangeOrderRevised, _: Recorded) -> Changes:
    yield change(changes, {"id": str(event.ref.id)}, **_terms(event.terms))


@CONTRACTS.on(ChangeOrderSubmitted)
def _submitted(event: ChangeOrderSubmitted, _: Recorded) -> Changes:
    yield change(changes, {"id": str(event.ref.id)}, status="submitted", round=event.round)


@CONTRACTS.on(ChangeOrderConcluded)
def _concluded(event: ChangeOrderConcluded, at: Recorded) -> Changes:
    ended = None if event.verdict == "returned" else micros(at.occurred_at)
    yield change(changes, {"id": str(event.ref.id)}, status=event.verdict, parked_code=None, ended_at=ended)


@CONTRACTS.on(ChangeOrderWithdrawn)
def _withdrawn(event: ChangeOrderWithdrawn, at: Recorded) -> Changes:
    end = {"why": event.why, "ended_at": micros(at.occurred_at), "parked_code": None}
    yield change(changes, {"id": str(event.ref.id)}, status="withdrawn", **end)


@CONTRACTS.on(ChangeOrderParked)
def _parked(event: ChangeOrderParked, _: Recorded) -> Changes:
    yield change(changes, {"id": str(event.ref.id)}, parked_code=event.code)
