"""Items: what is bought, counted in a base unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from contracts.item import Conversion, DefineItem
from contracts.units import ratio
from events.item import ItemDefined, ItemEvent


@dataclass(frozen=True)
class Item:
    """An item of the catalogue."""

    code: str = ""
    name: str = ""
    base_unit: str = ""
    category: str | None = None
    active: bool = False
    over_receipt_percent: Decimal | None = None
    preferred_supplier: str | None = None
    conversions: tuple[Conversion, ...] = ()

    @property
    def factors(self) -> Mapping[str, Decimal]:
        """Unit -> so many of the base unit."""
        return {conversion.unit: conversion.factor for conversion in self.conversions}


def decide(state: Item, command: DefineItem, facts: Facts) -> Decision:
    """Define or define anew; the same again is ignored, another base unit refused."""
    if state.code and command.base_unit != state.base_unit:
        return refuse("base-unit-fixed", item=command.item, base_unit=state.base_unit)
    defined = ItemDefined(**dict(command))
    return () if evolve(state, defined) == state else (defined,)


def item_refusal(state: Item, item: str, unit: str) -> Refusal | None:
    """Why an item cannot be requested in a unit; None when it can."""
    if not state.code:
        return refuse("unknown-item", item=item)
    if not state.active:
        return refuse("item-discontinued", item=item)
    if ratio(unit, state.base_unit, state.factors) is None:
        return refuse("unit-not-convertible", item=item, unit=unit, base_unit=state.base_unit)
    return None


def evolve(state: Item, event: ItemEvent) -> Item:
    """Apply one event."""
    fields = {name: value for name, value in dict(event).items() if name != "item"}
    return Item(code=event.item, **fields)


ITEM = Aggregate("item", Item(), decide, evolve)
