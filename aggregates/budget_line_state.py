"""What a budget line is: its budget and what stands in each stage, folded from its moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from contracts.budget_line import Control
from contracts.values import CostObject, Money, money
from events.budget_line import BudgetLineEvent, BudgetOpened, BudgetRevised, FundsMove, OverspendWarned, Stage

ZERO = Decimal(0)
Holds = Mapping[tuple[Stage, str], Decimal]


@dataclass(frozen=True)
class BudgetLine:
    """The budget, and what stands in each open stage under each document line ("<document id>:<line>").

    What is paid leaves the holds and is only summed, so that a line's state does not grow with its history.
    """

    entity: str = ""
    cost_object: CostObject | None = None
    currency: str = ""
    budget: Decimal = ZERO
    control: Control = "stop"
    available: Decimal = ZERO
    paid: Decimal = ZERO
    holds: Holds = field(default_factory=dict)

    def held(self, stage: Stage, key: str) -> Decimal:
        """What stands in a stage under a document line."""
        return self.holds.get((stage, key), ZERO)

    def money(self, amount: Decimal) -> Money:
        """An amount in the budget's currency."""
        return money(amount, self.currency)


def evolve(state: BudgetLine, event: BudgetLineEvent) -> BudgetLine:
    """Apply one event."""
    match event:
        case BudgetOpened():
            amount = event.amount.amount
            return BudgetLine(event.entity, event.cost_object, event.amount.currency, amount, event.control, amount)
        case BudgetRevised():
            more = event.amount.amount - state.budget
            return replace(state, budget=event.amount.amount, available=state.available + more)
        case OverspendWarned():
            return state
        case FundsMove():
            return _moved(state, event)
        case _:
            assert_never(event)


def _moved(state: BudgetLine, event: FundsMove) -> BudgetLine:
    holds, available, paid, amount = dict(state.holds), state.available, state.paid, event.amount.amount
    if event.source == "available":
        available -= amount
    else:
        _add(holds, (event.source, event.source_key), -amount)
    if event.target == "available":
        available += amount
    elif event.target == "paid":
        paid += amount
    else:
        _add(holds, (event.target, event.key), amount)
    return replace(state, holds=holds, available=available, paid=paid)


def _add(holds: dict[tuple[Stage, str], Decimal], place: tuple[Stage, str], amount: Decimal) -> None:
    total = holds.get(place, ZERO) + amount
    if total:
        holds[place] = total
    else:
        holds.pop(place, None)
