"""When an invoice is due, and what may be kept of it when it is paid early."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from bots.contract_terms import part
from contracts.values import Money, money


def due_date(issued: date, days: int, end_of_month: bool = False) -> date:
    """So many days after the issue, and from there, where that is agreed, to the end of the month."""
    due = issued + timedelta(days=days)
    return due.replace(day=monthrange(due.year, due.month)[1]) if end_of_month else due


def early(issued: date, amount: Money, percent: Decimal | None, days: int | None) -> tuple[Money, date] | None:
    """How much may be kept when it is paid on that day at the latest; None where nothing is agreed."""
    if not percent or days is None:
        return None
    return part(amount, percent), issued + timedelta(days=days)


def kept(discount: Money, left: Money, whole: Money) -> Money | None:
    """What may be kept of `left`, where `discount` was agreed on the `whole`; None where that is nothing, or all of it."""
    if not whole.amount:
        return None
    part_of_it = money(discount.amount * left.amount / whole.amount, left.currency)
    return part_of_it if 0 < part_of_it.amount < left.amount else None
