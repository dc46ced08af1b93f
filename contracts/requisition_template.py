"""Templates of requisitions: lines that are needed again and again, without dates."""

from typing import Annotated

from pydantic import Field

from contracts._base import Command
from contracts.requisition import LineNumber, UnitPrice
from contracts.values import Code, Currency, Quantity, Text, Value


class TemplateLine(Value):
    """A requisition line without period and date; see RequisitionLine."""

    line: LineNumber
    description: Text
    quantity: Quantity
    unit_price: UnitPrice
    project: Code
    cost_code: Code
    supplier: Code | None = None
    item: Code | None = None
    category: Code | None = None
    tax_code: Code | None = None


class DefineRequisitionTemplate(Command):
    """Define a template of a legal entity, or define it anew; an inactive one is copied no more."""

    contract = "requisition_template.define"
    permission = "requisition_template.define"
    entity: Code
    template: Code
    name: Text
    currency: Currency
    lines: Annotated[tuple[TemplateLine, ...], Field(min_length=1)]
    active: bool = True
