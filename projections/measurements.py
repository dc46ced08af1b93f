"""Measurement books: their sheets, every measured row, and for each order line what the next progress bill may bill."""

from sqlalchemy import Index

from events._base import Recorded
from events.measurement import CertifiedLine, MeasurementCertified, MeasurementRecorded, MeasurementWithdrawn
from events.purchase_order import PurchaseOrderBilled
from projections._base import Changes, Projection, add, change, upsert
from projections._columns import at_scale, count, instant, key, micros, number_key, scaled, scaled_or_none, text

MEASUREMENTS = Projection("measurements")
sheets = MEASUREMENTS.table(
    "measurements",
    key("order_id"),
    number_key("sheet"),
    *(text(name) for name in ("order_number", "entity", "title", "measured_on", "measured_by", "status")),
    *(text(name) for name in ("certified_by", "withdrawn_by", "why")),
    *(instant(name) for name in ("recorded_at", "certified_at")),
    count("position"),
)
rows = MEASUREMENTS.table(
    "measured_rows",
    key("order_id"),
    *(number_key(name) for name in ("sheet", "row")),
    *(text(name) for name in ("order_number", "entity", "description")),
    count("order_line"),
    *(scaled(name) for name in ("nos", "quantity")),
    *(scaled_or_none(name) for name in ("length", "breadth", "depth")),
)
bills = MEASUREMENTS.table(
    "progress_bills",
    key("order_id"),
    number_key("order_line"),
    *(text(name) for name in ("order_number", "entity", "project", "cost_code", "unit")),
    *(scaled(name) for name in ("certified", "billed", "this_period")),
    count("certificates"),
)
"""`this_period` is certified to date − billed before; lines without a certificate are hidden."""
Index("view_measurements_by_position", sheets.c.position)


def _sheet(event: MeasurementRecorded | MeasurementCertified | MeasurementWithdrawn) -> dict[str, object]:
    return {"order_id": str(event.order.id), "sheet": event.sheet}


@MEASUREMENTS.on(MeasurementRecorded)
def _recorded(event: MeasurementRecorded, at: Recorded) -> Changes:
    of = {"order_number": event.order.number, "entity": event.order.entity}
    measured = {"measured_on": event.measured_on.isoformat(), "measured_by": event.measured_by}
    at_once = {"recorded_at": micros(at.recorded_at), "position": at.position}
    yield upsert(sheets, _sheet(event), **of, title=event.title, status="measured", **measured, **at_once)
    flat = ((line.order_line, row) for line in event.lines for row in line.rows)
    for number, (order_line, row) in enumerate(flat, 1):
        sides = {name: getattr(row, name) for name in ("length", "breadth", "depth")}
        yield upsert(
            rows,
            {**_sheet(event), "row": number},
            **of,
            description=row.description,
            order_line=order_line,
            nos=at_scale(row.nos),
            quantity=at_scale(row.quantity),
            **{name: None if side is None else at_scale(side) for name, side in sides.items()},
        )


@MEASUREMENTS.on(MeasurementCertified)
def _certified(event: MeasurementCertified, at: Recorded) -> Changes:
    certified = {"certified_by": event.certified_by, "certified_at": micros(at.recorded_at)}
    yield change(sheets, _sheet(event), status="certified", **certified)
    yield from _counted(event, event.lines)


@MEASUREMENTS.on(MeasurementWithdrawn)
def _withdrawn(event: MeasurementWithdrawn, _: Recorded) -> Changes:
    yield change(sheets, _sheet(event), status="withdrawn", withdrawn_by=event.withdrawn_by, why=event.why)
    yield from _counted(event, event.lines)


def _counted(event: MeasurementCertified | MeasurementWithdrawn, lines: tuple[CertifiedLine, ...]) -> Changes:
    for line in lines:
        where = {"order_id": str(event.order.id), "order_line": line.order_line}
        of = {"order_number": event.order.number, "entity": event.order.entity, "unit": line.unit}
        place = {"project": line.cost_object.project, "cost_code": line.cost_object.cost_code}
        quantity = at_scale(line.quantity)
        yield upsert(bills, where, **of, **place)
        yield add(bills, where, certified=quantity, this_period=quantity, certificates=1)


@MEASUREMENTS.on(PurchaseOrderBilled)
def _billed(event: PurchaseOrderBilled, _: Recorded) -> Changes:
    for line in event.lines:
        quantity = at_scale(line.quantity)
        where = {"order_id": str(event.ref.id), "order_line": line.line}
        yield add(bills, where, billed=quantity, this_period=-quantity)
