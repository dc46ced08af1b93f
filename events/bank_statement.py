"""What happens to a bank statement and its entries."""

from datetime import date
from typing import Literal

from contracts.bank_statement import Purpose, StatementEntry
from contracts.values import Money, Ref, Value
from events._base import Event

Rule = Literal["end-to-end-id", "batch", "account-and-name", "combination", "by-hand"]


class MatchedPayment(Value):
    """A payment that an entry settles or gives back."""

    run: Ref
    payable: Ref
    end_to_end_id: str
    amount: Money


class BankStatementImported(Event):
    """The bank's word on an account between two balances; `gap` is by how much it does not join the one before it."""

    stored_as = "bank_statement.imported.v1"
    ref: Ref
    account: str
    statement: str
    closed_on: date
    opening: Money
    closing: Money
    entries: tuple[StatementEntry, ...]
    file_sha256: str
    format: str
    imported_by: str
    previous: Ref | None = None
    gap: Money | None = None


class StatementEntryMatched(Event):
    """An entry is these payments, found by a rule of this version (or by a person, who says why); `remaining` entries and
    gaps of the statement still wait for an explanation."""

    stored_as = "bank_statement.entry_matched.v1"
    ref: Ref
    entry: int
    result: Literal["settled", "returned"]
    amount: Money
    payments: tuple[MatchedPayment, ...]
    rule: Rule
    rule_version: str
    arithmetic: tuple[tuple[str, str], ...]
    matched_by: str
    why: str | None = None
    remaining: int


class StatementEntryExplained(Event):
    """A person said what an entry was for (None: why the statement does not join the one before it)."""

    stored_as = "bank_statement.entry_explained.v1"
    ref: Ref
    entry: int | None = None
    purpose: Literal[Purpose, "supplier-refund"]
    why: str
    explained_by: str
    remaining: int
    credit: Ref | None = None
    """The credit balance that a supplier paid back with it."""


class StatementGapClosed(Event):
    """The missing statement came: this one now joins it."""

    stored_as = "bank_statement.gap_closed.v1"
    ref: Ref
    by: Ref
    remaining: int


BankStatementEvent = BankStatementImported | StatementEntryMatched | StatementEntryExplained | StatementGapClosed
