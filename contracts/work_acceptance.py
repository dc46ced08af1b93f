"""Work acceptances: services done against an order, drafted by one person and accepted by another."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.requisition import LineNumber
from contracts.values import Scaled, Text, Value
from contracts.wrong import wrong

Positive = Annotated[Scaled, Field(gt=0)]
Percent = Annotated[Scaled, Field(gt=0, le=1000)]


class WorkLine(Value):
    """Work on one order line: a quantity, or the percentage of the line that is done in all up to now."""

    order_line: LineNumber
    quantity: Positive | None = None
    percent_done: Percent | None = None

    @model_validator(mode="after")
    def _quantity_or_percent(self) -> Self:
        if (self.quantity is None) == (self.percent_done is None):
            raise wrong("field-quantity-or-percent")
        return self


class DraftWorkAcceptance(Command):
    """Put down what was done, for another person to accept."""

    contract = "work_acceptance.draft"
    permission = "work_acceptance.draft"
    order: UUID
    title: Text
    lines: Annotated[tuple[WorkLine, ...], Field(min_length=1)]


class AcceptWorkAcceptance(Command):
    """Accept the work: it counts as received from now on."""

    contract = "work_acceptance.accept"
    permission = "work_acceptance.accept"
    by = "person"
    acceptance: UUID


class CancelWorkAcceptance(Command):
    """Drop a draft, or take an acceptance back as long as no invoice has used it."""

    contract = "work_acceptance.cancel"
    permission = "work_acceptance.accept"
    by = "person"
    acceptance: UUID
    why: Text
