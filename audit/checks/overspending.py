"""I4: what is available on a budget line, alone and with earlier periods, is not overspent without saying so."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.checks.budgets import ZERO, line_number
from audit.report import Violation, violation
from contracts.budget_line import Asking, BudgetControl, Treatment, Treatments
from contracts.values import Ref
from events._base import Recorded
from events.budget_line import (
    BudgetControlled,
    BudgetOpened,
    BudgetRevised,
    ExceptionUsed,
    FundsMove,
    OverspendWarned,
    Stage,
)

Series = tuple[str, str, str]
ASKING: dict[Stage, Asking] = {"pre_encumbered": "requisitions", "encumbered": "orders", "actual": "invoices"}


class Overspending:
    """I4: available is never below zero, unless the line's control allows it, or a warning or an exception recorded for the
    same cause covers it."""

    name = "I4"

    def __init__(self) -> None:
        self._available: dict[UUID, Decimal] = {}
        self._budget: dict[UUID, Decimal] = {}
        self._controls: dict[UUID, BudgetControl] = {}
        self._series: dict[Series, dict[str, UUID]] = defaultdict(dict)
        self._uncovered: dict[tuple[UUID, UUID], tuple[Decimal, Violation]] = {}
        self._carried: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)

    @property
    def sees(self) -> Sees:
        """All that changes what is available, and what covers it."""
        return {
            BudgetOpened: self._set,
            BudgetRevised: self._set,
            BudgetControlled: self._control,
            FundsMove: self._moved,
            OverspendWarned: self._warned,
            ExceptionUsed: self._excepted,
        }

    def _set(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, BudgetOpened | BudgetRevised)
        if isinstance(event, BudgetOpened):
            self._series[_series(event)][event.cost_object.period] = stream
            same = Treatments(
                requisitions=event.control, orders=event.control, invoices=event.control, wages=event.control
            )
            self._controls[stream] = event.controls or BudgetControl(period=same)
        amount = event.amount.amount
        more = amount - self._budget.get(stream, ZERO)
        self._available[stream], self._budget[stream] = self._available.get(stream, ZERO) + more, amount
        lowered = more < ZERO and not self._is_carried(
            stream, event.cause if isinstance(event, BudgetRevised) else None, more
        )
        if lowered and self._available[stream] < ZERO:
            yield self._overspent(recorded, event)

    def _control(self, recorded: Recorded) -> Found:
        assert isinstance(recorded.event, BudgetControlled)
        self._controls[recorded.originator_id] = recorded.event.controls
        yield from ()

    def _is_carried(self, stream: UUID, cause: Ref | None, change: Decimal) -> bool:
        """Whether a carry-forward that has raised what is available takes no more of it again: it overspends nothing."""
        if cause is None or cause.kind != "budget_line":
            return False
        self._carried[stream, cause.id] += change
        return self._carried[stream, cause.id] >= ZERO

    def _moved(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, FundsMove)
        amount = event.amount.amount
        change = amount if event.target == "available" else ZERO
        change -= amount if event.source == "available" else ZERO
        self._available[stream] = self._available.get(stream, ZERO) + change
        if self._is_carried(stream, event.cause, change) or change >= ZERO:
            return
        if short := self._short(event, stream, -change):
            # What covers it follows the move; whether it came is known at the end.
            before, _ = self._uncovered.get((stream, event.cause.id), (ZERO, None))
            self._uncovered[stream, event.cause.id] = before + short, self._overspent(recorded, event)
        yield from ()

    def _short(self, event: FundsMove, stream: UUID, drawn: Decimal) -> Decimal:
        """By how much a draw went over the limits that its kind of document has to keep."""
        controls = self._controls.get(stream, BudgetControl())
        over = ZERO
        if _treatment(controls.period, event) != "allow":
            over = max(over, min(drawn, -self._available[stream]))
        if controls.cumulative is not None and _treatment(controls.cumulative, event) != "allow":
            periods = self._series[_series(event)].items()
            total = sum((self._available[each] for period, each in periods if period <= event.cost_object.period), ZERO)
            over = max(over, min(drawn, -total))
        return over

    def _warned(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, OverspendWarned)
        self._uncovered.pop((recorded.originator_id, event.cause.id), None)
        yield from ()

    def _excepted(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, ExceptionUsed)
        short, found = self._uncovered.pop((stream, event.cause.id), (ZERO, None))
        if found is not None and short > event.amount.amount:
            self._uncovered[stream, event.cause.id] = short - event.amount.amount, found
        yield from ()

    def _overspent(self, recorded: Recorded, event: FundsMove | BudgetOpened | BudgetRevised) -> Violation:
        figures = {"available": self._available[recorded.originator_id], "position": recorded.position}
        return violation(self.name, "overspent-in-silence", line_number(event), **figures)

    def end(self) -> Found:
        """What nothing covered."""
        yield from (found for _, found in self._uncovered.values())


def _series(event: FundsMove | BudgetOpened | BudgetRevised) -> Series:
    return event.entity, event.cost_object.project, event.cost_object.cost_code


def _treatment(treatments: Treatments, event: FundsMove) -> Treatment:
    """Accruals are drawn for wages, or for an order whose bill is taken back."""
    asking: Asking = ASKING.get(event.target, "wages" if event.cause.kind == "labour_sheet" else "orders")
    found: Treatment = getattr(treatments, asking)
    return found
