"""The day of a worker: all sheets together have at most the whole of it, wherever he worked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.values import Ref
from events.labour_day import LabourDayEvent, LabourDayFreed, LabourDayTaken

WHOLE = Decimal(1)


@dataclass(frozen=True)
class LabourDay:
    """How much of the day each sheet has."""

    parts: Mapping[UUID, Decimal] = field(default_factory=dict)

    @property
    def taken(self) -> Decimal:
        """How much of the day is taken."""
        return sum(self.parts.values(), Decimal(0))


@dataclass(frozen=True)
class TakeDay:
    """A sheet takes a part of the day; none where the worker was absent."""

    entity: str
    worker: str
    day: date
    sheet: Ref
    days: Decimal


@dataclass(frozen=True)
class FreeDay:
    """A sheet gives its part back."""

    entity: str
    worker: str
    day: date
    sheet: Ref


def decide(state: LabourDay, command: TakeDay | FreeDay, facts: Facts) -> Decision:
    """A worker on two full sheets on one day is refused; two halves are a day."""
    match command:
        case TakeDay():
            if not command.days:
                return ()
            after = state.taken + command.days
            if after > WHOLE:
                return refuse("day-taken-twice", worker=command.worker, day=command.day, days=f"{after.normalize():f}")
            return (LabourDayTaken(**vars(command)),)
        case FreeDay():
            return (LabourDayFreed(**vars(command)),) if command.sheet.id in state.parts else ()
        case _:
            assert_never(command)


def evolve(state: LabourDay, event: LabourDayEvent) -> LabourDay:
    """Apply one event."""
    match event:
        case LabourDayTaken():
            return LabourDay({**state.parts, event.sheet.id: event.days})
        case LabourDayFreed():
            return LabourDay({sheet: days for sheet, days in state.parts.items() if sheet != event.sheet.id})
        case _:
            assert_never(event)


LABOUR_DAY = Aggregate("labour_day", LabourDay(), decide, evolve)


def day_key(entity: str, worker: str, day: date) -> str:
    """The creation key of a worker's day."""
    return f"{entity}/{worker}/{day.isoformat()}"
