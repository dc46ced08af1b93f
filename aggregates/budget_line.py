"""Budget lines: an amount stands in one stage at a time; every move is balanced and names its cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from contracts.budget_line import Control, OpenBudgetLine, ReviseBudgetLine
from contracts.values import CostObject, Money, Ref, money
from events.budget_line import (
    BudgetLineEvent,
    BudgetOpened,
    BudgetRevised,
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsPaid,
    FundsReleased,
    FundsReserved,
    FundsSpent,
    OverspendWarned,
    Stage,
)

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


@dataclass(frozen=True)
class Reserve:
    """Available -> pre-encumbered, for a requisition line."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Encumber:
    """Pre-encumbered -> encumbered, for an order line; `relief` of the requisition line's reservation is used up by it.

    More than the relief is drawn from what is available, less returns there.
    """

    key: str
    amount: Money
    source_key: str
    relief: Money
    cause: Ref


@dataclass(frozen=True)
class Accrue:
    """Encumbered -> accrued, for what was accepted of an order line (never more than it still encumbers)."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Owe:
    """Available -> accrued, for what is owed without an order: the wages of day labour."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Unaccrue:
    """Accrued -> encumbered, for what was sent back of an order line and is expected again."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Disencumber:
    """Encumbered -> pre-encumbered, up to `restored` under the requisition line `target_key`; the rest returns."""

    key: str
    amount: Money
    target_key: str
    restored: Money
    cause: Ref


@dataclass(frozen=True)
class Spend:
    """Accrued, then encumbered -> actual, for a posted invoice line.

    `relief` = min(billed quantity, ordered quantity - billed before) x order price leaves the order's stages; the
    difference between `amount` and relief is drawn from, or returns to, what is available.
    """

    key: str
    amount: Money
    relief: Money
    cause: Ref


@dataclass(frozen=True)
class Restore:
    """Actual -> accrued and encumbered, when a bill is taken back: both then stand at least at what is given here.

    `amount` leaves actual; what is not needed returns to what is available, what is missing is drawn from it.
    """

    key: str
    amount: Money
    accrued: Money
    encumbered: Money
    cause: Ref


@dataclass(frozen=True)
class Pay:
    """Actual -> paid, for a paid invoice line."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Release:
    """What still stands in `stage` under `key` returns to the budget."""

    stage: Stage
    key: str
    cause: Ref


@dataclass(frozen=True)
class Adjust:
    """The budget itself rises (or, negative, falls) by an amount, because of a change of what it pays for."""

    amount: Money
    cause: Ref


FundsCommand = Reserve | Encumber | Accrue | Owe | Unaccrue | Disencumber | Spend | Restore | Pay | Release | Adjust


def decide(state: BudgetLine, command: OpenBudgetLine | ReviseBudgetLine | FundsCommand, facts: Facts) -> Decision:
    """Decide on a budget line; moves on an unknown line or in another currency are refused."""
    match command:
        case OpenBudgetLine():
            return _open(state, command)
        case ReviseBudgetLine():
            return _revise(state, command)
        case _ if not state.currency:
            return refuse("unknown-budget-line")
        case Release():
            return _release(state, command)
        case _ if command.amount.currency != state.currency:
            return refuse("currency-mismatch", expected=state.currency, given=command.amount.currency)
        case Adjust():
            return _adjust(state, command)
        case Reserve():
            return _draw(state, command.cause, command.amount.amount, FundsReserved, command.key)
        case Encumber():
            return _encumber(state, command)
        case Accrue():
            amount = min(command.amount.amount, state.held("encumbered", command.key))
            return _move(state, FundsAccrued, "encumbered", command.key, command.key, amount, command.cause)
        case Owe():
            return _draw(state, command.cause, command.amount.amount, FundsAccrued, command.key)
        case Unaccrue():
            amount = min(command.amount.amount, state.held("accrued", command.key))
            return _move(state, FundsEncumbered, "accrued", command.key, command.key, amount, command.cause)
        case Disencumber():
            return _disencumber(state, command)
        case Spend():
            return _spend(state, command)
        case Restore():
            return _restore(state, command)
        case Pay():
            amount = min(command.amount.amount, state.held("actual", command.key))
            return _move(state, FundsPaid, "actual", command.key, command.key, amount, command.cause)
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
        return refuse("unknown-budget-line", **_where(command.cost_object))
    if command.amount.currency != state.currency:
        return refuse("currency-mismatch", expected=state.currency, given=command.amount.currency)
    used = state.budget - state.available
    if command.amount.amount < used:
        return refuse("budget-below-commitments", wanted=command.amount, used=state.money(used))
    return (BudgetRevised(**dict(command)),)


def _adjust(state: BudgetLine, command: Adjust) -> Decision:
    """What is overspent already may still be raised in part; nothing is lowered below what is used."""
    after, used = state.money(state.budget) + command.amount, state.budget - state.available
    if state.cost_object is None or after.amount == state.budget:
        return ()
    if after.amount < min(used, state.budget):
        return refuse("budget-below-commitments", wanted=after, used=state.money(used))
    return (BudgetRevised(entity=state.entity, cost_object=state.cost_object, amount=after, cause=command.cause),)


def _where(cost_object: CostObject) -> dict[str, str]:
    return {"project": cost_object.project, "cost_code": cost_object.cost_code, "period": cost_object.period}


def _move(
    state: BudgetLine, event: type[FundsMove], source: Stage, source_key: str, key: str, amount: Decimal, cause: Ref
) -> tuple[FundsMove, ...]:
    if amount <= ZERO or state.cost_object is None:
        return ()
    money = state.money(amount)
    where = {"entity": state.entity, "cost_object": state.cost_object}
    return (event(**where, source=source, source_key=source_key, key=key, amount=money, cause=cause),)


def _draw(state: BudgetLine, cause: Ref, amount: Decimal, event: type[FundsMove], key: str) -> Decision:
    """Take `amount` out of what is available; over it, "stop" refuses and "warn" says so in an event."""
    moves = _move(state, event, "available", key, key, amount, cause)
    if amount <= state.available or not moves or state.cost_object is None:
        return moves
    available, wanted = state.money(state.available), state.money(amount)
    if state.control == "stop":
        return refuse("budget-exceeded", available=available, wanted=wanted, **_where(state.cost_object))
    warned = OverspendWarned(
        entity=state.entity, cost_object=state.cost_object, available=available, wanted=wanted, cause=cause
    )
    return (*moves, warned)


def _encumber(state: BudgetLine, command: Encumber) -> Decision:
    relief = min(command.relief.amount, state.held("pre_encumbered", command.source_key))
    amount, cause = command.amount.amount, command.cause
    moved = min(amount, relief)
    first = _move(state, FundsEncumbered, "pre_encumbered", command.source_key, command.key, moved, cause)
    rest = _move(state, FundsReleased, "pre_encumbered", command.source_key, "", relief - moved, cause)
    more = _draw(state, cause, amount - moved, FundsEncumbered, command.key)
    return more if isinstance(more, Refusal) else (*first, *rest, *more)


def _disencumber(state: BudgetLine, command: Disencumber) -> Decision:
    key, cause = command.key, command.cause
    amount = min(command.amount.amount, state.held("encumbered", key))
    restored = min(command.restored.amount, amount)
    back = _move(state, FundsReserved, "encumbered", key, command.target_key, restored, cause)
    return (*back, *_move(state, FundsReleased, "encumbered", key, "", amount - restored, cause))


def _spend(state: BudgetLine, command: Spend) -> Decision:
    amount, cause, key = command.amount.amount, command.cause, command.key
    accrued = min(command.relief.amount, state.held("accrued", key))
    encumbered = min(command.relief.amount - accrued, state.held("encumbered", key))
    spent_accrued = min(amount, accrued)
    spent_encumbered = min(amount - spent_accrued, encumbered)
    moves = (
        *_move(state, FundsSpent, "accrued", key, key, spent_accrued, cause),
        *_move(state, FundsSpent, "encumbered", key, key, spent_encumbered, cause),
        *_move(state, FundsReleased, "accrued", key, "", accrued - spent_accrued, cause),
        *_move(state, FundsReleased, "encumbered", key, "", encumbered - spent_encumbered, cause),
    )
    # More is only drawn once all that was held is spent, so nothing of this move has returned to what is available.
    more = _draw(state, cause, amount - spent_accrued - spent_encumbered, FundsSpent, key)
    return more if isinstance(more, Refusal) else (*moves, *more)


def _restore(state: BudgetLine, command: Restore) -> Decision:
    key, cause = command.key, command.cause
    amount = min(command.amount.amount, state.held("actual", key))
    accrued = max(command.accrued.amount - state.held("accrued", key), ZERO)
    encumbered = max(command.encumbered.amount - state.held("encumbered", key), ZERO)
    to_accrued = min(amount, accrued)
    to_encumbered = min(amount - to_accrued, encumbered)
    moves = (
        *_move(state, FundsAccrued, "actual", key, key, to_accrued, cause),
        *_move(state, FundsEncumbered, "actual", key, key, to_encumbered, cause),
        *_move(state, FundsReleased, "actual", key, "", amount - to_accrued - to_encumbered, cause),
    )
    first = _draw(state, cause, accrued - to_accrued, FundsAccrued, key)
    if isinstance(first, Refusal):
        return first
    left = replace(state, available=state.available - (accrued - to_accrued))
    second = _draw(left, cause, encumbered - to_encumbered, FundsEncumbered, key)
    return second if isinstance(second, Refusal) else (*moves, *first, *second)


def _release(state: BudgetLine, command: Release) -> Decision:
    held = state.held(command.stage, command.key)
    return _move(state, FundsReleased, command.stage, command.key, "", held, command.cause)


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


BUDGET_LINE = Aggregate("budget_line", BudgetLine(), decide, evolve)


def budget_key(entity: str, cost_object: CostObject) -> str:
    """The creation key of the line that pays for a cost object."""
    return f"{entity}/{cost_object.project}/{cost_object.cost_code}/{cost_object.period}"
