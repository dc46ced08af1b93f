"""Orders and their lines: ordered, accepted, billed, paid; the derived status, and what they mean for their cases."""

from sqlalchemy import Index, and_, bindparam, case, cast, exists, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from projections._columns import (
    count,
    flag,
    instant,
    key,
    minor,
    names,
    number_key,
    scaled,
    text,
)
from projections._prepare import mul_div
from projections.cases import CASES, cases

WHOLE = 100_000_000
"""One hundred percent at scale 6."""

orders = CASES.table(
    "orders",
    key("id"),
    *(text(name) for name in ("number", "entity", "supplier", "supplier_name", "raised_by", "currency", "status")),
    minor("total"),
    names("projects"),
    *(scaled(name) for name in ("received_percent", "billed_percent")),
    *(minor(name) for name in ("received", "billed", "paid")),
    *(flag(name) for name in ("closed", "on_hold", "cancelled")),
    count("amendments"),
    text("pending_amendment"),
    names("pending_scopes"),
    *(text(name) for name in ("payment_terms", "delivery_terms", "why")),
    instant("issued_at"),
    count("position"),
)
Index("view_orders_by_position", orders.c.position)
lines = CASES.table(
    "order_lines",
    key("order_id"),
    number_key("line"),
    *(text(name) for name in ("order_number", "entity", "case_id", "requisition", "description", "unit", "currency")),
    *(text(name) for name in ("kind", "needed_by")),
    count("requisition_line"),
    *(text(name) for name in ("project", "cost_code", "period")),
    *(
        scaled(name)
        for name in ("quantity", "unit_price", "accepted", "rejected", "returned", "inspected", "billed_quantity")
    ),
    *(minor(name) for name in ("amount", "received", "billed", "paid")),
    text("booked_currency"),
    *(minor(f"booked_{name}", "booked_currency") for name in ("amount", "received", "billed", "paid")),
    *(flag(name) for name in ("closed", "cancelled", "gone")),
)
Index("view_order_lines_by_case", lines.c.case_id)
bills = CASES.table(
    "order_bills", key("order_id"), key("invoice_id"), number_key("line"), minor("amount"), minor("booked")
)

_LINE = and_(lines.c.order_id == bindparam("order"), lines.c.line == bindparam("line_number"))
ACCEPT = (
    update(lines)
    .where(_LINE)
    .values(
        accepted=lines.c.accepted + bindparam("more", type_=lines.c.accepted.type),
        rejected=lines.c.rejected + bindparam("not_accepted", type_=lines.c.accepted.type),
        returned=lines.c.returned + bindparam("back", type_=lines.c.accepted.type),
    )
)
VALUE_RECEIVED = (
    update(lines)
    .where(lines.c.order_id == bindparam("order"))
    .values(
        received=func.coalesce(mul_div(lines.c.amount, lines.c.accepted, lines.c.quantity), 0),
        booked_received=func.coalesce(mul_div(lines.c.booked_amount, lines.c.accepted, lines.c.quantity), 0),
    )
)
"""What was accepted at the order's price; a line of which nothing is ordered any more is worth nothing."""


def _billed_by(column: ColumnElement[int]) -> ColumnElement[int]:
    """What an invoice bills of a line."""
    return (
        select(func.coalesce(func.sum(column), 0))
        .where(bills.c.order_id == lines.c.order_id, bills.c.line == lines.c.line)
        .where(bills.c.invoice_id == bindparam("invoice"))
        .scalar_subquery()
    )


PAY = (
    update(lines)
    .where(lines.c.order_id == bindparam("order"))
    .values(
        paid=lines.c.paid + _billed_by(bills.c.amount), booked_paid=lines.c.booked_paid + _billed_by(bills.c.booked)
    )
)
UNPAY = (
    update(lines)
    .where(lines.c.order_id == bindparam("order"))
    .values(
        paid=lines.c.paid - _billed_by(bills.c.amount), booked_paid=lines.c.booked_paid - _billed_by(bills.c.booked)
    )
)


def _total(column: ColumnElement[int], where: ColumnElement[bool]) -> ColumnElement[int]:
    # PostgreSQL sums integers into a numeric; the cast keeps the column's own type on both databases.
    total = cast(func.coalesce(func.sum(column), 0), lines.c.amount.type)
    return select(total).where(where).scalar_subquery()


def _percent(done: ColumnElement[int]) -> ColumnElement[int]:
    """Σ min(ordered, done) / Σ ordered x 100 at scale 6: over-delivery on one line never hides a short one."""
    capped = case((done < lines.c.quantity, done), else_=lines.c.quantity)
    of_order = lines.c.order_id == orders.c.id
    # An order of which nothing is ordered any more is done.
    return func.coalesce(mul_div(_total(capped, of_order), WHOLE, _total(lines.c.quantity, of_order)), WHOLE)


_AMOUNTS = ("received", "billed", "paid")
_ORDER = orders.c.id == bindparam("order")
SUM_ORDER = (
    update(orders)
    .where(_ORDER)
    .values(
        received_percent=_percent(lines.c.accepted),
        billed_percent=_percent(lines.c.billed_quantity),
        **{name: _total(lines.c[name], lines.c.order_id == orders.c.id) for name in _AMOUNTS},
    )
)
_SHORT = and_(lines.c.order_id == orders.c.id, lines.c.accepted < lines.c.quantity)
_UNBILLED = and_(lines.c.order_id == orders.c.id, lines.c.billed_quantity < lines.c.quantity)
_received, _billed = ~exists().where(_SHORT), ~exists().where(_UNBILLED)
"""Line by line, as the order itself derives it: a percentage is rounded, and a millionth short is short."""
DERIVE_ORDER = (
    update(orders)
    .where(_ORDER)
    .values(
        status=case(
            (orders.c.cancelled == 1, "cancelled"),
            (and_(_received, _billed), "completed"),
            (orders.c.closed == 1, "closed"),
            (orders.c.on_hold == 1, "on-hold"),
            (_received, "to-bill"),
            (_billed, "to-receive"),
            else_="to-receive-and-bill",
        )
    )
)


def _none_left(short: ColumnElement[bool]) -> ColumnElement[int]:
    return case((exists().where(lines.c.case_id == cases.c.id, short), 0), else_=1)


_EXPECTED = case((lines.c.closed == 1, lines.c.accepted), else_=lines.c.quantity)
"""What of a line is still to be billed: all that was ordered, or what has come when the order is closed short."""
SUM_CASE = (
    update(cases)
    .where(cases.c.id == bindparam("case"))
    .values(
        events=cases.c.events + 1,
        # In the currency of the requisition, whatever that of its orders.
        ordered=_total(lines.c.booked_amount, and_(lines.c.case_id == cases.c.id, lines.c.cancelled == 0)),
        **{name: _total(lines.c[f"booked_{name}"], lines.c.case_id == cases.c.id) for name in _AMOUNTS},
        all_received=_none_left(and_(lines.c.closed == 0, lines.c.accepted < lines.c.quantity)),
        all_billed=_none_left(lines.c.billed_quantity < _EXPECTED),
    )
)
