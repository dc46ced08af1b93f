"""I4: what is available on a budget line is not overspent without saying so."""

from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.checks.budgets import ZERO, line_number
from audit.report import Violation, violation
from events._base import Recorded
from events.budget_line import BudgetOpened, BudgetRevised, FundsMove, OverspendWarned


class Overspending:
    """I4: available is never below zero, unless a warning recorded for the same cause covers it."""

    name = "I4"

    def __init__(self) -> None:
        self._available: dict[UUID, Decimal] = {}
        self._budget: dict[UUID, Decimal] = {}
        self._uncovered: dict[tuple[UUID, UUID], Violation] = {}

    @property
    def sees(self) -> Sees:
        """All that changes what is available, and the warnings."""
        return {
            BudgetOpened: self._set,
            BudgetRevised: self._set,
            FundsMove: self._moved,
            OverspendWarned: self._warned,
        }

    def _set(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, BudgetOpened | BudgetRevised)
        amount = event.amount.amount
        self._available[stream] = self._available.get(stream, ZERO) + amount - self._budget.get(stream, ZERO)
        lowered, self._budget[stream] = amount < self._budget.get(stream, ZERO), amount
        if lowered and self._available[stream] < ZERO:
            yield self._overspent(recorded, event)

    def _moved(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, FundsMove)
        amount = event.amount.amount
        change = amount if event.target == "available" else ZERO
        change -= amount if event.source == "available" else ZERO
        self._available[stream] = self._available.get(stream, ZERO) + change
        if change < ZERO and self._available[stream] < ZERO:
            # The warning follows its move; whether it came is known at the end.
            self._uncovered[(stream, event.cause.id)] = self._overspent(recorded, event)
        yield from ()

    def _warned(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, OverspendWarned)
        self._uncovered.pop((recorded.originator_id, event.cause.id), None)
        yield from ()

    def _overspent(self, recorded: Recorded, event: FundsMove | BudgetOpened | BudgetRevised) -> Violation:
        figures = {"available": self._available[recorded.originator_id], "position": recorded.position}
        return violation(self.name, "overspent-in-silence", line_number(event), **figures)

    def end(self) -> Found:
        """What no warning covered."""
        yield from self._uncovered.values()
