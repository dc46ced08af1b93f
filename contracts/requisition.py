"""Purchase requisitions (采购申请)."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import (
    MOST_LINES,
    Code,
    CostObject,
    Currency,
    Money,
    MonthPeriod,
    Quantity,
    Scaled,
    Text,
    Value,
    money,
)
from contracts.wrong import wrong

LineNumber = Annotated[int, Field(ge=1, le=9999)]
UnitPrice = Annotated[Scaled, Field(ge=0)]


class Attachment(Value):
    """A file that belongs to a line: its bytes are kept by their SHA-256."""

    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    name: Text


class RequisitionLine(Value):
    """What is needed, for which cost object, at which estimated price per unit (in the requisition's currency).

    With an `item` of the catalogue the unit must convert into the item's base unit.
    """

    line: LineNumber
    description: Text
    quantity: Quantity
    unit_price: UnitPrice
    cost_object: CostObject
    needed_by: date
    supplier: Code | None = None
    kind: Literal["goods", "service"] = "goods"
    item: Code | None = None
    category: Code | None = None
    tax_code: Code | None = None
    """What of its tax is not given back is reserved beside the amount, by the revision of the day of submission."""
    attachments: tuple[Attachment, ...] = ()


Lines = Annotated[tuple[RequisitionLine, ...], Field(max_length=MOST_LINES)]


def line_amount(line: RequisitionLine, currency: str) -> Money:
    """Quantity x unit price, rounded once per line: totals are sums of lines, never quantity sum x price."""
    return money(line.quantity.amount * line.unit_price, currency)


class CreateRequisition(Command):
    """Draft a requisition; it may be empty until it is submitted."""

    contract = "requisition.create"
    permission = "requisition.submit"
    entity: Code
    title: Text
    currency: Currency
    lines: Lines = ()


class CopyRequisition(Command):
    """Draft a requisition from a past one, or from a template of `entity`; its lines get this period and day."""

    contract = "requisition.copy"
    permission = "requisition.submit"
    requisition: UUID | None = None
    template: Code | None = None
    entity: Code | None = None
    title: Text | None = None
    period: MonthPeriod
    needed_by: date

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.requisition is None) == (self.template is None):
            raise wrong("field-copy-of-one")
        if (self.template is None) != (self.entity is None):
            raise wrong("field-template-with-entity")
        return self


class ReviseRequisition(Command):
    """Replace the lines of a draft or returned requisition."""

    contract = "requisition.revise"
    permission = "requisition.submit"
    requisition: UUID
    lines: Lines


class SubmitRequisition(Command):
    """Submit for approval; reserves the funds of every line in the same transaction, or is refused whole."""

    contract = "requisition.submit"
    permission = "requisition.submit"
    requisition: UUID


class WithdrawRequisition(Command):
    """Take a requisition back before anything is ordered; its reservation returns."""

    contract = "requisition.withdraw"
    permission = "requisition.submit"
    requisition: UUID
    why: Text


class CloseRequisitionShort(Command):
    """Order nothing more of it: what its open lines still reserve returns; what is ordered goes its way."""

    contract = "requisition.close_short"
    permission = "requisition.submit"
    requisition: UUID
    why: Text


class ConcludeRequisition(Command):
    """Follow-up: carry the verdict of the finished approval to the requisition."""

    contract = "requisition.conclude"
    permission = "system"
    by = "system"
    requisition: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class CloseRequisition(Command):
    """Follow-up: everything ordered, received, billed and paid."""

    contract = "requisition.close"
    permission = "system"
    by = "system"
    requisition: UUID


class ExpireRequisition(Command):
    """Follow-up: nobody decided or ordered for too long; what is still reserved returns."""

    contract = "requisition.expire"
    permission = "system"
    by = "system"
    requisition: UUID


class ParkRequisition(Command):
    """Follow-up: a step was refused; the case waits for a person, who sees the refusal's code and figures."""

    contract = "requisition.park"
    permission = "system"
    by = "system"
    requisition: UUID
    step: str
    code: str
    figures: tuple[tuple[str, str], ...] = ()
