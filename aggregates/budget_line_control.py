"""What a move may draw from a budget line, and the events that say so."""

from decimal import Decimal

from aggregates._base import Decision, refuse
from aggregates.budget_line_state import ZERO, BudgetLine
from contracts.values import CostObject, Ref
from events.budget_line import FundsMove, OverspendWarned, Stage


def where(cost_object: CostObject) -> dict[str, str]:
    """How a refusal names the line of a cost object."""
    return {"project": cost_object.project, "cost_code": cost_object.cost_code, "period": cost_object.period}


def move(
    state: BudgetLine, event: type[FundsMove], source: Stage, source_key: str, key: str, amount: Decimal, cause: Ref
) -> tuple[FundsMove, ...]:
    """One move of an amount from a stage, held there under `source_key`; nothing where there is nothing to move."""
    if amount <= ZERO or state.cost_object is None:
        return ()
    money = state.money(amount)
    where = {"entity": state.entity, "cost_object": state.cost_object}
    return (event(**where, source=source, source_key=source_key, key=key, amount=money, cause=cause),)


def draw(state: BudgetLine, cause: Ref, amount: Decimal, event: type[FundsMove], key: str) -> Decision:
    """Take `amount` out of what is available; over it, "stop" refuses and "warn" says so in an event."""
    moves = move(state, event, "available", key, key, amount, cause)
    if amount <= state.available or not moves or state.cost_object is None:
        return moves
    available, wanted = state.money(state.available), state.money(amount)
    if state.control == "stop":
        return refuse("budget-exceeded", available=available, wanted=wanted, **where(state.cost_object))
    warned = OverspendWarned(
        entity=state.entity, cost_object=state.cost_object, available=available, wanted=wanted, cause=cause
    )
    return (*moves, warned)
