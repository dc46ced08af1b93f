"""What the lines, allowances and charges of an XML invoice add up to for each tax category and rate."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from bots.numbers import exact, plain, total
from contracts.reading import TaxGroup

Key = tuple[str, Decimal]


class Item(NamedTuple):
    """An amount that is taxed: of a line, an allowance (which takes away) or a charge; figures as written."""

    category: str | None
    rate: str | None
    amount: str | None
    takes_away: bool = False


def with_items(groups: tuple[TaxGroup, ...], items: Iterable[Item]) -> tuple[TaxGroup, ...]:
    """The groups with the sum of their items; as they were where one item does not say what it is taxed by."""
    sums: dict[Key, list[Decimal]] = {}
    told = list(items)
    for item in told:
        amount, key = exact(item.amount), _key(item.category, item.rate)
        if amount is None or key is None:
            return groups
        sums.setdefault(key, []).append(-amount if item.takes_away else amount)
    if not told:
        return groups
    return tuple(_with(group, sums) for group in groups)


def _with(group: TaxGroup, sums: dict[Key, list[Decimal]]) -> TaxGroup:
    key = _key(group.category, group.rate)
    return group if key is None else group.model_copy(update={"items": plain(total(sums.get(key, [])))})


def _key(category: str | None, rate: str | None) -> Key | None:
    """Category and rate, which is absent where nothing is taxed; None when neither is told."""
    figure = exact(rate)
    return None if category is None or (rate is not None and figure is None) else (category, figure or Decimal(0))
