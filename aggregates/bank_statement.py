"""Bank statements: imported whole, and explained entry by entry, each of them once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.bank_statement_state import BankStatement, evolve
from aggregates.bank_statement_sum import wrong
from contracts.bank_statement import ExplainEntry, ImportBankStatement
from contracts.values import Money, Ref, money
from events.bank_statement import (
    BankStatementImported,
    MatchedPayment,
    Rule,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
)

__all__ = ["BANK_STATEMENT", "BankStatement"]
RULES = "reconciliation/1"
"""Version of the rules in bots/reconciliation.py, kept with every decision that they made."""


@dataclass(frozen=True)
class Import:
    """ImportBankStatement with its number and its place behind the statement before it."""

    command: ImportBankStatement
    ref: Ref
    previous: Ref | None
    gap: Money | None


@dataclass(frozen=True)
class Match:
    """An entry is these payments; `why` is a person's reason."""

    entry: int
    result: Literal["settled", "returned"]
    payments: tuple[MatchedPayment, ...]
    rule: Rule
    arithmetic: tuple[tuple[str, str], ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class CloseGap:
    """The statement that was missing before this one came."""

    by: Ref


@dataclass(frozen=True)
class Repay:
    """An entry is money that a supplier pays back of his credit balance."""

    entry: int
    credit: Ref
    why: str


StatementCommand = Import | Match | ExplainEntry | CloseGap | Repay


def decide(state: BankStatement, command: StatementCommand, facts: Facts) -> Decision:
    """Every entry is explained once; an amount that does not add up is refused."""
    if isinstance(command, Import):
        return _import(state, command, facts)
    if state.ref is None or state.imported is None:
        return refuse("unknown-document", kind="bank statement")
    match command:
        case Match():
            return _match(state, state.ref, command, facts)
        case ExplainEntry() | Repay():
            return _explain(state, state.ref, command, facts)
        case CloseGap():
            closed = StatementGapClosed(ref=state.ref, by=command.by, remaining=state.waiting - 1)
            return (closed,) if state.gap_open else ()
        case _:
            assert_never(command)


def _import(state: BankStatement, command: Import, facts: Facts) -> Decision:
    told = command.command
    if state.ref is not None:
        return refuse("statement-already-imported", number=state.ref, statement=told.statement, account=told.account)
    if refusal := wrong(told):
        return refusal
    fields = told.model_dump(include={"account", "statement", "closed_on", "file_sha256", "format"})
    imported = BankStatementImported(
        ref=command.ref,
        opening=told.opening,
        closing=told.closing,
        entries=told.entries,
        imported_by=facts.actor.name,
        previous=command.previous,
        gap=command.gap,
        **fields,
    )
    return (imported,)


def _match(state: BankStatement, ref: Ref, command: Match, facts: Facts) -> Decision:
    entry = state.entry(command.entry)
    if entry is None:
        return refuse("unknown-line", number=ref, line=command.entry)
    if command.entry not in state.open:
        return refuse("entry-already-explained", number=ref, entry=command.entry, how=state.done[command.entry])
    if (entry.direction == "out") != (command.result == "settled"):
        return refuse("entry-other-direction", number=ref, entry=command.entry, direction=entry.direction)
    total = sum((payment.amount.amount for payment in command.payments), Decimal(0))
    for payment in command.payments:
        if payment.amount.currency != entry.amount.currency:
            return refuse("currency-mismatch", expected=entry.amount.currency, given=payment.amount.currency)
    if total != entry.amount.amount:
        paid = money(total, entry.amount.currency)
        return refuse("entry-amount-differs", entry=command.entry, booked=entry.amount, payments=paid)
    matched = StatementEntryMatched(
        ref=ref,
        entry=command.entry,
        result=command.result,
        amount=entry.amount,
        payments=command.payments,
        rule=command.rule,
        rule_version=RULES,
        arithmetic=command.arithmetic,
        matched_by=facts.actor.name,
        why=command.why,
        remaining=state.waiting - 1,
    )
    return (matched,)


def _explain(state: BankStatement, ref: Ref, command: ExplainEntry | Repay, facts: Facts) -> Decision:
    """Once, by a person; what a supplier pays back is money in."""
    entry = state.entry(command.entry) if command.entry is not None else None
    if command.entry is None and not state.gap_open:
        return refuse("no-gap", number=ref)
    if command.entry is not None and entry is None:
        return refuse("unknown-line", number=ref, line=command.entry)
    if command.entry is not None and command.entry not in state.open:
        return refuse("entry-already-explained", number=ref, entry=command.entry, how=state.done[command.entry])
    if isinstance(command, Repay) and entry is not None and entry.direction != "in":
        return refuse("entry-other-direction", number=ref, entry=command.entry, direction=entry.direction)
    explained = StatementEntryExplained(
        ref=ref,
        entry=command.entry,
        purpose="supplier-refund" if isinstance(command, Repay) else command.purpose,
        why=command.why,
        explained_by=facts.actor.name,
        remaining=state.waiting - 1,
        credit=command.credit if isinstance(command, Repay) else None,
    )
    return (explained,)


BANK_STATEMENT = Aggregate("bank_statement", BankStatement(), decide, evolve)


def statement_key(entity: str, account: str, statement: str) -> str:
    """The creation key of a statement: what the bank calls it, within an account."""
    return f"{entity}:{account}:{statement}"


def statement_file_key(sha256: str, statement: str) -> str:
    """The key that a statement of a file is claimed under: the same bytes are not a statement of another account, too."""
    return f"statement-file:{sha256}:{statement}"
