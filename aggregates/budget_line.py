"""Budget lines: an amount stands in one stage at a time; every move is balanced and names its cause."""

from dataclasses import replace
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.budget_line_across import Follow, GrantException, HandOver, Open, Relieve, Reverse, TakeOver
from aggregates.budget_line_carry import followed, granted, handed_over, opened, reversed_here, taken_over
from aggregates.budget_line_control import draw, in_force, move, where
from aggregates.budget_line_moves import (
    Accrue,
    Adjust,
    AmountMove,
    Disencumber,
    Encumber,
    FundsCommand,
    Owe,
    Pay,
    Release,
    Reserve,
    Restore,
    Save,
    Spend,
    Unaccrue,
    Unpay,
    Within,
)
from aggregates.budget_line_opening import relieved
from aggregates.budget_line_rules import disencumber, encumber, restore, unpay
from aggregates.budget_line_spend import of_origin, spend
from aggregates.budget_line_state import ZERO, BudgetLine, evolve
from contracts.budget_line import ControlBudgetLine, OpenBudgetLine, ReviseBudgetLine
from contracts.values import CostObject
from events.budget_line import (
    BudgetControlled,
    BudgetOpened,
    BudgetRevised,
    FundsAccrued,
    FundsEncumbered,
    FundsPaid,
    FundsReleased,
    FundsReserved,
)

__all__ = [
    "BUDGET_LINE",
    "Accrue",
    "Adjust",
    "BudgetLine",
    "Disencumber",
    "Encumber",
    "Follow",
    "FundsCommand",
    "GrantException",
    "HandOver",
    "Open",
    "Owe",
    "Pay",
    "Release",
    "Relieve",
    "Reserve",
    "Restore",
    "Reverse",
    "Save",
    "Spend",
    "TakeOver",
    "Unaccrue",
    "Unpay",
    "Within",
    "budget_key",
]


BudgetLineCommand = OpenBudgetLine | ReviseBudgetLine | ControlBudgetLine | Open | Follow | Within | FundsCommand


def decide(state: BudgetLine, command: BudgetLineCommand, facts: Facts) -> Decision:
    """Decide on a budget line; moves on an unknown line or in another currency are refused."""
    return of_origin(_decide(state, command, facts), getattr(command, "origin", None))


def _decide(state: BudgetLine, command: BudgetLineCommand, facts: Facts) -> Decision:
    match command:
        case OpenBudgetLine():
            return _open(state, command)
        case ReviseBudgetLine():
            return _revise(state, command)
        case ControlBudgetLine():
            return _control(state, command)
        case _ if not state.currency:
            return refuse("unknown-budget-line")
        case Within():
            return decide(replace(state, earlier=command.earlier.amount), command.move, facts)
        case Open():
            return opened(state, command)
        case Follow():
            return followed(state, command)
        case HandOver():
            return handed_over(state, command)
        case Release():
            return _release(state, command)
        case Relieve():
            return relieved(state, command, facts)
        case _ if command.amount.currency != state.currency:
            return refuse("currency-mismatch", expected=state.currency, given=command.amount.currency)
        case _:
            return _moves(in_force(state, facts.today), command)


def _moves(state: BudgetLine, command: AmountMove) -> Decision:
    match command:
        case Adjust():
            return _adjust(state, command)
        case Reserve():
            return draw(state, command.cause, command.amount.amount, FundsReserved, command.key)
        case Encumber():
            return encumber(state, command)
        case Accrue():
            amount = min(command.amount.amount, state.held("encumbered", command.key))
            return move(state, FundsAccrued, "encumbered", command.key, command.key, amount, command.cause)
        case Owe():
            return draw(state, command.cause, command.amount.amount, FundsAccrued, command.key, asking="wages")
        case Unaccrue():
            amount = min(command.amount.amount, state.held("accrued", command.key))
            return move(state, FundsEncumbered, "accrued", command.key, command.key, amount, command.cause)
        case Disencumber():
            return disencumber(state, command)
        case Spend():
            return spend(state, command)
        case Restore():
            return restore(state, command)
        case Pay():
            amount = min(command.amount.amount, state.held("actual", command.key))
            return move(state, FundsPaid, "actual", command.key, command.key, amount, command.cause)
        case Unpay():
            return unpay(state, command)
        case Save():
            amount = min(command.amount.amount, state.held("actual", command.key))
            return move(state, FundsReleased, "actual", command.key, "", amount, command.cause, difference="discount")
        case Reverse():
            return reversed_here(state, command)
        case GrantException():
            return granted(state, command)
        case TakeOver():
            return taken_over(state, command)
        case _:
            assert_never(command)


def _open(state: BudgetLine, command: OpenBudgetLine) -> Decision:
    if state.currency:
        return refuse("already-registered", kind="budget line", key=command.cost_object.cost_code)
    if command.amount.amount < ZERO:
        return refuse("negative-amount", amount=command.amount)
    return (BudgetOpened(**dict(command)),)


def _revise(state: BudgetLine, command: ReviseBudgetLine) -> Decision:
    if not state.currency:
        return refuse("unknown-budget-line", **where(command.cost_object))
    if command.amount.currency != state.currency:
        return refuse("currency-mismatch", expected=state.currency, given=command.amount.currency)
    used = state.budget - state.available
    if command.amount.amount < used:
        return refuse("budget-below-commitments", wanted=command.amount, used=state.money(used))
    return (BudgetRevised(**dict(command)),)


def _control(state: BudgetLine, command: ControlBudgetLine) -> Decision:
    if not state.currency:
        return refuse("unknown-budget-line", **where(command.cost_object))
    return () if state.controls == command.controls else (BudgetControlled(**dict(command)),)


def _adjust(state: BudgetLine, command: Adjust) -> Decision:
    """What is overspent already may still be raised in part; nothing is lowered below what is used."""
    after, used = state.money(state.budget) + command.amount, state.budget - state.available
    if state.cost_object is None or after.amount == state.budget:
        return ()
    if after.amount < min(used, state.budget):
        return refuse("budget-below-commitments", wanted=after, used=state.money(used))
    return (BudgetRevised(entity=state.entity, cost_object=state.cost_object, amount=after, cause=command.cause),)


def _release(state: BudgetLine, command: Release) -> Decision:
    held = state.held(command.stage, command.key)
    return move(state, FundsReleased, command.stage, command.key, "", held, command.cause)


BUDGET_LINE = Aggregate("budget_line", BudgetLine(), decide, evolve)


def budget_key(entity: str, cost_object: CostObject) -> str:
    """The creation key of the line that pays for a cost object."""
    return f"{entity}/{cost_object.project}/{cost_object.cost_code}/{cost_object.period}"
