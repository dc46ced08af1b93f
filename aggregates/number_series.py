"""Number series: increasing business numbers per kind, entity and year, handed out in blocks."""

from dataclasses import dataclass

from aggregates._base import Aggregate, Decision, Facts
from events.number_series import NumberSeriesEvent, NumbersReserved


@dataclass(frozen=True)
class NumberSeries:
    """The last number handed out."""

    last: int = 0


@dataclass(frozen=True)
class ReserveNumbers:
    """Hand out the next `count` numbers."""

    count: int


def decide(state: NumberSeries, command: ReserveNumbers, facts: Facts) -> Decision:
    """Always the next ones."""
    return (NumbersReserved(first=state.last + 1, last=state.last + command.count),)


def evolve(state: NumberSeries, event: NumberSeriesEvent) -> NumberSeries:
    """Apply one event."""
    return NumberSeries(event.last)


NUMBER_SERIES = Aggregate("number_series", NumberSeries(), decide, evolve)
