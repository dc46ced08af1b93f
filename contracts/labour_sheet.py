"""Day-labour sheets (点工单): who worked on a site on a day, and on what."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from contracts._base import Command
from contracts.values import Code, Scaled, Text, Value
from contracts.wrong import wrong

Presence = Literal["full", "half", "absent"]
MAN_DAYS: dict[Presence, Decimal] = {"full": Decimal(1), "half": Decimal("0.5"), "absent": Decimal(0)}
"""Man-days = full + 0.5·half."""
Site = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[\w#][\w#.@()-]*( [\w#.@()-]+)*$", max_length=64)
]
"""A site as its people call it: 北区1#楼, north."""
MOST_OVERTIME = Decimal(16)
Overtime = Annotated[Scaled, Field(ge=0, le=MOST_OVERTIME)]
"""Hours beyond the day; no day has more than sixteen."""


class WorkedLine(Value):
    """What a worker did on the day for one cost code of the project."""

    worker: Code
    presence: Presence
    cost_code: Code
    overtime_hours: Overtime = Decimal(0)

    @model_validator(mode="after")
    def _present(self) -> Self:
        if self.presence == "absent" and self.overtime_hours:
            raise wrong("field-absent-with-overtime")
        return self


class SubmitLabourSheet(Command):
    """Submit the one sheet of a site and day, by its foreman.

    A worker may stand on two lines of a half day each, for two cost codes.
    """

    contract = "labour_sheet.submit"
    permission = "labour_sheet.submit"
    entity: Code
    project: Code
    site: Site
    day: date
    lines: Annotated[tuple[WorkedLine, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len({(line.worker, line.cost_code) for line in self.lines}) < len(self.lines):
            raise wrong("field-worker-twice")
        return self


class CountersignLabourSheet(Command):
    """Confirm a sheet as worker or site manager."""

    contract = "labour_sheet.countersign"
    permission = "labour_sheet.countersign"
    by = "person"
    sheet: UUID


class ApproveLabourSheet(Command):
    """Approve a countersigned sheet: its days count, its wages are earned, its cost is posted."""

    contract = "labour_sheet.approve"
    permission = "labour_sheet.approve"
    by = "person"
    sheet: UUID


class WithdrawLabourSheet(Command):
    """Drop a sheet that is not approved; the site, its day and its workers are free for a better one."""

    contract = "labour_sheet.withdraw"
    permission = "labour_sheet.submit"
    sheet: UUID
    why: Text


class ReverseLabourSheet(Command):
    """Take an approved sheet back with all that it posted; it is never changed."""

    contract = "labour_sheet.reverse"
    permission = "labour_sheet.approve"
    by = "person"
    sheet: UUID
    why: Text
