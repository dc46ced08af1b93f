"""The account of a day labourer: wages outstanding = earned − advances − paid; a settlement has each wage once."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.labour_account import RecordLabourAdvance, ReverseLabourAdvance
from contracts.values import CostObject, Money, Ref, money
from events.labour_account import (
    LabourAccountEvent,
    LabourAdvanced,
    LabourAdvanceReversed,
    LabourEarned,
    LabourUnearned,
    LabourWagesClaimed,
    LabourWagesFreed,
    LabourWagesPaid,
)

K = TypeVar("K")
V = TypeVar("V")
Item = tuple[UUID, int]
"""A line of a sheet."""


@dataclass(frozen=True)
class Claimed:
    """What a settlement has of the account."""

    earned: Mapping[Item, LabourEarned]
    advances: Mapping[int, LabourAdvanced]
    amount: Money


@dataclass(frozen=True)
class LabourAccount:
    """Wages and advances that no settlement has yet, and what each settlement that is not paid has."""

    earned: Mapping[Item, LabourEarned] = field(default_factory=dict)
    advances: Mapping[int, LabourAdvanced] = field(default_factory=dict)
    claims: Mapping[UUID, Claimed] = field(default_factory=dict)
    advances_made: int = 0

    def open_until(self, day: date) -> tuple[dict[Item, LabourEarned], dict[int, LabourAdvanced]]:
        """The wages and advances up to a day that no settlement has."""
        earned = {key: entry for key, entry in self.earned.items() if entry.day <= day}
        return earned, {number: entry for number, entry in self.advances.items() if entry.on <= day}


@dataclass(frozen=True)
class Earn:
    """A line of an approved sheet earns the worker an amount."""

    entity: str
    worker: str
    sheet: Ref
    line: int
    day: date
    cost_object: CostObject
    amount: Money


@dataclass(frozen=True)
class Unearn:
    """The line's sheet is reversed."""

    entity: str
    worker: str
    sheet: Ref
    line: int


@dataclass(frozen=True)
class Advance:
    """RecordLabourAdvance, with the currency of the worker's rates."""

    command: RecordLabourAdvance
    currency: str


@dataclass(frozen=True)
class Claim:
    """A settlement takes what is open up to a day; nothing where no more is owed than was advanced."""

    entity: str
    worker: str
    settlement: Ref
    until: date
    currency: str


@dataclass(frozen=True)
class Free:
    """The settlement gives back what it had."""

    entity: str
    worker: str
    settlement: Ref


@dataclass(frozen=True)
class Pay:
    """What the settlement had is paid."""

    entity: str
    worker: str
    settlement: Ref


AccountCommand = Earn | Unearn | Advance | ReverseLabourAdvance | Claim | Free | Pay


def decide(state: LabourAccount, command: AccountCommand, facts: Facts) -> Decision:
    """What a settlement has is neither unearned nor taken back; what was overpaid is an advance on what comes next."""
    match command:
        case Earn():
            known = (command.sheet.id, command.line) in state.earned or not command.amount.amount
            return () if known else (LabourEarned(**vars(command)),)
        case Unearn():
            entry = state.earned.get((command.sheet.id, command.line))
            if entry is None:
                return refuse("wages-settled", sheet=command.sheet, worker=command.worker)
            return (LabourUnearned(**vars(command), amount=entry.amount),)
        case Advance():
            return _advance(state, command, facts)
        case ReverseLabourAdvance():
            drawn = state.advances.get(command.advance)
            if drawn is None:
                return refuse("unknown-advance", worker=command.worker, advance=command.advance)
            by = facts.actor.name
            return (LabourAdvanceReversed(**dict(command), amount=drawn.amount, reversed_by=by),)
        case Claim():
            return _claim(state, command)
        case Free() | Pay() if command.settlement.id not in state.claims:
            return ()
        case Free():
            return (LabourWagesFreed(**vars(command)),)
        case Pay():
            return (LabourWagesPaid(**vars(command), amount=state.claims[command.settlement.id].amount),)
        case _:
            assert_never(command)


def _advance(state: LabourAccount, command: Advance, facts: Facts) -> Decision:
    asked = command.command
    if asked.on > facts.today:
        return refuse("advance-in-future", on=asked.on, today=facts.today)
    if asked.amount.currency != command.currency:
        return refuse("currency-mismatch", expected=command.currency or "-", given=asked.amount.currency)
    return (LabourAdvanced(**dict(asked), advance=state.advances_made + 1, recorded_by=facts.actor.name),)


def _claim(state: LabourAccount, command: Claim) -> Decision:
    earned, advances = state.open_until(command.until)
    gross = sum((entry.amount.amount for entry in earned.values()), Decimal(0))
    drawn = sum((entry.amount.amount for entry in advances.values()), Decimal(0))
    if gross <= drawn:
        return ()
    about = {name: value for name, value in vars(command).items() if name != "currency"}
    figures = {"earned": gross, "advanced": drawn, "amount": gross - drawn}
    return (LabourWagesClaimed(**about, **{name: money(figures[name], command.currency) for name in figures}),)


def evolve(state: LabourAccount, event: LabourAccountEvent) -> LabourAccount:
    """Apply one event."""
    match event:
        case LabourEarned():
            return replace(state, earned={**state.earned, (event.sheet.id, event.line): event})
        case LabourUnearned():
            return replace(state, earned=_without(state.earned, {(event.sheet.id, event.line)}))
        case LabourAdvanced():
            advances = {**state.advances, event.advance: event}
            return replace(state, advances=advances, advances_made=event.advance)
        case LabourAdvanceReversed():
            return replace(state, advances=_without(state.advances, {event.advance}))
        case LabourWagesClaimed():
            earned, advances = state.open_until(event.until)
            claims = {**state.claims, event.settlement.id: Claimed(earned, advances, event.amount)}
            left = _without(state.advances, advances)
            return replace(state, earned=_without(state.earned, earned), advances=left, claims=claims)
        case LabourWagesFreed():
            claims = _without(state.claims, {event.settlement.id})
            back = state.claims.get(event.settlement.id, state)
            earned, advances = {**state.earned, **back.earned}, {**state.advances, **back.advances}
            return replace(state, earned=earned, advances=advances, claims=claims)
        case LabourWagesPaid():
            return replace(state, claims=_without(state.claims, {event.settlement.id}))
        case _:
            assert_never(event)


def _without(found: Mapping[K, V], gone: Container[K]) -> dict[K, V]:
    return {key: value for key, value in found.items() if key not in gone}


LABOUR_ACCOUNT = Aggregate("labour_account", LabourAccount(), decide, evolve)
