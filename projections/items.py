"""The catalogue: items and their categories; and what amounts are reckoned with: tax codes and exchange rates."""

from decimal import Decimal

from events._base import Recorded
from events.category import CategoryDefined
from events.exchange_rate import ExchangeRateRecorded
from events.item import ItemDefined
from events.tax_code import TaxCodeDefined, TaxCodeEnded
from projections._base import Changes, change, upsert
from projections._columns import as_json, day, flag, key, structure, text
from projections.master_data import MASTER_DATA

items = MASTER_DATA.table(
    "items",
    key("code"),
    *(text(name) for name in ("name", "base_unit", "category", "over_receipt_percent", "preferred_supplier")),
    flag("active"),
    structure("conversions"),
)
"""`conversions` are unit -> so many of the base unit."""
categories = MASTER_DATA.table(
    "categories", key("code"), *(text(name) for name in ("name", "parent", "over_receipt_percent"))
)
tax_codes = MASTER_DATA.table(
    "tax_codes",
    key("code"),
    key("valid_from"),
    *(text(name) for name in ("valid_until", "name", "country", "rate_percent", "recoverable_percent", "kind")),
)
exchange_rates = MASTER_DATA.table(
    "exchange_rates",
    *(key(name) for name in ("from_currency", "to_currency", "rate_date")),
    *(text(name) for name in ("rate", "source", "supersedes", "why", "recorded_by")),
)
"""The rate that counts for a date; `rate` is kept as text, exactly as it was published."""


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


@MASTER_DATA.on(ItemDefined)
def _item(event: ItemDefined, _: Recorded) -> Changes:
    yield upsert(
        items,
        {"code": event.item},
        name=event.name,
        base_unit=event.base_unit,
        category=event.category,
        active=int(event.active),
        over_receipt_percent=_figure(event.over_receipt_percent),
        preferred_supplier=event.preferred_supplier,
        conversions=as_json({each.unit: _figure(each.factor) for each in event.conversions}),
    )


@MASTER_DATA.on(CategoryDefined)
def _category(event: CategoryDefined, _: Recorded) -> Changes:
    row = {"name": event.name, "parent": event.parent, "over_receipt_percent": _figure(event.over_receipt_percent)}
    yield upsert(categories, {"code": event.category}, **row)


@MASTER_DATA.on(TaxCodeDefined)
def _tax_code(event: TaxCodeDefined, _: Recorded) -> Changes:
    yield upsert(
        tax_codes,
        {"code": event.tax_code, "valid_from": event.valid_from.isoformat()},
        valid_until=day(event.valid_until),
        name=event.name,
        country=event.country,
        rate_percent=_figure(event.rate_percent),
        recoverable_percent=_figure(event.recoverable_percent),
        kind=event.kind,
    )


@MASTER_DATA.on(TaxCodeEnded)
def _ended(event: TaxCodeEnded, _: Recorded) -> Changes:
    revision = {"code": event.tax_code, "valid_from": event.valid_from.isoformat()}
    yield change(tax_codes, revision, valid_until=event.valid_until.isoformat())


@MASTER_DATA.on(ExchangeRateRecorded)
def _rate(event: ExchangeRateRecorded, at: Recorded) -> Changes:
    yield upsert(
        exchange_rates,
        {"from_currency": event.from_currency, "to_currency": event.to_currency, "rate_date": event.on.isoformat()},
        rate=_figure(event.rate),
        source=event.source,
        supersedes=_figure(event.supersedes),
        why=event.why,
        recorded_by=at.meta.actor.name,
    )
