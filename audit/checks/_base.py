"""What every check has in common: it sees the events it names, in order, and says what is violated."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from audit.report import Violation
from audit.rows import Row
from events._base import Event, Recorded

Found = Iterator[Violation]
Sees = Mapping[type[Event], Callable[[Recorded], Found]]


class Check(Protocol):
    """A fold over the log. `sees` is event type -> function; `Event` itself as a type means every event."""

    name: str

    @property
    def sees(self) -> Sees:
        """Which events it looks at, and with which function (a generator of violations)."""
        ...

    def end(self) -> Found:
        """What is violated when the log ends here."""
        ...


class Pass:
    """One pass of many checks over the log: each event is decoded once and shown to those who look at its type."""

    def __init__(self, checks: tuple[Check, ...]) -> None:
        self.checks = checks
        self.violations: list[Violation] = []
        self.events = 0
        self._seers: dict[type[Event], tuple[Callable[[Recorded], Found], ...]] = {}

    def see(self, row: Row) -> None:
        """Show one event to the checks; unreadable rows are left to `audit.verify`, which names them."""
        self.events += 1
        if isinstance(row, Recorded):
            for look in self._seers_of(type(row.event)):
                self.violations.extend(look(row))

    def end(self) -> None:
        """Let each check say what is left."""
        for check in self.checks:
            self.violations.extend(check.end())

    def _seers_of(self, kind: type[Event]) -> tuple[Callable[[Recorded], Found], ...]:
        if kind not in self._seers:
            looks = (seen for check in self.checks for seen in check.sees.items())
            self._seers[kind] = tuple(look for wanted, look in looks if issubclass(kind, wanted))
        return self._seers[kind]
