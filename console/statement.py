"""`req2pay pay statement|statements|entries|reconcile|match|explain`: what the bank says happened, and what it was for."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from console.command import command
from console.find import ENTITY, document
from console.pay import group
from console.people import actor
from console.problem import NOT_FINE, OK, Problem, unknown
from console.rows import caught_up, listing, page, show
from console.send import WHY, send, sending, sent, told

if TYPE_CHECKING:
    from adapters.statements import StatementError
    from console.doors import Door, Live
    from console.out import Out

STATEMENTS = ("number", "entity", "account", "statement", "closed_on", "opening", "closing", "gap", "unexplained")
ENTRIES = ("statement_number", "entry", "booked_on", "direction", "amount", "other_name", "text", "status", "rule")
PURPOSES = ("fee", "interest", "tax", "transfer", "receipt", "correction", "other")


@command(group, "statement")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--entity", required=True, metavar="CODE", help="Legal entity whose account it is.")
@click.option("--account", metavar="IBAN", help="The account of a CSV file, which names none.")
@click.option("--currency", metavar="CODE", help="The currency of a CSV file, where it has no column for it.")
@sending
def statement(
    door: "Door",
    out: "Out",
    files: Sequence[Path],
    entity: str,
    account: str | None,
    currency: str | None,
    person: str,
    key: str | None,
) -> int:
    """Take bank statements in (camt.053 or CSV) and reconcile them. One answer for each statement of each file."""
    from adapters.statements import StatementError, read

    worst = OK
    with door.open() as live:
        who, accounts = actor(door, person), [account] if account else _accounts(live, entity)
        for file in files:
            data = _bytes(file)
            try:
                columns = live.policies.columns_of(accounts[0]) if len(accounts) == 1 else {}
                found = read(data, entity, accounts, currency or "", columns)
            except StatementError as error:
                raise _problem(error) from error
            live.blobs.put(data)
            for each in found:
                worst = max(worst, told(out, each, sent(live, each, who, key and f"{key}:{each.statement}")))
    return worst


def _accounts(live: "Live", entity: str) -> list[str]:
    from aggregates.legal_entity import LEGAL_ENTITY
    from contracts.ids import stream_id

    accounts = live.handler.state(LEGAL_ENTITY, stream_id("legal_entity", entity)).accounts
    if not accounts:
        raise Problem("no-account", NOT_FINE, entity=entity)
    return [each.identifier for each in accounts]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Problem("file-unreadable", file=file, reason=error) from error


def _problem(error: "StatementError") -> Problem:
    return Problem(f"tables.{error.code}", NOT_FINE, **error.figures)


@command(group, "statements")
@listing
def statements(door: "Door", out: "Out", **which: Any) -> None:
    """Bank statements, the newest first."""
    show(door, out, "bank_statements", STATEMENTS, **which)


@command(group, "entries")
@listing
def entries(door: "Door", out: "Out", **which: Any) -> None:
    """Entries of bank statements (--filter status=open: what waits for an explanation)."""
    show(door, out, "bank_statement_entries", ENTRIES, **which)


@command(group, "reconcile")
@click.argument("number")
@ENTITY
@sending
def reconcile(door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None) -> int:
    """Look for the payments of a statement's open entries at once; the system does so each day."""
    from contracts.bank_statement import ReconcileBankStatement

    with door.open() as live:
        caught_up(live)
        ask = ReconcileBankStatement(bank_statement=document(live, number, entity, "bank_statement").id)
        return send(door, out, live, ask, person, key)


@command(group, "match")
@click.argument("number")
@click.argument("entry", type=int)
@click.argument("payables", nargs=-1, required=True)
@click.option("--run", required=True, metavar="NUMBER", help="The payment run that they were paid by.")
@WHY
@ENTITY
@sending
def match(
    door: "Door",
    out: "Out",
    number: str,
    entry: int,
    payables: Sequence[str],
    run: str,
    why: str,
    entity: str | None,
    person: str,
    key: str | None,
) -> int:
    """Say which PAYABLES an entry of a statement settles (money out) or gives back (money in)."""
    from contracts.bank_statement import EntryPayment, MatchEntry

    with door.open() as live:
        paid_by = document(live, run, entity, "payment_run").id
        paid = tuple(EntryPayment(run=paid_by, payable=_payable(live, each, entity)) for each in payables)
        stream = document(live, number, entity, "bank_statement").id
        return send(
            door, out, live, MatchEntry(bank_statement=stream, entry=entry, payments=paid, why=why), person, key
        )


def _payable(live: "Live", number: str, entity: str | None) -> UUID:
    caught_up(live)
    rows = page(live, "payables", {"number": number, **({"entity": entity} if entity else {})})[0]
    if len(rows) != 1:
        raise unknown("payable", number)
    return UUID(rows[0]["id"])


@command(group, "explain")
@click.argument("number")
@click.argument("entry", type=int, required=False)
@click.option("--purpose", required=True, type=click.Choice(PURPOSES), help="What it was for.")
@WHY
@ENTITY
@sending
def explain(
    door: "Door",
    out: "Out",
    number: str,
    entry: int | None,
    purpose: str,
    why: str,
    entity: str | None,
    person: str,
    key: str | None,
) -> int:
    """Say what an ENTRY was for that is no payment of ours; without it, why the statement does not join the one before."""
    from contracts.bank_statement import ExplainEntry

    with door.open() as live:
        stream = document(live, number, entity, "bank_statement").id
        fields = {"bank_statement": stream, "entry": entry, "purpose": purpose, "why": why}
        return send(door, out, live, ExplainEntry.model_validate(fields), person, key)


COMMANDS = (group,)
"""The group of console/pay.py, which these belong to."""
