"""What happens to a bank account of ours: statement follows statement."""

from datetime import date

from contracts.values import Money, Ref
from events._base import Event


class BankLedgerContinued(Event):
    """A statement took its place in the row of statements of an account; `gap` is what is missing before it.

    It is the `newest` unless a later one came before it.
    """

    stored_as = "bank_ledger.continued.v1"
    ref: Ref
    statement: Ref
    closed_on: date
    opening: Money
    closing: Money
    previous: Ref | None = None
    gap: Money | None = None
    newest: bool = True


BankLedgerEvent = BankLedgerContinued
