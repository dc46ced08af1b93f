"""Commands on items, and how much more of one than ordered may be received."""

from collections.abc import Iterable
from decimal import Decimal

from activities._registry import handles
from activities.category import known_category, with_those_above
from activities.policies import Policies
from aggregates.item import ITEM, item_refusal
from aggregates.supplier import SUPPLIER
from contracts.ids import stream_id
from contracts.item import DefineItem
from contracts.values import Ref, Unit
from store.work import Refused, Work


@handles(DefineItem)
def item(work: Work, command: DefineItem, _policies: Policies) -> Ref:
    """Define an item; its category and preferred supplier must be known."""
    work.permit("*")
    if command.category:
        known_category(work, command.category)
    if command.preferred_supplier and work.load_by_key(SUPPLIER, command.preferred_supplier).status == "unknown":
        raise work.refuse("unknown-supplier", supplier=command.preferred_supplier)
    stream = stream_id("item", command.item)
    work.act(ITEM, stream, command)
    return Ref(kind="item", id=stream, number=command.item)


def usable_items(work: Work, named: Iterable[tuple[str | None, Unit]]) -> None:
    """Every item that is named must be active and convertible from the unit beside it; none is free text. Raises Refused."""
    for code, unit in named:
        if code and (refusal := item_refusal(work.load_by_key(ITEM, code), code, unit)):
            raise Refused(refusal)


def over_receipt_percent(work: Work, item: str | None, category: str | None, policies: Policies) -> Decimal:
    """How much more than ordered may be received: of the item, else of the nearest category above it, else of all."""
    found = work.load_by_key(ITEM, item) if item else ITEM.initial
    if found.over_receipt_percent is not None:
        return found.over_receipt_percent
    above = (each.over_receipt_percent for each in with_those_above(work, category or found.category))
    return next((percent for percent in above if percent is not None), policies.over_receipt_percent)
