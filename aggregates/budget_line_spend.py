"""A bill relieves its order; what it costs more or less is moved by itself: another price, another exchange rate."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from aggregates._base import Decision, Refusal
from aggregates.budget_line_control import draw, move
from aggregates.budget_line_moves import Spend
from aggregates.budget_line_state import ZERO, BudgetLine, evolve
from contracts.values import Converted, Money
from events._base import Event
from events.budget_line import BudgetLineEvent, Difference, FundsMove, FundsReleased, FundsSpent

Parts = tuple[tuple[Difference | None, Decimal], ...]


def of_origin(decided: Decision, origin: Converted | None) -> Decision:
    """The moves with the line of the document that they are a part of."""
    if origin is None or isinstance(decided, Refusal):
        return decided
    return tuple(e.model_copy(update={"origin": origin}) if isinstance(e, FundsMove) else e for e in decided)


def spend(state: BudgetLine, command: Spend) -> Decision:
    """Accrued first, then encumbered, less what the bill costs less; what it costs more is drawn, each difference by itself.

    A difference comes off what is held; what more it takes off is not drawn for the other difference.
    """
    key, cause, relief = command.key, command.cause, command.relief.amount
    accrued = min(relief, state.held("accrued", key))
    encumbered = min(relief - accrued, state.held("encumbered", key))
    currency = command.currency_difference
    price = command.amount.amount - relief - currency
    spent = min(max(relief + min(price, ZERO) + min(currency, ZERO), ZERO), accrued + encumbered)
    spent_accrued = min(spent, accrued)
    spent_encumbered = spent - spent_accrued
    freed = (
        *move(state, FundsReleased, "accrued", key, "", accrued - spent_accrued, cause),
        *move(state, FundsReleased, "encumbered", key, "", encumbered - spent_encumbered, cause),
    )
    moves = (
        *move(state, FundsSpent, "accrued", key, key, spent_accrued, cause),
        *move(state, FundsSpent, "encumbered", key, key, spent_encumbered, cause),
        *_by_difference(freed, -price),
    )
    drawn = command.amount.amount - spent
    by_currency = min(max(currency, ZERO), drawn)
    by_price = min(max(price, ZERO), drawn)
    parts: Parts = ((None, drawn - by_currency - by_price), ("price", by_price), ("currency", by_currency))
    left = replace(state, available=state.available + accrued + encumbered - spent)
    more = _drawn(left, command, parts)
    return more if isinstance(more, Refusal) else (*moves, *more)


def _by_difference(freed: Iterable[FundsMove], by_price: Decimal) -> Iterator[FundsMove]:
    """What returns: first what a lower price leaves, then what a lower rate does."""
    for event in freed:
        amount, currency = event.amount.amount, event.amount.currency
        first = max(min(amount, by_price), ZERO)
        by_price -= first
        for why, part in (("price", first), ("currency", amount - first)):
            if part:
                yield event.model_copy(update={"difference": why, "amount": Money(amount=part, currency=currency)})


def _drawn(state: BudgetLine, command: Spend, parts: Parts) -> Decision:
    """Each part out of what is available then, checked by itself."""
    events: list[Event] = []
    for why, part in parts:
        found = draw(state, command.cause, part, FundsSpent, command.key)
        if isinstance(found, Refusal):
            return found
        for event in found:
            assert isinstance(event, BudgetLineEvent)
            state = evolve(state, event)
            events.append(event.model_copy(update={"difference": why}) if isinstance(event, FundsMove) else event)
    return tuple(events)
