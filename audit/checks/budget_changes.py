"""I4: budgets change, and exceptions are granted and used, by approved budget changes alone and by no more than they say."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.checks.budgets import ZERO, line_number
from audit.report import violation
from contracts.budget_change import BudgetChangeTerms
from contracts.values import CostObject
from events._base import Recorded
from events.budget_change import BudgetChangeAsked, BudgetChangeConcluded
from events.budget_line import BudgetOpened, BudgetRevised, ExceptionGranted, ExceptionUsed

Line = tuple[UUID, CostObject]


class BudgetChanges:
    """What each approved change wants of each line, and what the lines say came of it."""

    name = "I4"

    def __init__(self) -> None:
        self._terms: dict[UUID, BudgetChangeTerms] = {}
        self._names: dict[UUID, str] = {}
        self._budgets: dict[UUID, Decimal] = {}
        self._wanted: dict[Line, Decimal] = defaultdict(Decimal)
        self._done: dict[Line, Decimal] = defaultdict(Decimal)
        self._left: dict[Line, Decimal] = defaultdict(Decimal)

    @property
    def sees(self) -> Sees:
        """Changes, the budgets they move, the exceptions they grant."""
        return {
            BudgetChangeAsked: self._asked,
            BudgetChangeConcluded: self._concluded,
            BudgetOpened: self._budget,
            BudgetRevised: self._budget,
            ExceptionGranted: self._granted,
            ExceptionUsed: self._used,
        }

    def _asked(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BudgetChangeAsked)
        self._terms[event.ref.id], self._names[event.ref.id] = event.terms, event.ref.number
        yield from ()

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BudgetChangeConcluded)
        terms = self._terms.get(event.ref.id)
        if event.verdict == "approved" and terms is not None:
            amount = terms.amount.amount
            self._wanted[event.ref.id, terms.cost_object] += amount if terms.to is None else -amount
            if terms.to is not None:
                self._wanted[event.ref.id, terms.to] += amount
        yield from ()

    def _budget(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, BudgetOpened | BudgetRevised)
        before, self._budgets[stream] = self._budgets.get(stream, ZERO), event.amount.amount
        cause = event.cause if isinstance(event, BudgetRevised) else None
        if cause is not None and cause.kind == "budget_change":
            self._names[cause.id] = cause.number
            self._done[cause.id, event.cost_object] += event.amount.amount - before
        yield from ()

    def _granted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ExceptionGranted)
        self._names[event.exception.id] = event.exception.number
        self._done[event.exception.id, event.cost_object] += event.amount.amount
        self._left[event.exception.id, event.cost_object] += event.amount.amount
        terms = self._terms.get(event.exception.id)
        if terms is None or (terms.document, terms.until) != (event.document, event.until):
            yield violation(self.name, "exception-not-as-approved", event.exception.number, position=recorded.position)

    def _used(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ExceptionUsed)
        place, terms = (event.exception.id, event.cost_object), self._terms.get(event.exception.id)
        self._left[place] -= event.amount.amount
        late = terms is not None and terms.until is not None and recorded.recorded_at.date() > terms.until
        if self._left[place] < ZERO or late:
            figures = {"left": self._left[place], "line": line_number(event), "position": recorded.position}
            yield violation(self.name, "exception-overused", event.exception.number, **figures)

    def end(self) -> Found:
        """Each change has done exactly what it says, once approved; and nothing before."""
        for place in {**self._wanted, **self._done}:
            wanted, done = self._wanted.get(place, ZERO), self._done.get(place, ZERO)
            if wanted != done:
                figures = {"what": place[1].cost_code, "wanted": wanted, "moved": done}
                yield violation(self.name, "change-not-as-approved", self._names[place[0]], **figures)
