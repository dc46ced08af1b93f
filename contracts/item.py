"""The item catalogue: what is bought, in which unit it is counted, and how other units convert into it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import Code, Percent, Scaled, Text, Unit, Value
from contracts.wrong import wrong


class Conversion(Value):
    """One `unit` of the item is so many of its base unit: 1 XBX = 12 C62."""

    unit: Unit
    factor: Annotated[Scaled, Field(gt=0)]


class DefineItem(Command):
    """Define an item, or define it anew; its base unit stays for ever, since prices are compared by it.

    A discontinued item (`active` false) is ordered no more. `preferred_supplier` is a proposal, no rule.
    """

    contract = "item.define"
    permission = "item.administer"
    item: Code
    name: Text
    base_unit: Unit
    category: Code | None = None
    active: bool = True
    over_receipt_percent: Percent | None = None
    preferred_supplier: Code | None = None
    conversions: tuple[Conversion, ...] = ()

    @model_validator(mode="after")
    def _each_unit_once(self) -> Self:
        units = [self.base_unit, *(conversion.unit for conversion in self.conversions)]
        if doubled := next((unit for unit in units if units.count(unit) > 1), None):
            raise wrong("field-unit-twice", unit=doubled)
        return self
