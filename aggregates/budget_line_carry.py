"""What enters a budget line from outside its own period: opening balances, carried commitments, reversals of closed ones."""

from collections.abc import Mapping

from aggregates._base import Decision, refuse
from aggregates.budget_line_across import Follow, GrantException, HandOver, Open, Reverse, TakeOver
from aggregates.budget_line_control import move
from aggregates.budget_line_opening import named, standing
from aggregates.budget_line_state import ZERO, BudgetLine, evolve
from contracts.budget_line import RecordOpeningBalances
from contracts.values import Money
from events.budget_line import (
    BudgetRevised,
    CarriedForward,
    ExceptionGranted,
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsPaid,
    FundsReleased,
    FundsReserved,
    FundsSpent,
    OpeningBalancesRecorded,
    OverspendWarned,
    Stage,
)

INTO: Mapping[Stage, type[FundsMove]] = {
    kind.target: kind for kind in (FundsReserved, FundsEncumbered, FundsAccrued, FundsSpent, FundsPaid)
}
"""Stage -> the move that puts an amount there."""


def opened(state: BudgetLine, command: Open) -> Decision:
    """The balances, once and before any other move; what overspends the budget from the start is recorded as that."""
    if state.moved:
        return refuse("budget-line-moved", number=command.cause)
    balances, about = command.balances, {"entity": state.entity, "cost_object": state.cost_object}
    amounts = amounts_of(balances)
    if balances.currency != state.currency:
        return refuse("currency-mismatch", expected=state.currency, given=balances.currency)
    if not any(amount.amount for amount in amounts.values()):
        return ()
    recorded = OpeningBalancesRecorded(**about, as_of=balances.as_of, **amounts)
    moves = _into(state, tuple(standing(balances, amounts)), command)
    total = state.money(sum((amount.amount for amount in amounts.values()), ZERO))
    if total.amount <= state.available:
        return (recorded, *named(state, balances), *moves)
    warned = OverspendWarned(**about, available=state.money(state.available), wanted=total, cause=command.cause)
    return (recorded, *named(state, balances), *moves, warned)


def amounts_of(balances: RecordOpeningBalances) -> dict[Stage, Money]:
    """What stood in each stage, in the balances' currency."""
    return {stage: Money(amount=getattr(balances, stage), currency=balances.currency) for stage in INTO}


def _into(
    state: BudgetLine, holds: tuple[tuple[Stage, str, Money], ...], command: Open | TakeOver
) -> tuple[FundsMove, ...]:
    return tuple(
        event
        for stage, key, amount in holds
        for event in move(state, INTO[stage], "available", key, key, amount.amount, command.cause)
    )


def handed_over(state: BudgetLine, command: HandOver) -> Decision:
    """Each commitment returns to the budget, and the budget falls by as much; what is overspent stays here."""
    assert state.cost_object is not None
    about, events = {"entity": state.entity, "cost_object": state.cost_object}, list[FundsMove | CarriedForward]()
    total = command.surplus.amount
    for key in command.keys:
        amount = sum((held for _, held in state.commitments(key)), ZERO)
        total += amount
        for stage, held in state.commitments(key):
            events += move(state, FundsReleased, stage, key, "", held, command.cause)
        events.append(CarriedForward(**about, key=key, to_period=command.to_period, amount=state.money(amount)))
    if total <= ZERO:
        return tuple(events)
    budget = state.money(state.budget - total)
    return (*events, BudgetRevised(**about, amount=budget, cause=command.cause))


def taken_over(state: BudgetLine, command: TakeOver) -> Decision:
    """The budget rises by what comes, and the commitments stand here as they stood there."""
    assert state.cost_object is not None
    if command.amount.amount <= ZERO:
        return ()
    budget = state.money(state.budget + command.amount.amount)
    revised = BudgetRevised(entity=state.entity, cost_object=state.cost_object, amount=budget, cause=command.cause)
    return (revised, *_into(evolve(state, revised), command.holds, command))


def followed(state: BudgetLine, command: Follow) -> Decision:
    """Noted once; nothing moves."""
    assert state.cost_object is not None
    if state.carried.get(command.key) == command.to_period:
        return ()
    about = {"entity": state.entity, "cost_object": state.cost_object}
    return (CarriedForward(**about, key=command.key, to_period=command.to_period, amount=state.money(ZERO)),)


def reversed_here(state: BudgetLine, command: Reverse) -> Decision:
    """A correction of a closed period is a negative cost of this one: the closed figures stay as they were reported."""
    key, amount, told = command.key, command.amount.amount, command.difference
    return move(state, FundsReleased, "actual", key, "", amount, command.cause, difference=told, reverses=command.of)


def granted(state: BudgetLine, command: GrantException) -> Decision:
    """The exception counts from now on."""
    assert state.cost_object is not None
    about = {"entity": state.entity, "cost_object": state.cost_object, "exception": command.cause}
    return (ExceptionGranted(**about, amount=command.amount, document=command.document, until=command.until),)
