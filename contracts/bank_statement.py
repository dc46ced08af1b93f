"""Bank statements (对账单): what the bank says happened on an account, imported once, and what each entry was for."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.values import MOST_LINES, PRINTABLE, Code, Money, Sha256, Text, Value

EntryNumber = Annotated[int, Field(ge=1, le=MOST_LINES)]
Word = Annotated[str, Field(min_length=1, max_length=140, pattern=PRINTABLE)]
"""A bank's word as it stands in the file, on one line."""
Purpose = Literal["fee", "interest", "tax", "transfer", "receipt", "correction", "other"]
"""What an entry was for that is no payment of ours."""


class StatementEntry(Value):
    """One booking. `amount` is above zero; `batch` is our name of the file that it books as a whole; `returned` says that
    the bank takes an earlier booking back."""

    number: EntryNumber
    booked_on: date
    direction: Literal["in", "out"]
    amount: Money
    end_to_end_id: Word | None = None
    batch: Word | None = None
    account: Word | None = None
    """The other side's account, and `name` its holder."""
    name: Word | None = None
    text: Word | None = None
    bank_reference: Word | None = None
    returned: bool = False


class ImportBankStatement(Command):
    """Take a statement in, once: opening balance + entries = closing balance, and it follows the statement before it."""

    contract = "bank_statement.import"
    permission = "bank_statement.import"
    entity: Code
    account: Text
    statement: Word
    """How the bank names it: the same one of an account is taken once."""
    closed_on: date
    opening: Money
    closing: Money
    entries: Annotated[tuple[StatementEntry, ...], Field(max_length=MOST_LINES)] = ()
    file_sha256: Sha256
    format: Text


class ReconcileBankStatement(Command):
    """Follow-up: find the payments of all entries that nothing explains yet; what is not certain stays for a person."""

    contract = "bank_statement.reconcile"
    permission = "bank_statement.reconcile"
    bank_statement: UUID


class EntryPayment(Value):
    """A payment of a run, as an entry is matched with it."""

    run: UUID
    payable: UUID


class MatchEntry(Command):
    """A person says which payments an entry settles (money out) or gives back (money in); their sum is the entry's."""

    contract = "bank_statement.match"
    permission = "bank_statement.reconcile"
    by = "person"
    bank_statement: UUID
    entry: EntryNumber
    payments: Annotated[tuple[EntryPayment, ...], Field(min_length=1, max_length=200)]
    why: Text


class ExplainEntry(Command):
    """A person says what an entry was for that is no payment of ours, or (without `entry`) why statements do not join."""

    contract = "bank_statement.explain"
    permission = "bank_statement.reconcile"
    by = "person"
    bank_statement: UUID
    entry: EntryNumber | None = None
    purpose: Purpose
    why: Text
