"""Whether a bank statement is right in itself: its numbering, its currency, its amounts and its sum."""

from decimal import Decimal

from aggregates._base import Refusal, doubled_in, refuse
from contracts.bank_statement import ImportBankStatement, StatementEntry
from contracts.values import money


def wrong(told: ImportBankStatement) -> Refusal | None:
    """What is wrong with a statement in itself: numbering, currencies, amounts, or its sum."""
    if doubled := doubled_in(entry.number for entry in told.entries):
        return refuse("doubled-line", line=doubled)
    currency = told.opening.currency
    for amount in (told.closing, *(entry.amount for entry in told.entries)):
        if amount.currency != currency:
            return refuse("currency-mismatch", expected=currency, given=amount.currency)
    for entry in told.entries:
        if entry.amount.amount <= 0:
            return refuse("negative-amount", amount=entry.amount)
    moved = sum((signed(entry) for entry in told.entries), Decimal(0))
    if told.opening.amount + moved != told.closing.amount:
        return refuse(
            "statement-does-not-add-up",
            statement=told.statement,
            opening=told.opening,
            entries=money(moved, currency),
            closing=told.closing,
        )
    return None


def signed(entry: StatementEntry) -> Decimal:
    """What an entry does to the balance."""
    return entry.amount.amount if entry.direction == "in" else -entry.amount.amount
