"""Bank ledgers: the row of statements of one account and currency, each opening where the one before it closed."""

from dataclasses import dataclass, replace
from datetime import date

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.bank_statement import ImportBankStatement
from contracts.values import Money, Ref
from events.bank_ledger import BankLedgerContinued, BankLedgerEvent


@dataclass(frozen=True)
class Frame:
    """A statement in the row."""

    statement: Ref
    closed_on: date
    opening: Money
    closing: Money
    previous: Ref | None = None
    gap: Money | None = None


@dataclass(frozen=True)
class BankLedger:
    """The statements by the day they close, those of one day in the order they came."""

    ref: Ref | None = None
    frames: tuple[Frame, ...] = ()

    def frame(self, statement: Ref) -> Frame | None:
        """A statement's place in the row."""
        return next((frame for frame in self.frames if frame.statement == statement), None)

    def before(self, day: date) -> Frame | None:
        """The statement that one closing on this day follows."""
        return next((frame for frame in reversed(self.frames) if frame.closed_on <= day), None)

    def after(self, day: date) -> Frame | None:
        """The statement that follows one closing on this day."""
        return next((frame for frame in self.frames if frame.closed_on > day), None)


@dataclass(frozen=True)
class Continue:
    """A statement takes its place."""

    ref: Ref
    statement: Ref
    told: ImportBankStatement


def decide(state: BankLedger, command: Continue, facts: Facts) -> Decision:
    """An account has one currency; a statement that does not join the one before it is taken, with what is missing."""
    told = command.told
    if state.frame(command.statement):
        return ()
    if state.frames and state.frames[0].opening.currency != told.opening.currency:
        return refuse("currency-mismatch", expected=state.frames[0].opening.currency, given=told.opening.currency)
    before = state.before(told.closed_on)
    missing = told.opening - before.closing if before else None
    continued = BankLedgerContinued(
        ref=command.ref,
        statement=command.statement,
        closed_on=told.closed_on,
        opening=told.opening,
        closing=told.closing,
        previous=before.statement if before else None,
        gap=missing if missing and missing.amount else None,
        newest=state.after(told.closed_on) is None,
    )
    return (continued,)


def evolve(state: BankLedger, event: BankLedgerEvent) -> BankLedger:
    """Apply one event."""
    frame = Frame(event.statement, event.closed_on, event.opening, event.closing, event.previous, event.gap)
    place = sum(known.closed_on <= frame.closed_on for known in state.frames)
    return replace(state, ref=event.ref, frames=(*state.frames[:place], frame, *state.frames[place:]))


BANK_LEDGER = Aggregate("bank_ledger", BankLedger(), decide, evolve)


def ledger_key(entity: str, account: str) -> str:
    """The creation key of the ledger of an account."""
    return f"{entity}:{account}"
