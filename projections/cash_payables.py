"""What a cash forecast expects of payables: what is due or held, less what their suppliers owe us."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, func, select

from bots.cash_forecast import Expected
from projections.documents import invoices
from projections.funds import payables
from projections.orders import lines
from projections.purse import Purse
from projections.supplier_credits import credits_

UNPAID, HELD = ("due", "proposed", "released", "sent"), "held"


def of_payables(connection: Connection, entity: str, currency: str, purse: Purse) -> Iterator[Expected]:
    """What is due and not settled, on its due date, whatever run has it: the balance falls when the bank has paid.

    What is held counts on the day on which it is expected to be released. What the supplier owes us comes off what is
    due first: it is netted there, or paid back.
    """
    table = payables.c
    where = (table.entity == entity, table.currency == currency, table.status.in_((*UNPAID, HELD)), table.amount > 0)
    project = (
        select(func.min(lines.c.project))
        .where(lines.c.order_id == invoices.c.order_id)
        .having(func.min(lines.c.project) == func.max(lines.c.project))
        .scalar_subquery()
    )
    owed_back = _owed_back(connection, entity, currency)
    query = (
        select(table.number, table.supplier, table.amount, table.due_date, table.status, project.label("project"))
        .outerjoin(invoices, invoices.c.id == table.invoice_id)
        .where(*where)
        .order_by(table.due_date, table.position, table.id)
    )
    for row in connection.execute(query):
        on, netted = date.fromisoformat(row.due_date), min(row.amount, owed_back[row.supplier])
        owed_back[row.supplier] -= netted
        kind, why = ("retention", "release-date") if row.status == HELD else ("payable", "due-date")
        if left := row.amount - netted:
            yield Expected(purse.of("project", row.project), kind, row.number, -left, on, why)


def _owed_back(connection: Connection, entity: str, currency: str) -> dict[str | None, int]:
    """Supplier -> the credit balance, with what is set aside of it for payments that are on their way."""
    where = (credits_.c.entity == entity, credits_.c.currency == currency)
    rows = connection.execute(select(credits_.c.supplier, credits_.c.balance).where(*where))
    return defaultdict(int, {row.supplier: row.balance for row in rows})
