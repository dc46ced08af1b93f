"""Credit balances of suppliers with what was granted, used and paid back, and every move that they come from."""

from sqlalchemy import Index

from contracts.values import Ref
from events._base import Recorded
from events.supplier_credit import (
    SupplierCreditEvent,
    SupplierCreditFreed,
    SupplierCreditGranted,
    SupplierCreditRefunded,
    SupplierCreditReturned,
    SupplierCreditSetAside,
    SupplierCreditUsed,
)
from projections._base import Changes, change, upsert
from projections._columns import count, instant, key, micros, minor, number_key, text
from projections.funds import FUNDS

credits_ = FUNDS.table(
    "supplier_credits",
    key("id"),
    *(text(name) for name in ("entity", "supplier", "supplier_name", "currency")),
    *(minor(name) for name in ("granted", "used", "refunded", "balance", "set_aside", "free")),
    count("position"),
)
moves = FUNDS.table(
    "supplier_credit_moves",
    number_key("position"),
    *(text(name) for name in ("credit_id", "entity", "supplier", "currency", "kind")),
    *(minor(name) for name in ("amount", "set_aside_change")),
    *(text(name) for name in ("credit_note_id", "credit_note", "original", "run_id", "run", "payable")),
    *(text(name) for name in ("statement", "statement_entry", "person", "why")),
    instant("moved_at"),
)
"""`amount` is what the balance changes by, `set_aside_change` what is set aside of it changes by."""
Index("view_supplier_credits_by_position", credits_.c.position)
Index("view_supplier_credit_moves_by_credit", moves.c.credit_id, moves.c.position)


def _moved(event: SupplierCreditEvent, at: Recorded, kind: str, signs: tuple[int, int], **more: object) -> Changes:
    """One move: by how much balance and what is set aside change (as signs of the amount), and why."""
    by, held = (sign * event.amount.minor for sign in signs)
    ref, currency = event.ref, event.amount.currency
    about = {"credit_id": str(ref.id), "entity": ref.entity, "supplier": event.supplier, "currency": currency}
    row = about | {"kind": kind, "amount": by, "set_aside_change": held, "moved_at": micros(at.occurred_at)} | more
    yield upsert(moves, {"position": at.position}, **row)
    yield change(credits_, {"id": str(ref.id)}, {"balance": by, "set_aside": held, "free": by - held})


def _of(run: Ref, payable: Ref) -> dict[str, object]:
    return {"run_id": str(run.id), "run": run.number, "payable": payable.number}


@FUNDS.on(SupplierCreditGranted)
def _granted(event: SupplierCreditGranted, at: Recorded) -> Changes:
    who = {"entity": event.ref.entity, "supplier": event.supplier, "supplier_name": event.supplier_name}
    yield upsert(credits_, {"id": str(event.ref.id)}, currency=event.amount.currency, position=at.position, **who)
    note = {"credit_note_id": str(event.credit_note.id), "credit_note": event.credit_note.number}
    yield from _moved(event, at, "granted", (1, 0), original=event.original.number, **note)
    yield change(credits_, {"id": str(event.ref.id)}, {"granted": event.amount.minor})


@FUNDS.on(SupplierCreditSetAside)
def _set_aside(event: SupplierCreditSetAside, at: Recorded) -> Changes:
    yield from _moved(event, at, "set_aside", (0, 1), **_of(event.run, event.payable))


@FUNDS.on(SupplierCreditFreed)
def _freed(event: SupplierCreditFreed, at: Recorded) -> Changes:
    yield from _moved(event, at, "freed", (0, -1), why=event.why, **_of(event.run, event.payable))


@FUNDS.on(SupplierCreditUsed)
def _used(event: SupplierCreditUsed, at: Recorded) -> Changes:
    yield from _moved(event, at, "used", (-1, -1), **_of(event.run, event.payable))
    yield change(credits_, {"id": str(event.ref.id)}, {"used": event.amount.minor})


@FUNDS.on(SupplierCreditReturned)
def _returned(event: SupplierCreditReturned, at: Recorded) -> Changes:
    yield from _moved(event, at, "returned", (1, 0), **_of(event.run, event.payable))
    yield change(credits_, {"id": str(event.ref.id)}, {"used": -event.amount.minor})


@FUNDS.on(SupplierCreditRefunded)
def _refunded(event: SupplierCreditRefunded, at: Recorded) -> Changes:
    said = {"statement": event.statement.number, "statement_entry": str(event.entry)}
    yield from _moved(event, at, "refunded", (-1, 0), person=event.refunded_by, why=event.why, **said)
    yield change(credits_, {"id": str(event.ref.id)}, {"refunded": event.amount.minor})
