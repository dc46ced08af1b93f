"""What happens to day-labour sheets."""

from datetime import date
from typing import Literal

from contracts.values import CostObject, Money, Ref, Scaled, Value
from events._base import Event


class SheetLine(Value):
    """A line as it was submitted, with the worker's real name, trade and team on that day."""

    line: int
    worker: str
    name: str
    trade: str
    team: str
    presence: Literal["full", "half", "absent"]
    days: Scaled
    overtime_hours: Scaled
    cost_object: CostObject


class CostedLine(SheetLine):
    """A line as it was approved: days and hours at the rates valid on the day; `amount` is both together."""

    day_rate: Money
    overtime_rate: Money
    base: Money
    overtime: Money
    amount: Money


class LabourSheetSubmitted(Event):
    """The foreman submitted the sheet of a site and day; nothing of it counts yet."""

    stored_as = "labour_sheet.submitted.v1"
    ref: Ref
    project: str
    site: str
    day: date
    submitted_by: str
    lines: tuple[SheetLine, ...]


class LabourSheetCountersigned(Event):
    """The worker or the site manager confirmed it."""

    stored_as = "labour_sheet.countersigned.v1"
    ref: Ref
    countersigned_by: str


class LabourSheetApproved(Event):
    """It counts: the registers are made of these lines and nothing else."""

    stored_as = "labour_sheet.approved.v1"
    ref: Ref
    project: str
    site: str
    day: date
    approved_by: str
    lines: tuple[CostedLine, ...]


class LabourSheetWithdrawn(Event):
    """It was dropped before it counted."""

    stored_as = "labour_sheet.withdrawn.v1"
    ref: Ref
    withdrawn_by: str
    why: str


class LabourSheetReversed(Event):
    """It counts no more; `lines` are those that it had counted."""

    stored_as = "labour_sheet.reversed.v1"
    ref: Ref
    project: str
    site: str
    day: date
    reversed_by: str
    why: str
    lines: tuple[CostedLine, ...]


LabourSheetEvent = (
    LabourSheetSubmitted | LabourSheetCountersigned | LabourSheetApproved | LabourSheetWithdrawn | LabourSheetReversed
)
