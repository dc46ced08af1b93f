"""What a move may draw from a budget line: the period's own limit and the cumulative one, and approved exceptions to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from aggregates._base import Decision, refuse
from aggregates.budget_line_state import ZERO, BudgetLine, Grant
from contracts.budget_line import Asking, Treatment
from contracts.values import CostObject, Ref
from events.budget_line import (
    Difference,
    ExceptionUsed,
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsReserved,
    FundsSpent,
    OverspendWarned,
    Stage,
)

ASKED_BY: Mapping[type[FundsMove], Asking] = {
    FundsReserved: "requisitions",
    FundsEncumbered: "orders",
    FundsAccrued: "orders",
    FundsSpent: "invoices",
}
"""The kind of document that draws by a move; wages say so themselves."""


@dataclass(frozen=True)
class Limit:
    """What is available against one budget, and what becomes of a document that takes more."""

    available: Decimal
    treatment: Treatment
    cumulative: bool

    def short(self, amount: Decimal) -> Decimal:
        """By how much an amount goes over it; what was overspent before is not counted again."""
        return max(amount - max(self.available, ZERO), ZERO)


def where(cost_object: CostObject) -> dict[str, str]:
    """How a refusal names the line of a cost object."""
    return {"project": cost_object.project, "cost_code": cost_object.cost_code, "period": cost_object.period}


def move(
    state: BudgetLine,
    event: type[FundsMove],
    source: Stage,
    source_key: str,
    key: str,
    amount: Decimal,
    cause: Ref,
    *,
    difference: Difference | None = None,
    reverses: str | None = None,
) -> tuple[FundsMove, ...]:
    """One move of an amount from a stage, held there under `source_key`; nothing where there is nothing to move."""
    if amount <= ZERO or state.cost_object is None:
        return ()
    money = state.money(amount)
    about = {"entity": state.entity, "cost_object": state.cost_object, "difference": difference, "reverses": reverses}
    return (event(**about, source=source, source_key=source_key, key=key, amount=money, cause=cause),)


def draw(
    state: BudgetLine,
    cause: Ref,
    amount: Decimal,
    event: type[FundsMove],
    key: str,
    *,
    asking: Asking | None = None,
    source_key: str = "",
) -> Decision:
    """Take `amount` out of what is available; over a limit, "stop" needs an exception and "warn" says so in an event."""
    moves = move(state, event, "available", key, key, amount, cause)
    if not moves:
        return ()
    assert state.cost_object is not None
    over = [limit for limit in limits(state, asking or ASKED_BY[event]) if limit.short(amount)]
    warned = tuple(_warned(state, limit, amount, cause) for limit in over if limit.treatment == "warn")
    stops = [limit for limit in over if limit.treatment == "stop"]
    if not stops:
        return (*moves, *warned)
    worst = max(stops, key=lambda limit: limit.short(amount))
    if used := _exceptions(state, worst.short(amount), cause, source_key):
        return (*moves, *used, *warned)
    available, wanted, place = state.money(worst.available), state.money(amount), where(state.cost_object)
    if worst.cumulative:
        return refuse("cumulative-budget-exceeded", available=available, wanted=wanted, **place)
    return refuse("budget-exceeded", available=available, wanted=wanted, **place)


def limits(state: BudgetLine, asking: Asking) -> Iterator[Limit]:
    """Every limit a kind of document is held against; each compares the sum of all stages, never one alone."""
    controls = state.controls
    yield Limit(state.available, getattr(controls.period, asking), cumulative=False)
    if controls.cumulative is not None:
        yield Limit(state.available + state.earlier, getattr(controls.cumulative, asking), cumulative=True)


def in_force(state: BudgetLine, today: date) -> BudgetLine:
    """The line with the exceptions that still count today."""
    if not state.grants:
        return state
    kept = {id_: grant for id_, grant in state.grants.items() if grant.until is None or today <= grant.until}
    return replace(state, grants=kept)


def _warned(state: BudgetLine, limit: Limit, amount: Decimal, cause: Ref) -> OverspendWarned:
    assert state.cost_object is not None
    available, wanted = state.money(limit.available), state.money(amount)
    about = {"entity": state.entity, "cost_object": state.cost_object, "cause": cause}
    return OverspendWarned(**about, available=available, wanted=wanted, cumulative=limit.cumulative)


def _exceptions(state: BudgetLine, short: Decimal, cause: Ref, source_key: str) -> tuple[ExceptionUsed, ...]:
    """What covers all that is missing: exceptions for the document or what it is drawn from, then dated ones; or nothing."""
    used: list[ExceptionUsed] = []
    for grant in sorted(state.grants.values(), key=_order):
        if not _counts(grant, cause, source_key) or short <= ZERO:
            continue
        taken = min(short, grant.left)
        assert state.cost_object is not None
        about = {"entity": state.entity, "cost_object": state.cost_object, "exception": grant.exception}
        used.append(ExceptionUsed(**about, amount=state.money(taken), cause=cause))
        short -= taken
    return () if short > ZERO else tuple(used)


def _order(grant: Grant) -> tuple[bool, date, str]:
    return grant.document is None, grant.until or date.max, str(grant.exception.id)


def _counts(grant: Grant, cause: Ref, source_key: str) -> bool:
    return grant.document is None or grant.document == cause.id or source_key.startswith(f"{grant.document}:")
