"""The day of a worker: all sheets together have at most the whole of it, wherever he worked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.labour_sheet import MOST_OVERTIME
from contracts.values import Ref
from events.labour_day import LabourDayEvent, LabourDayFreed, LabourDayTaken

WHOLE = Decimal(1)


@dataclass(frozen=True)
class LabourDay:
    """How much of the day each sheet has, and how many hours beyond it."""

    parts: Mapping[UUID, Decimal] = field(default_factory=dict)
    overtime: Mapping[UUID, Decimal] = field(default_factory=dict)

    @property
    def taken(self) -> Decimal:
        """How much of the day is taken."""
        return sum(self.parts.values(), Decimal(0))

    @property
    def hours(self) -> Decimal:
        """How many hours of overtime it has in all."""
        return sum(self.overtime.values(), Decimal(0))


@dataclass(frozen=True)
class TakeDay:
    """A sheet takes a part of the day; none where the worker was absent."""

    entity: str
    worker: str
    day: date
    sheet: Ref
    days: Decimal
    overtime_hours: Decimal


@dataclass(frozen=True)
class FreeDay:
    """A sheet gives its part back."""

    entity: str
    worker: str
    day: date
    sheet: Ref


def decide(state: LabourDay, command: TakeDay | FreeDay, facts: Facts) -> Decision:
    """A worker on two full sheets on one day is refused; two halves are a day. Overtime is limited for the day as a whole."""
    match command:
        case TakeDay():
            if not command.days:
                return ()
            after = state.taken + command.days
            if after > WHOLE:
                return refuse("day-taken-twice", worker=command.worker, day=command.day, days=f"{after.normalize():f}")
            hours = state.hours + command.overtime_hours
            if hours > MOST_OVERTIME:
                given, limit = f"{hours.normalize():f}", f"{MOST_OVERTIME:f}"
                return refuse("overtime-over-day", worker=command.worker, day=command.day, hours=given, limit=limit)
            return (LabourDayTaken(**vars(command)),)
        case FreeDay():
            return (LabourDayFreed(**vars(command)),) if command.sheet.id in state.parts else ()
        case _:
            assert_never(command)


def evolve(state: LabourDay, event: LabourDayEvent) -> LabourDay:
    """Apply one event."""
    match event:
        case LabourDayTaken():
            overtime = {**state.overtime, event.sheet.id: event.overtime_hours}
            return LabourDay({**state.parts, event.sheet.id: event.days}, overtime)
        case LabourDayFreed():
            return LabourDay(_without(state.parts, event.sheet.id), _without(state.overtime, event.sheet.id))
        case _:
            assert_never(event)


def _without(parts: Mapping[UUID, Decimal], gone: UUID) -> dict[UUID, Decimal]:
    return {sheet: part for sheet, part in parts.items() if sheet != gone}


LABOUR_DAY = Aggregate("labour_day", LabourDay(), decide, evolve)


def day_key(entity: str, worker: str, day: date) -> str:
    """The creation key of a worker's day."""
    return f"{entity}/{worker}/{day.isoformat()}"
