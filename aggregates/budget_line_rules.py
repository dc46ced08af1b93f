"""Moves between several stages at once: an order relieves a requisition, and each goes back again."""

from aggregates._base import Decision, Refusal
from aggregates.budget_line_control import draw, move
from aggregates.budget_line_moves import Disencumber, Encumber, Restore, Unpay
from aggregates.budget_line_state import ZERO, BudgetLine, after
from events.budget_line import (
    FundsAccrued,
    FundsEncumbered,
    FundsReleased,
    FundsReserved,
    FundsUnpaid,
    OverspendWarned,
)


def encumber(state: BudgetLine, command: Encumber) -> Decision:
    """The reservation first, more from what is available; what the order did not need returns."""
    relief = min(command.relief.amount, state.held("pre_encumbered", command.source_key))
    amount, cause = command.amount.amount, command.cause
    moved = min(amount, relief)
    first = move(state, FundsEncumbered, "pre_encumbered", command.source_key, command.key, moved, cause)
    rest = move(state, FundsReleased, "pre_encumbered", command.source_key, "", relief - moved, cause)
    more = draw(state, cause, amount - moved, FundsEncumbered, command.key, source_key=command.source_key)
    return more if isinstance(more, Refusal) else (*first, *rest, *more)


def disencumber(state: BudgetLine, command: Disencumber) -> Decision:
    """Back to the requisition as far as it may have it, the rest to what is available."""
    key, cause = command.key, command.cause
    amount = min(command.amount.amount, state.held("encumbered", key))
    restored = min(command.restored.amount, amount)
    back = move(state, FundsReserved, "encumbered", key, command.target_key, restored, cause)
    return (*back, *move(state, FundsReleased, "encumbered", key, "", amount - restored, cause))


def restore(state: BudgetLine, command: Restore) -> Decision:
    """What was billed stands accrued and encumbered again; what is missing for that is drawn."""
    key, cause = command.key, command.cause
    # Below zero stands what was reversed for a closed period: there is nothing to take back of that.
    amount = min(command.amount.amount, max(state.held("actual", key), ZERO))
    accrued = max(command.accrued.amount - state.held("accrued", key), ZERO)
    encumbered = max(command.encumbered.amount - state.held("encumbered", key), ZERO)
    to_accrued = min(amount, accrued)
    to_encumbered = min(amount - to_accrued, encumbered)
    moves = (
        *move(state, FundsAccrued, "actual", key, key, to_accrued, cause),
        *move(state, FundsEncumbered, "actual", key, key, to_encumbered, cause),
        *move(state, FundsReleased, "actual", key, "", amount - to_accrued - to_encumbered, cause),
    )
    first = draw(state, cause, accrued - to_accrued, FundsAccrued, key)
    if isinstance(first, Refusal):
        return first
    left = after(state, first)
    second = draw(left, cause, encumbered - to_encumbered, FundsEncumbered, key)
    return second if isinstance(second, Refusal) else (*moves, *first, *second)


def unpay(state: BudgetLine, command: Unpay) -> Decision:
    """The bank's word is never refused: what it takes beyond the budget is said."""
    key, cause, saved = command.key, command.cause, command.saved.amount
    moves = move(state, FundsUnpaid, "paid", key, key, min(command.amount.amount, state.settled.get(key, ZERO)), cause)
    again = move(state, FundsUnpaid, "available", key, key, saved, cause, difference="discount")
    if not again or saved <= state.available or state.cost_object is None:
        return (*moves, *again)
    about = {"entity": state.entity, "cost_object": state.cost_object, "cause": cause}
    warned = OverspendWarned(**about, available=state.money(state.available), wanted=command.saved)
    return (*moves, *again, warned)
