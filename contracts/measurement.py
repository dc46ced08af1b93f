"""The measurement book of an order (计量): how much work was measured on site, sheet by sheet, and certified for payment."""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.requisition import LineNumber
from contracts.values import SCALE, WHOLE_DIGITS, Scaled, Text, Value
from contracts.wrong import wrong

EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough for the product of four figures; only the quantity of a row is rounded."""
Positive = Annotated[Scaled, Field(gt=0)]
SheetNumber = Annotated[int, Field(ge=1, le=9999)]


class MeasuredRow(Value):
    """Nos × L × B × D of one part; what has no length, breadth or depth leaves it out. A deduction has negative Nos."""

    description: Text
    nos: Scaled
    length: Positive | None = None
    breadth: Positive | None = None
    depth: Positive | None = None

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if self.nos == 0:
            raise wrong("field-measured-nothing")
        if self.quantity.adjusted() >= WHOLE_DIGITS:
            raise wrong("field-too-many-digits", limit=WHOLE_DIGITS)
        return self

    @property
    def quantity(self) -> Decimal:
        """The measured quantity at scale 6, negative for a deduction."""
        product = self.nos
        for side in (self.length, self.breadth, self.depth):
            product = product if side is None else EXACT.multiply(product, side)
        return product.quantize(Decimal(1).scaleb(-SCALE), context=EXACT)


class MeasuredLine(Value):
    """What was measured of one order line."""

    order_line: LineNumber
    rows: Annotated[tuple[MeasuredRow, ...], Field(min_length=1, max_length=500)]

    @property
    def quantity(self) -> Decimal:
        """The sum of its rows, deductions taken off."""
        return sum((row.quantity for row in self.rows), Decimal(0))


class RecordMeasurement(Command):
    """Put a sheet of measurements into the book of an order, for another person to certify."""

    contract = "measurement.record"
    permission = "measurement.record"
    order: UUID
    title: Text
    measured_on: date
    lines: Annotated[tuple[MeasuredLine, ...], Field(min_length=1, max_length=500)]


class CertifyMeasurement(Command):
    """Certify a sheet: its quantities may be billed from now on."""

    contract = "measurement.certify"
    permission = "measurement.certify"
    by = "person"
    order: UUID
    sheet: SheetNumber


class WithdrawMeasurement(Command):
    """Drop a sheet that is not certified, or take its certificate back as long as none of it is billed."""

    contract = "measurement.withdraw"
    permission = "measurement.certify"
    by = "person"
    order: UUID
    sheet: SheetNumber
    why: Text
