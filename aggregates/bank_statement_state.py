"""A bank statement as its events tell it: what was taken in, and which entries are explained by what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from contracts.bank_statement import StatementEntry
from contracts.values import Ref
from events.bank_statement import (
    BankStatementEvent,
    BankStatementImported,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
)


@dataclass(frozen=True)
class BankStatement:
    """A statement; `open` are the entries that nothing explains yet, `done` says how the others were explained."""

    ref: Ref | None = None
    imported: BankStatementImported | None = None
    open: tuple[int, ...] = ()
    done: Mapping[int, str] = field(default_factory=dict)
    gap_open: bool = False

    @property
    def waiting(self) -> int:
        """How many entries and gaps still wait for an explanation."""
        return len(self.open) + self.gap_open

    def entry(self, number: int) -> StatementEntry | None:
        """An entry by its number."""
        entries = self.imported.entries if self.imported else ()
        return next((entry for entry in entries if entry.number == number), None)


def evolve(state: BankStatement, event: BankStatementEvent) -> BankStatement:
    """Apply one event."""
    match event:
        case BankStatementImported():
            numbers = tuple(entry.number for entry in event.entries)
            return BankStatement(event.ref, event, numbers, gap_open=event.gap is not None)
        case StatementEntryMatched():
            return _explained(state, event.entry, event.rule)
        case StatementEntryExplained(entry=None) | StatementGapClosed():
            return replace(state, gap_open=False)
        case StatementEntryExplained():
            return _explained(state, event.entry or 0, event.purpose)
        case _:
            assert_never(event)


def _explained(state: BankStatement, number: int, how: str) -> BankStatement:
    rest = tuple(each for each in state.open if each != number)
    return replace(state, open=rest, done={**state.done, number: how})
