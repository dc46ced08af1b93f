"""Categories of what is bought."""

from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Aggregate, Decision, Facts
from contracts.category import DefineCategory
from events.category import CategoryDefined, CategoryEvent


@dataclass(frozen=True)
class Category:
    """A category and the one above it."""

    code: str = ""
    name: str = ""
    parent: str | None = None
    over_receipt_percent: Decimal | None = None


def decide(state: Category, command: DefineCategory, facts: Facts) -> Decision:
    """Define or define anew; the same again is ignored."""
    defined = CategoryDefined(**dict(command))
    return () if evolve(state, defined) == state else (defined,)


def evolve(state: Category, event: CategoryEvent) -> Category:
    """Apply one event."""
    return Category(event.category, event.name, event.parent, event.over_receipt_percent)


CATEGORY = Aggregate("category", Category(), decide, evolve)
