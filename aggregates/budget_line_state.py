"""What a budget line is: its budget and what stands in each stage, folded from its moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar, assert_never, cast
from uuid import UUID

from contracts.budget_line import BudgetControl, Control, Treatments
from contracts.values import CostObject, Money, Ref, money
from events._base import Event
from events.budget_line import (
    BudgetControlled,
    BudgetLineEvent,
    BudgetOpened,
    BudgetRevised,
    CarriedForward,
    ExceptionGranted,
    ExceptionUsed,
    FundsMove,
    FundsUnpaid,
    OpeningBalancesRecorded,
    OpeningCommitmentRecorded,
    OpeningRelieved,
    OverspendWarned,
    Stage,
)

ZERO = Decimal(0)
Key = TypeVar("Key")
Holds = Mapping[tuple[Stage, str], Decimal]
STRICT = BudgetControl()
OPEN: tuple[Stage, ...] = ("pre_encumbered", "encumbered", "accrued")
"""The stages of what is committed and not billed yet."""


@dataclass(frozen=True)
class Grant:
    """What is left of an exception: for one document (its id), or for every one until a day."""

    exception: Ref
    left: Decimal
    document: UUID | None
    until: date | None


@dataclass(frozen=True)
class BudgetLine:
    """The budget, and what stands in each open stage under each document line ("<document id>:<line>")."""

    entity: str = ""
    cost_object: CostObject | None = None
    currency: str = ""
    budget: Decimal = ZERO
    control: Control = "stop"
    available: Decimal = ZERO
    paid: Decimal = ZERO
    holds: Holds = field(default_factory=dict)
    settled: Mapping[str, Decimal] = field(default_factory=dict)
    """Document line -> what is paid of it here: a payment that comes back takes that, never another document's."""
    saved: Mapping[tuple[str, UUID], Decimal] = field(default_factory=dict)
    """Document line and bill -> what its discount has given back here, less what was spent again where a payment came back."""
    controls: BudgetControl = STRICT
    grants: Mapping[UUID, Grant] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)
    """Document line -> the period in which it goes on."""
    moved: bool = False
    earlier: Decimal = ZERO
    """What earlier periods have available; known only while a move is decided."""

    def held(self, stage: Stage, key: str) -> Decimal:
        """What stands in a stage under a document line."""
        return self.holds.get((stage, key), ZERO)

    def commitments(self, key: str) -> tuple[tuple[Stage, Decimal], ...]:
        """What a document line has committed and not billed yet, by stage."""
        return tuple((stage, self.held(stage, key)) for stage in OPEN if self.held(stage, key) > ZERO)

    def committed(self) -> tuple[str, ...]:
        """The document lines with something committed and not billed."""
        return tuple(dict.fromkeys(key for stage, key in self.holds if stage in OPEN))

    def money(self, amount: Decimal) -> Money:
        """An amount in the budget's currency."""
        return money(amount, self.currency)


def evolve(state: BudgetLine, event: BudgetLineEvent) -> BudgetLine:
    """Apply one event."""
    match event:
        case BudgetOpened():
            amount = event.amount.amount
            line = BudgetLine(event.entity, event.cost_object, event.amount.currency, amount, event.control, amount)
            return replace(line, controls=event.controls or everywhere(event.control))
        case BudgetRevised():
            more = event.amount.amount - state.budget
            return replace(state, budget=event.amount.amount, available=state.available + more)
        case BudgetControlled():
            return replace(state, controls=event.controls)
        case OverspendWarned() | OpeningBalancesRecorded() | OpeningCommitmentRecorded() | OpeningRelieved():
            return state
        case ExceptionGranted():
            grant = Grant(event.exception, event.amount.amount, event.document, event.until)
            return replace(state, grants={**state.grants, event.exception.id: grant})
        case ExceptionUsed():
            return replace(state, grants=_used(state, event))
        case CarriedForward():
            return replace(state, carried={**state.carried, event.key: event.to_period})
        case FundsMove():
            return _moved(state, event)
        case _:
            assert_never(event)


def after(state: BudgetLine, events: Iterable[Event]) -> BudgetLine:
    """The line once these events of its own have happened."""
    for event in events:
        state = evolve(state, cast(BudgetLineEvent, event))
    return state


def _moved(state: BudgetLine, event: FundsMove) -> BudgetLine:
    amount = event.amount.amount
    state = _into(_into(state, event.source, event.source_key, -amount), event.target, event.key, amount)
    return replace(state, moved=True, saved=_saved(state, event))


def _saved(state: BudgetLine, event: FundsMove) -> Mapping[tuple[str, UUID], Decimal]:
    """Known by its stages, since discounts once had no name. A cancelled bill returns in the same way: it is paid no more."""
    match (event.source, event.target):
        case ("actual", "available"):
            return _plus(state.saved, (event.source_key, event.cause.id), event.amount.amount)
        case ("available", "actual") if isinstance(event, FundsUnpaid):
            return _plus(state.saved, (event.key, event.cause.id), -event.amount.amount)
        case _:
            return state.saved


def _into(state: BudgetLine, stage: Stage, key: str, amount: Decimal) -> BudgetLine:
    match stage:
        case "available":
            return replace(state, available=state.available + amount)
        case "paid":
            return replace(state, paid=state.paid + amount, settled=_plus(state.settled, key, amount))
        case _:
            return replace(state, holds=_plus(state.holds, (stage, key), amount))


def everywhere(control: Control) -> BudgetControl:
    """One control for every kind of document, of the period alone."""
    return BudgetControl(period=Treatments(requisitions=control, orders=control, invoices=control, wages=control))


def _used(state: BudgetLine, event: ExceptionUsed) -> dict[UUID, Grant]:
    grants = dict(state.grants)
    grant = grants[event.exception.id]
    left = grant.left - event.amount.amount
    if left > ZERO:
        grants[event.exception.id] = replace(grant, left=left)
    else:
        del grants[event.exception.id]
    return grants


def _plus(sums: Mapping[Key, Decimal], key: Key, amount: Decimal) -> Mapping[Key, Decimal]:
    total = sums.get(key, ZERO) + amount
    return {**sums, key: total} if total else {known: sum_ for known, sum_ in sums.items() if known != key}
