"""Fund accounts with what is there and what is reserved, every move of either, and transfers between them."""

from sqlalchemy import Index

from contracts.values import Money, Ref, month_of
from events._base import Recorded
from events.fund_account import (
    FundAccountMovedIn,
    FundAccountMovedOut,
    FundAccountOpened,
    FundAccountPaid,
    FundAccountReceived,
    FundAccountReleased,
    FundAccountReserved,
    FundAccountReturned,
    WageExceptionGranted,
)
from events.fund_transfer import FundTransferConcluded, FundTransferProposed, FundTransferWithdrawn
from projections._base import Changes, Projection, change, upsert
from projections._columns import count, instant, key, micros, minor, number_key, text

FUND_ACCOUNTS = Projection("fund_accounts")
accounts = FUND_ACCOUNTS.table(
    "fund_accounts",
    key("id"),
    *(text(name) for name in ("entity", "fund_account", "name", "purpose", "project", "currency", "bank_account")),
    *(minor(name) for name in ("balance", "reserved", "available")),
    *(minor(name) for name in ("received", "moved_in", "moved_out", "paid")),
    text("opened_by"),
    instant("opened_at"),
    count("position"),
)
moves = FUND_ACCOUNTS.table(
    "fund_moves",
    number_key("position"),
    *(text(name) for name in ("account_id", "entity", "fund_account", "kind", "currency", "month")),
    *(minor(name) for name in ("amount", "reserved_change", "plan_change")),
    text("plan_month"),
    *(text(name) for name in ("cause_kind", "cause_id", "cause_number", "counterpart")),
    *(text(name) for name in ("bank_reference", "payer", "why")),
    instant("moved_at"),
)
"""`amount` is what the balance changes by, `reserved_change` what is reserved changes by: both add up to the account's.

`plan_change` is what is used of the funds plan of `plan_month`; `month` is that of the move (of a receipt: of the bank's day).
"""
transfers = FUND_ACCOUNTS.table(
    "fund_transfers",
    key("id"),
    *(text(name) for name in ("number", "entity", "source", "target", "currency", "status", "requester", "why")),
    minor("amount"),
    instant("asked_at"),
    instant("ended_at"),
    count("position"),
)
exceptions = FUND_ACCOUNTS.table(
    "wage_exceptions",
    number_key("position"),
    *(text(name) for name in ("entity", "fund_account", "run_id", "run", "currency", "granted_by", "why")),
    minor("owed"),
    minor("covered"),
)
Index("view_fund_moves_by_account", moves.c.account_id, moves.c.position)


def _moved(
    ref: Ref, at: Recorded, kind: str, change_of: Money, signs: tuple[int, int], cause: Ref | None, **more: object
) -> Changes:
    """One move: by how much balance and reserved change (as signs of the amount), and why."""
    by, held = (sign * change_of.minor for sign in signs)
    why = {"cause_kind": cause.kind, "cause_id": str(cause.id), "cause_number": cause.number} if cause else {}
    about = {"entity": ref.entity, "fund_account": ref.number, "kind": kind, "currency": change_of.currency}
    when = {"moved_at": micros(at.occurred_at), "month": month_of(at.occurred_at)}
    row = about | when | {"amount": by, "reserved_change": held} | why | more
    yield upsert(moves, {"position": at.position}, account_id=str(ref.id), **row)
    sums = {"received": by} if kind == "received" else {kind: abs(by)} if kind in SUMS else {}
    yield change(accounts, {"id": str(ref.id)}, {"balance": by, "reserved": held, "available": by - held, **sums})


def _of_plan(month: str | None, amount: Money, sign: int) -> dict[str, object]:
    """By how much a move changes what is used of the plan of a month; of earlier days nothing is known."""
    return {"plan_month": month, "plan_change": sign * amount.minor if month else 0}


SUMS = frozenset({"moved_in", "moved_out", "paid"})


@FUND_ACCOUNTS.on(FundAccountOpened)
def _opened(event: FundAccountOpened, at: Recorded) -> Changes:
    ref = event.ref
    about = {"entity": ref.entity, "fund_account": ref.number, "name": event.name, "purpose": event.purpose}
    where = {"project": event.project, "currency": event.currency, "bank_account": event.bank_account}
    by = {"opened_by": event.opened_by, "opened_at": micros(at.occurred_at), "position": at.position}
    yield upsert(accounts, {"id": str(ref.id)}, **about, **where, **by)
    yield from _moved(ref, at, "opened", event.opening, (1, 0), None)


@FUND_ACCOUNTS.on(FundAccountReceived)
def _received(event: FundAccountReceived, at: Recorded) -> Changes:
    said = {"bank_reference": event.bank_reference, "payer": event.payer, "month": month_of(event.on)}
    yield from _moved(event.ref, at, "received", event.amount, (1, 0), None, **said)


@FUND_ACCOUNTS.on(FundAccountMovedIn)
def _moved_in(event: FundAccountMovedIn, at: Recorded) -> Changes:
    other = {"counterpart": event.counterpart.number, "why": event.why}
    yield from _moved(event.ref, at, "moved_in", event.amount, (1, 0), event.cause, **other)


@FUND_ACCOUNTS.on(FundAccountMovedOut)
def _moved_out(event: FundAccountMovedOut, at: Recorded) -> Changes:
    other = {"counterpart": event.counterpart.number, "why": event.why, **_of_plan(event.month, event.amount, 1)}
    signs = (-1, -1) if event.cause else (-1, 0)  # what a transfer had reserved goes with it
    yield from _moved(event.ref, at, "moved_out", event.amount, signs, event.cause, **other)


@FUND_ACCOUNTS.on(FundAccountReserved)
def _reserved(event: FundAccountReserved, at: Recorded) -> Changes:
    yield from _moved(
        event.ref, at, "reserved", event.amount, (0, 1), event.cause, **_of_plan(event.month, event.amount, 1)
    )


@FUND_ACCOUNTS.on(FundAccountReleased)
def _released(event: FundAccountReleased, at: Recorded) -> Changes:
    yield from _moved(
        event.ref, at, "released", event.amount, (0, -1), event.cause, **_of_plan(event.month, event.amount, -1)
    )


@FUND_ACCOUNTS.on(FundAccountPaid)
def _paid(event: FundAccountPaid, at: Recorded) -> Changes:
    yield from _moved(event.ref, at, "paid", event.amount, (-1, -1), event.cause)


@FUND_ACCOUNTS.on(FundAccountReturned)
def _returned(event: FundAccountReturned, at: Recorded) -> Changes:
    where = {"id": str(event.ref.id)}
    yield from _moved(
        event.ref, at, "returned", event.amount, (1, 0), event.cause, **_of_plan(event.month, event.amount, -1)
    )
    yield change(accounts, where, {"paid": -event.amount.minor})


@FUND_ACCOUNTS.on(WageExceptionGranted)
def _excepted(event: WageExceptionGranted, at: Recorded) -> Changes:
    about = {"entity": event.ref.entity, "fund_account": event.ref.number, "currency": event.owed.currency}
    run = {"run_id": str(event.run.id), "run": event.run.number, "granted_by": event.granted_by, "why": event.why}
    figures = {"owed": event.owed.minor, "covered": event.covered.minor}
    yield upsert(exceptions, {"position": at.position}, **about, **run, **figures)


@FUND_ACCOUNTS.on(FundTransferProposed)
def _asked(event: FundTransferProposed, at: Recorded) -> Changes:
    about = {"number": event.ref.number, "entity": event.ref.entity, "why": event.why, "requester": event.requester}
    between = {"source": event.source.number, "target": event.target.number, "status": "proposed"}
    amount = {"amount": event.amount.minor, "currency": event.amount.currency}
    when = {"asked_at": micros(at.occurred_at), "position": at.position}
    yield upsert(transfers, {"id": str(event.ref.id)}, **about, **between, **amount, **when)


@FUND_ACCOUNTS.on(FundTransferConcluded, FundTransferWithdrawn)
def _ended(event: FundTransferConcluded | FundTransferWithdrawn, at: Recorded) -> Changes:
    status = event.verdict if isinstance(event, FundTransferConcluded) else "withdrawn"
    yield change(transfers, {"id": str(event.ref.id)}, status=status, ended_at=micros(at.occurred_at))
