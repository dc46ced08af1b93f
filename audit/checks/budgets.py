"""I2: every move on a budget line is balanced, and budgets and invoices agree on what was spent and paid."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import CostObject
from events._base import Recorded
from events.budget_line import BudgetOpened, BudgetRevised, ExceptionUsed, FundsMove

ZERO = Decimal(0)


@dataclass
class _Line:
    """What stands where on a budget line, folded here anew: the checker does not trust what it checks."""

    currency: str
    entity: str
    cost_object: CostObject
    holds: dict[tuple[str, str], Decimal] = field(default_factory=dict)


class Moves:
    """I2 on one line: a move takes out of a stage only what its key put there, on its own line and in its currency."""

    name = "I2"

    def __init__(self) -> None:
        self._lines: dict[UUID, _Line] = {}

    @property
    def sees(self) -> Sees:
        """All that moves a budget line."""
        return {BudgetOpened: self._opened, BudgetRevised: self._revised, FundsMove: self._moved}

    def _opened(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BudgetOpened)
        if recorded.originator_id in self._lines:
            yield violation(self.name, "budget-opened-twice", line_number(event), position=recorded.position)
        self._lines[recorded.originator_id] = _Line(event.amount.currency, event.entity, event.cost_object)

    def _revised(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BudgetRevised)
        if self._own(recorded, event) is None:
            yield violation(self.name, "move-off-the-line", line_number(event), position=recorded.position)

    def _moved(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsMove)
        line, amount, at = self._own(recorded, event), event.amount.amount, recorded.position
        if line is None:
            yield violation(self.name, "move-off-the-line", line_number(event), position=at)
            return
        if amount <= ZERO or event.source == event.target:
            yield violation(self.name, "move-of-nothing", line_number(event), amount=event.amount, position=at)
        if event.source not in ("available", "paid"):
            left = _add(line, event.source, event.source_key, -amount)
            if left < ZERO and not self._reversed(event):
                figures = {"stage": event.source, "key": event.source_key, "left": left, "position": at}
                yield violation(self.name, "stage-below-zero", line_number(event), **figures)
        if event.target not in ("available", "paid"):
            _add(line, event.target, event.key, amount)

    def _reversed(self, event: FundsMove) -> bool:
        """Whether a posting of a closed period is undone, no more of it than was posted over all periods."""
        if event.reverses is None or event.source != "actual":
            return False
        here = _code(event.entity, event.cost_object)
        same = [line for line in self._lines.values() if _code(line.entity, line.cost_object) == here]
        return sum((line.holds.get(("actual", event.source_key), ZERO) for line in same), ZERO) >= ZERO

    def _own(self, recorded: Recorded, event: FundsMove | BudgetRevised) -> _Line | None:
        """The line of the event's stream, if the event speaks of it and in its currency."""
        line = self._lines.get(recorded.originator_id)
        if line is None or (event.entity, event.cost_object) != (line.entity, line.cost_object):
            return None
        return line if event.amount.currency == line.currency else None

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _code(entity: str, cost_object: CostObject) -> tuple[str, str, str]:
    return entity, cost_object.project, cost_object.cost_code


def _add(line: _Line, stage: str, key: str, amount: Decimal) -> Decimal:
    left = line.holds.get((stage, key), ZERO) + amount
    if left:
        line.holds[(stage, key)] = left
    else:
        line.holds.pop((stage, key), None)
    return left


def line_number(event: BudgetOpened | BudgetRevised | ExceptionUsed | FundsMove) -> str:
    """How people name the budget line of an event: entity/project/cost code/period."""
    where = event.cost_object
    return f"{event.entity}/{where.project}/{where.cost_code}/{where.period}"
