"""What happens to the measurement book of an order."""

from datetime import date

from contracts.measurement import MeasuredLine
from contracts.values import CostObject, Ref, Scaled, Value
from events._base import Event


class CertifiedLine(Value):
    """What a sheet, or its withdrawal, certifies of an order line, and the progress bill that follows from it.

    `this_period` is what may be billed now: certified to date − billed before.
    """

    order_line: int
    quantity: Scaled
    to_date: Scaled
    billed_before: Scaled
    this_period: Scaled
    unit: str
    cost_object: CostObject


class MeasurementRecorded(Event):
    """A sheet was measured; nothing of it counts yet."""

    stored_as = "measurement.recorded.v1"
    ref: Ref
    order: Ref
    sheet: int
    title: str
    measured_on: date
    measured_by: str
    lines: tuple[MeasuredLine, ...]


class MeasurementCertified(Event):
    """Another person certified the sheet."""

    stored_as = "measurement.certified.v1"
    ref: Ref
    order: Ref
    sheet: int
    certified_by: str
    lines: tuple[CertifiedLine, ...]


class MeasurementWithdrawn(Event):
    """The sheet counts no more; `lines` take back what it had certified, and are empty where it had nothing."""

    stored_as = "measurement.withdrawn.v1"
    ref: Ref
    order: Ref
    sheet: int
    withdrawn_by: str
    why: str
    lines: tuple[CertifiedLine, ...] = ()


MeasurementEvent = MeasurementRecorded | MeasurementCertified | MeasurementWithdrawn
