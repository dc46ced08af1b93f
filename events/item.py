"""What happens to items."""

from contracts.item import Conversion
from contracts.values import Percent
from events._base import Event


class ItemDefined(Event):
    """An item is this from now on."""

    stored_as = "item.defined.v1"
    item: str
    name: str
    base_unit: str
    category: str | None = None
    active: bool = True
    over_receipt_percent: Percent | None = None
    preferred_supplier: str | None = None
    conversions: tuple[Conversion, ...] = ()


ItemEvent = ItemDefined
