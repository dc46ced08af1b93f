"""Open orders by what an invoice may say of them, and invoices that wait for an order: candidates, nothing to look at."""

from collections.abc import Mapping

from sqlalchemy import Index, bindparam, cast, func, select, update

from bots.document_numbers import notations
from contracts.values import Ref
from events._base import Recorded
from events.contract import ContractDrafted
from events.invoice import InvoiceCorrected, InvoiceHeld, InvoiceMerged, InvoicePosted, InvoiceRejected
from events.purchase_order import (
    OrderedLine,
    PurchaseOrderAmended,
    PurchaseOrderBilled,
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderIssued,
)
from projections._base import Changes, Projection, change, remove, upsert
from projections._columns import at_scale, count, flag, key, minor, number_key, scaled, text
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
    flag("gone"),
)
contracts = OPEN_ORDERS.table(
    "contract_numbers", key("id"), *(text(name) for name in ("entity", "supplier", "squeezed", "parts"))
)
ordered_under = OPEN_ORDERS.table("orders_under_contracts", key("contract_id"), key("order_id"))
waiting = OPEN_ORDERS.table(
    "waiting_invoices", key("id"), *(text(name) for name in ("number", "entity", "supplier")), count("position")
)
Index("view_open_orders_worth", orders.c.entity, orders.c.supplier, orders.c.currency, orders.c.worth)
Index("view_open_orders_squeezed", orders.c.entity, orders.c.supplier, orders.c.squeezed)
Index("view_open_orders_parts", orders.c.entity, orders.c.supplier, orders.c.parts)
Index("view_contract_numbers_squeezed", contracts.c.entity, contracts.c.supplier, contracts.c.squeezed)
Index("view_contract_numbers_parts", contracts.c.entity, contracts.c.supplier, contracts.c.parts)
Index("view_orders_under_contracts_by_order", ordered_under.c.order_id)
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


_AS_AMENDED = (
    update(lines)
    .where(lines.c.order_id == bindparam("order"), lines.c.line == bindparam("line_number"))
    .values(
        quantity=bindparam("now", type_=lines.c.quantity.type),
        left_over=lines.c.left_over + bindparam("now", type_=lines.c.quantity.type) - lines.c.quantity,
        unit_price=bindparam("price", type_=lines.c.unit_price.type),
        amount=bindparam("whole", type_=lines.c.amount.type),
        worth=mul_div(
            bindparam("whole", type_=lines.c.amount.type),
            lines.c.left_over + bindparam("now", type_=lines.c.quantity.type) - lines.c.quantity,
            bindparam("now", type_=lines.c.quantity.type),
        ),
        gone=0,
    )
)


@OPEN_ORDERS.on(ContractDrafted)
def _contract(event: ContractDrafted, _: Recorded) -> Changes:
    squeezed, parts = notations(event.ref.number)
    whose = {"entity": event.ref.entity, "supplier": event.supplier}
    yield upsert(contracts, {"id": str(event.ref.id)}, **whose, squeezed=squeezed, parts=parts)


@OPEN_ORDERS.on(PurchaseOrderIssued)
def _issued(event: PurchaseOrderIssued, at: Recorded) -> Changes:
    squeezed, parts = notations(event.ref.number)
    whose = {"entity": event.ref.entity, "supplier": event.supplier, "currency": event.currency}
    names = {"squeezed": squeezed, "parts": parts, "position": at.position}
    yield upsert(orders, {"id": str(event.ref.id)}, **whose, **names, worth=event.total.minor)
    for line in event.lines:
        yield from _as_now(event.ref, line, whose)


def _as_now(order: Ref, line: OrderedLine, whose: Mapping[str, str]) -> Changes:
    """The line as it is ordered now; what was billed of it stays billed."""
    yield upsert(lines, {"order_id": str(order.id), "line": line.line}, **whose)
    if line.contract:
        yield upsert(ordered_under, {"contract_id": str(line.contract), "order_id": str(order.id)})
    figures = {"now": at_scale(line.quantity), "price": at_scale(line.unit_price), "whole": line.amount.minor}
    yield _AS_AMENDED, {"order": str(order.id), "line_number": line.line, **figures}


@OPEN_ORDERS.on(PurchaseOrderAmended)
def _amended(event: PurchaseOrderAmended, _: Recorded) -> Changes:
    now, order = event.amendment, {"order_id": str(event.ref.id)}
    whose = {"entity": event.ref.entity, "supplier": now.supplier, "currency": now.total.currency}
    yield change(orders, {"id": str(event.ref.id)}, supplier=now.supplier)
    yield change(lines, order, gone=1)
    yield remove(ordered_under, order)
    for line in now.lines:
        yield from _as_now(event.ref, line, whose)
    yield remove(lines, {**order, "gone": 1})
    yield _SUM, {"order": str(event.ref.id)}


@OPEN_ORDERS.on(PurchaseOrderBilled)
def _billed(event: PurchaseOrderBilled, _: Recorded) -> Changes:
    order = str(event.ref.id)
    for line in event.lines:
        yield _BILL, {"order": order, "line_number": line.line, "more": at_scale(line.quantity)}
    yield _SUM, {"order": order}


@OPEN_ORDERS.on(PurchaseOrderClosed, PurchaseOrderCancelled)
def _closed(event: PurchaseOrderClosed | PurchaseOrderCancelled, _: Recorded) -> Changes:
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


@OPEN_ORDERS.on(InvoiceCorrected, InvoiceMerged, InvoicePosted, InvoiceRejected)
def _decided(event: InvoiceCorrected | InvoiceMerged | InvoicePosted | InvoiceRejected, _: Recorded) -> Changes:
    yield remove(waiting, {"id": str(event.ref.id)})
