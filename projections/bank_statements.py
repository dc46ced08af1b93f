"""Bank statements and their entries: what each was for, and what still waits for an explanation."""

from sqlalchemy import Index

from events._base import Recorded
from events.bank_ledger import BankLedgerContinued
from events.bank_statement import (
    BankStatementImported,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
)
from projections._base import Changes, Projection, change, upsert
from projections._columns import count, flag, instant, key, listed, micros, minor, names, number_key, text

BANK_STATEMENTS = Projection("bank_statements")
statements = BANK_STATEMENTS.table(
    "bank_statements",
    key("id"),
    *(text(name) for name in ("number", "entity", "account", "statement", "currency", "closed_on")),
    *(minor(name) for name in ("opening", "closing", "gap")),
    *(count(name) for name in ("entries", "unexplained")),
    *(text(name) for name in ("previous", "file_sha256", "format", "imported_by")),
    instant("imported_at"),
    count("position"),
)
"""`unexplained` counts the gap before it as well."""
entries = BANK_STATEMENTS.table(
    "bank_statement_entries",
    key("statement_id"),
    number_key("entry"),
    *(text(name) for name in ("statement_number", "entity", "account", "currency", "booked_on", "direction")),
    minor("amount"),
    *(text(name) for name in ("end_to_end_id", "other_account", "other_name", "text", "bank_reference")),
    flag("returned"),
    *(text(name) for name in ("status", "rule", "purpose", "why", "explained_by")),
    names("payments"),
    instant("explained_at"),
)
"""`status` is open, settled, returned or explained; `payments` are the end-to-end ids of what it was matched with."""
ledgers = BANK_STATEMENTS.table(
    "bank_balances",
    key("entity"),
    key("account"),
    *(text(name) for name in ("currency", "closed_on", "statement")),
    minor("balance"),
)
"""What each account holds by its last statement."""
Index("view_bank_statements_by_position", statements.c.position)


@BANK_STATEMENTS.on(BankStatementImported)
def _imported(event: BankStatementImported, at: Recorded) -> Changes:
    number, currency = event.ref.number, event.opening.currency
    yield upsert(
        statements,
        {"id": str(event.ref.id)},
        number=number,
        entity=event.ref.entity,
        account=event.account,
        statement=event.statement,
        currency=currency,
        closed_on=event.closed_on.isoformat(),
        opening=event.opening.minor,
        closing=event.closing.minor,
        gap=event.gap.minor if event.gap else 0,
        entries=len(event.entries),
        unexplained=len(event.entries) + (event.gap is not None),
        previous=event.previous.number if event.previous else None,
        file_sha256=event.file_sha256,
        format=event.format,
        imported_by=event.imported_by,
        imported_at=micros(at.recorded_at),
        position=at.position,
    )
    for entry in event.entries:
        yield upsert(
            entries,
            {"statement_id": str(event.ref.id), "entry": entry.number},
            statement_number=number,
            entity=event.ref.entity,
            account=event.account,
            currency=currency,
            booked_on=entry.booked_on.isoformat(),
            direction=entry.direction,
            amount=entry.amount.minor,
            end_to_end_id=entry.end_to_end_id,
            other_account=entry.account,
            other_name=entry.name,
            text=entry.text,
            bank_reference=entry.bank_reference,
            returned=int(entry.returned),
            status="open",
        )


@BANK_STATEMENTS.on(StatementEntryMatched)
def _matched(event: StatementEntryMatched, at: Recorded) -> Changes:
    where = {"statement_id": str(event.ref.id), "entry": event.entry}
    told = {"explained_by": event.matched_by, "explained_at": micros(at.recorded_at), "why": event.why}
    found = listed(payment.end_to_end_id for payment in event.payments)
    yield change(entries, where, status=event.result, rule=event.rule, payments=found, **told)
    yield change(statements, {"id": str(event.ref.id)}, unexplained=event.remaining)


@BANK_STATEMENTS.on(StatementEntryExplained)
def _explained(event: StatementEntryExplained, at: Recorded) -> Changes:
    if event.entry is not None:
        where = {"statement_id": str(event.ref.id), "entry": event.entry}
        told = {"explained_by": event.explained_by, "explained_at": micros(at.recorded_at), "why": event.why}
        yield change(entries, where, status="explained", purpose=event.purpose, **told)
    yield change(statements, {"id": str(event.ref.id)}, unexplained=event.remaining)


@BANK_STATEMENTS.on(StatementGapClosed)
def _closed(event: StatementGapClosed, _: Recorded) -> Changes:
    yield change(statements, {"id": str(event.ref.id)}, unexplained=event.remaining, previous=event.by.number, gap=0)


@BANK_STATEMENTS.on(BankLedgerContinued)
def _continued(event: BankLedgerContinued, _: Recorded) -> Changes:
    """A statement that came late changes no balance."""
    if event.newest:
        told = {"currency": event.closing.currency, "closed_on": event.closed_on.isoformat()}
        where = {"entity": event.ref.entity, "account": event.ref.number}
        yield upsert(ledgers, where, balance=event.closing.minor, statement=event.statement.number, **told)
