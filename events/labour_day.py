"""What happens to the day of a worker: which sheets have how much of it."""

from datetime import date
from decimal import Decimal

from contracts.values import Ref, Scaled
from events._base import Event


class LabourDayTaken(Event):
    """A sheet has so much of the worker's day, and so many hours beyond it."""

    stored_as = "labour_day.taken.v1"
    entity: str
    worker: str
    day: date
    sheet: Ref
    days: Scaled
    overtime_hours: Scaled = Decimal(0)


class LabourDayFreed(Event):
    """The sheet was withdrawn or reversed: its part of the day is free again."""

    stored_as = "labour_day.freed.v1"
    entity: str
    worker: str
    day: date
    sheet: Ref


LabourDayEvent = LabourDayTaken | LabourDayFreed
