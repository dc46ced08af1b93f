"""Scorecards: how punctual, complete, good and true to the price a supplier is, by entity and quarter, and from what."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import Index, bindparam, update

from events._base import Recorded
from events.invoice import InvoicePosted
from events.supplier import SupplierScored
from projections._base import Change, Changes, Projection, add, upsert
from projections._columns import at_scale, count, flag, key, number_key, scaled, scaled_or_none, text
from projections._prepare import mul_div

SCORECARDS = Projection("scorecards")
ALL = "all"
"""The period of the row over all time."""
HUNDRED_PERCENT = 100_000_000
_FIGURES = ("on_time_percent", "in_full_percent", "quality_percent", "price_variance_percent")
scorecards = SCORECARDS.table(
    "scorecards",
    key("supplier"),
    key("entity"),
    key("period"),
    *(count(name) for name in ("deliveries", "on_time", "in_full", "prices")),
    scaled("quality_sum"),
    scaled("price_sum"),
    *(scaled_or_none(name) for name in _FIGURES),
)
"""`deliveries` is how many delivered lines, `prices` how many billed lines the figures are means of: units and
currencies differ, so each line counts alike. The sums behind the means are hidden."""
lines = SCORECARDS.table(
    "scorecard_events",
    number_key("position"),
    number_key("line"),
    *(
        text(name)
        for name in ("supplier", "entity", "period", "kind", "document", "order_number", "due", "happened_on")
    ),
    *(flag(name) for name in ("on_time", "in_full")),
    *(scaled_or_none(name) for name in ("quality", "price_variance")),
)
"""What each figure was counted from: a delivered line, or a billed line with its variance in percent."""
Index("view_scorecard_events_by_supplier", lines.c.supplier, lines.c.entity, lines.c.period)
_ROW = [scorecards.c[name] == bindparam(f"of_{name}") for name in ("supplier", "entity", "period")]
_MEANS = (
    update(scorecards)
    .where(*_ROW)
    .values(
        on_time_percent=mul_div(scorecards.c.on_time, HUNDRED_PERCENT, scorecards.c.deliveries),
        in_full_percent=mul_div(scorecards.c.in_full, HUNDRED_PERCENT, scorecards.c.deliveries),
        quality_percent=mul_div(scorecards.c.quality_sum, 100, scorecards.c.deliveries),
        price_variance_percent=mul_div(scorecards.c.price_sum, 1, scorecards.c.prices),
    )
)


def quarter(day: date) -> str:
    """The quarter of a day, "2026-Q4"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _counted(supplier: str, entity: str, day: date, sums: Mapping[str, int]) -> Iterator[Change]:
    for period in (quarter(day), ALL):
        row = {"supplier": supplier, "entity": entity, "period": period}
        yield add(scorecards, row, **sums)
        yield _MEANS, {f"of_{name}": value for name, value in row.items()}


@SCORECARDS.on(SupplierScored)
def _scored(event: SupplierScored, at: Recorded) -> Changes:
    sums = {
        "deliveries": len(event.lines),
        "on_time": sum(line.on_time for line in event.lines),
        "in_full": sum(line.in_full for line in event.lines),
        "quality_sum": sum(at_scale(line.quality) for line in event.lines),
    }
    entity, day = event.receipt.entity, event.received_on
    yield from _counted(event.supplier, entity, day, sums)
    row = _about(event.supplier, entity, day, "delivery", event.receipt.number, event.order.number)
    for number, line in enumerate(event.lines, 1):
        figures = {"on_time": int(line.on_time), "in_full": int(line.in_full), "quality": at_scale(line.quality)}
        place = {"position": at.position, "line": number}
        yield upsert(lines, place, due=line.due.isoformat(), **row, **figures)


@SCORECARDS.on(InvoicePosted)
def _posted(event: InvoicePosted, at: Recorded) -> Changes:
    variances = list(_variances(event))
    if not variances:
        return
    day = at.occurred_at.date()
    sums = {"prices": len(variances), "price_sum": sum(variances)}
    yield from _counted(event.supplier, event.ref.entity, day, sums)
    row = _about(event.supplier, event.ref.entity, day, "invoice", event.ref.number, event.order.number)
    for number, variance in enumerate(variances, 1):
        yield upsert(lines, {"position": at.position, "line": number}, price_variance=variance, **row)


def _variances(event: InvoicePosted) -> Iterable[int]:
    """How far each billed price is above (or below) the ordered one, in percent at scale 6."""
    for line in event.arithmetic:
        for compared in line.comparisons:
            if compared.what == "price" and compared.reference:
                yield at_scale(round((compared.figure - compared.reference) * 100 / compared.reference, 6))


def _about(supplier: str, entity: str, day: date, kind: str, document: str, order: str) -> dict[str, object]:
    return {
        "supplier": supplier,
        "entity": entity,
        "period": quarter(day),
        "kind": kind,
        "document": document,
        "order_number": order,
        "happened_on": day.isoformat(),
    }
