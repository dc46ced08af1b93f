"""Prices: every ordered line with item, unit, supplier and date; and the history of an item's price."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low

from sqlalchemy import ColumnElement, Index, bindparam, select, update

from contracts.values import SCALE, Ref
from events._base import Recorded
from events.purchase_order import OrderedLine, PurchaseOrderAmended, PurchaseOrderCancelled, PurchaseOrderIssued
from projections._base import Change, Changes, Projection, upsert
from projections._columns import EPOCH, MICROSECOND, at_scale, instant, key, micros, number_key, scaled, text
from projections.views import Views

PRICES = Projection("prices")
prices = PRICES.table(
    "prices",
    key("order_id"),
    number_key("line"),
    number_key("amendment"),
    *(text(name) for name in ("order_number", "entity", "supplier", "item", "category", "description", "unit")),
    *(text(name) for name in ("project", "currency")),
    *(scaled(name) for name in ("quantity", "unit_price")),
    instant("ordered_at"),
    instant("cancelled_at"),
)
Index("view_prices_by_item", prices.c.item, prices.c.unit, prices.c.currency, prices.c.ordered_at)
_CANCEL = update(prices).where(prices.c.order_id == bindparam("order")).values(cancelled_at=bindparam("at"))
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Price:
    """A price per unit with where it comes from."""

    unit_price: Decimal
    ordered_on: date
    order: str
    supplier: str


@dataclass(frozen=True)
class PriceHistory:
    """What an item cost in a unit and currency: the last order, and the median of the orders of twelve months."""

    last: Price | None
    median: Decimal | None
    orders: int
    since: date


@PRICES.on(PurchaseOrderIssued)
def _issued(event: PurchaseOrderIssued, at: Recorded) -> Changes:
    for line in event.lines:
        yield _priced(event.ref, line, event.supplier, 0, at)


@PRICES.on(PurchaseOrderAmended)
def _amended(event: PurchaseOrderAmended, at: Recorded) -> Changes:
    """Rows of their own, so that what was known before the amendment can still be told."""
    for line in event.amendment.lines:
        yield _priced(event.ref, line, event.amendment.supplier, event.amendment.number, at)


@PRICES.on(PurchaseOrderCancelled)
def _cancelled(event: PurchaseOrderCancelled, at: Recorded) -> Changes:
    """Nothing was ever paid at its prices; until that day they were known all the same."""
    yield _CANCEL, {"order": str(event.ref.id), "at": micros(at.occurred_at)}


def _priced(order: Ref, line: OrderedLine, supplier: str, amendment: int, at: Recorded) -> Change:
    return upsert(
        prices,
        {"order_id": str(order.id), "line": line.line, "amendment": amendment},
        order_number=order.number,
        entity=order.entity,
        supplier=supplier,
        item=line.item,
        category=line.category,
        description=line.description,
        unit=line.unit,
        project=line.cost_object.project,
        currency=line.amount.currency,
        quantity=at_scale(line.quantity),
        unit_price=at_scale(line.unit_price),
        ordered_at=micros(at.occurred_at),
    )


def known_by(end: int) -> ColumnElement[bool]:
    """Prices ordered before a moment (microseconds), of orders that were not called off before it."""
    return (prices.c.ordered_at < end) & (prices.c.cancelled_at.is_(None) | (prices.c.cancelled_at >= end))


def price_history(views: Views, entity: str, item: str, unit: str, currency: str, today: date) -> PriceHistory:
    """The history of an item's price in a legal entity, in the same unit and currency, as known at the end of a day.

    What others of the group pay is theirs: whoever may see one entity's requisitions may not see their orders.
    """
    end = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
    since = today - YEAR
    same = (prices.c.item == item, prices.c.unit == unit, prices.c.currency == currency)
    query = select(prices).where(prices.c.entity == entity, *same, known_by(micros(end)))
    with views.engine.connect() as connection:
        order = (prices.c.ordered_at, prices.c.order_id, prices.c.line, prices.c.amendment)
        rows = [dict(row) for row in connection.execute(query.order_by(*order)).mappings()]
    newest = {
        (row["order_id"], row["line"]): row for row in rows
    }  # an amended line counts once, as it was amended last
    known = [_price(row) for row in rows if newest[row["order_id"], row["line"]] is row]
    recent = [price.unit_price for price in known if price.ordered_on >= since]
    return PriceHistory(known[-1] if known else None, middle(recent), len(recent), since)


def _price(row: dict[str, int | str]) -> Price:
    day = (EPOCH + MICROSECOND * int(row["ordered_at"])).date()
    amount = Decimal(row["unit_price"]).scaleb(-SCALE)
    return Price(amount, day, str(row["order_number"]), str(row["supplier"]))


def middle(amounts: list[Decimal]) -> Decimal | None:
    """The median; of an even number the mean of the middle two, rounded half up at scale 6. None of nothing."""
    if not amounts:
        return None
    low, high = median_low(amounts), -median_low([-amount for amount in amounts])
    return ((low + high) / 2).quantize(Decimal(1).scaleb(-SCALE), ROUND_HALF_UP)
