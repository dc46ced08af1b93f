"""Open orders by what an invoice may say of them, and invoices that wait for an order: candidates, nothing to look at."""

from sqlalchemy import Index, bindparam, cast, func, select, update

from bots.document_numbers import notations
from events._base import Recorded
from events.invoice import InvoiceCorrected, InvoiceHeld, InvoicePosted, InvoiceRejected
from events.purchase_order import PurchaseOrderBilled, PurchaseOrderClosed, PurchaseOrderIssued
from projections._base import Changes, Projection, change, remove, upsert
from projections._columns import at_scale, count, key, minor, number_key, scaled, text
from projections._prepare import mul_div

OPEN_ORDERS = Projection("open_orders")
_OF = ("entity", "supplier", "currency")
orders = OPEN_ORDERS.table(
    "open_orders", key("id"), *(text(name) for name in (*_OF, "squeezed", "parts")), minor("worth"), count("position")
)
"""`squeezed` and `parts` are the notations of its number, `worth` is what is left of it at its prices."""
lines = OPEN_ORDERS.table(
    "open_order_lines",
    key("order_id"),
    number_key("line"),
    *(text(name) for name in _OF),
    *(scaled(name) for name in ("unit_price", "quantity", "left_over")),
    *(minor(name) for name in ("amount", "worth")),
)
waiting = OPEN_ORDERS.table(
    "waiting_invoices", key("id"), *(text(name) for name in ("number", "entity", "supplier")), count("position")
)
Index("view_open_orders_worth", orders.c.entity, orders.c.supplier, orders.c.currency, orders.c.worth)
Index("view_open_orders_squeezed", orders.c.entity, orders.c.supplier, orders.c.squeezed)
Index("view_open_orders_parts", orders.c.entity, orders.c.supplier, orders.c.parts)
Index("view_open_lines_price", lines.c.entity, lines.c.supplier, lines.c.currency, lines.c.unit_price, lines.c.worth)
Index("view_open_lines_worth", lines.c.entity, lines.c.supplier, lines.c.currency, lines.c.worth)
Index("view_waiting_invoices_by_supplier", waiting.c.entity, waiting.c.supplier)

_MORE = bindparam("more", type_=lines.c.left_over.type)
_BILL = (
    update(lines)
    .where(lines.c.order_id == bindparam("order"), lines.c.line == bindparam("line_number"))
    .values(
        left_over=lines.c.left_over - _MORE,
        worth=mul_div(lines.c.amount, lines.c.left_over - _MORE, lines.c.quantity),
    )
)
_WORTH = func.coalesce(func.sum(lines.c.worth), 0)
_SUM = (
    update(orders)
    .where(orders.c.id == bindparam("order"))
    .values(
        worth=select(cast(_WORTH, orders.c.worth.type))
        .where(lines.c.order_id == orders.c.id, lines.c.worth > 0)
        .scalar_subquery()
    )
)


@OPEN_ORDERS.on(PurchaseOrderIssued)
def _issued(event: PurchaseOrderIssued, at: Recorded) -> Changes:
    squeezed, parts = notations(event.ref.number)
    whose = {"entity": event.ref.entity, "supplier": event.supplier, "currency": event.currency}
    names = {"squeezed": squeezed, "parts": parts, "position": at.position}
    yield upsert(orders, {"id": str(event.ref.id)}, **whose, **names, worth=event.total.minor)
    for line in event.lines:
        yield upsert(
            lines,
            {"order_id": str(event.ref.id), "line": line.line},
            **whose,
            unit_price=at_scale(line.unit_price),
            quantity=at_scale(line.quantity),
            left_over=at_scale(line.quantity),
            amount=line.amount.minor,
            worth=line.amount.minor,
        )


@OPEN_ORDERS.on(PurchaseOrderBilled)
def _billed(event: PurchaseOrderBilled, _: Recorded) -> Changes:
    order = str(event.ref.id)
    for line in event.lines:
        yield _BILL, {"order": order, "line_number": line.line, "more": at_scale(line.quantity)}
    yield _SUM, {"order": order}


@OPEN_ORDERS.on(PurchaseOrderClosed)
def _closed(event: PurchaseOrderClosed, _: Recorded) -> Changes:
    """What was accepted of it is still billed, by its number."""
    yield remove(lines, {"order_id": str(event.ref.id)})
    yield change(orders, {"id": str(event.ref.id)}, worth=0)


@OPEN_ORDERS.on(InvoiceHeld)
def _held(event: InvoiceHeld, at: Recorded) -> Changes:
    row = {"id": str(event.ref.id)}
    if event.order is not None or event.supplier is None:
        yield remove(waiting, row)
        return
    whose = {"entity": event.ref.entity, "supplier": event.supplier}
    yield upsert(waiting, row, number=event.ref.number, **whose, position=at.position)


@OPEN_ORDERS.on(InvoiceCorrected, InvoicePosted, InvoiceRejected)
def _decided(event: InvoiceCorrected | InvoicePosted | InvoiceRejected, _: Recorded) -> Changes:
    yield remove(waiting, {"id": str(event.ref.id)})
