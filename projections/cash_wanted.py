"""What cash is expected before there is an order or a bill: planned inflows, and approved requisitions not yet ordered."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from bots.cash_forecast import Expected, uncommitted
from contracts.values import SCALE, money, month_of
from projections.allocations import requested
from projections.cases import cases
from projections.funds_plans import lines, months, plans
from projections.purse import Purse

PAYMENT_DAYS = 30
"""Days to pay a supplier who is not in the read models yet, or not known."""


@dataclass(frozen=True)
class Wanted:
    """The rest of a requisition line that no order has taken, in minor units at the price that was approved."""

    document: str
    project: str
    cost_code: str
    supplier: str | None
    needed_by: date
    amount: int


def wanted(connection: Connection, entity: str, currency: str) -> list[Wanted]:
    """Lines of approved requisitions with something left to order; of one that was closed short nothing is."""
    table = requested.c
    alive = (cases.c.status == "approved", cases.c.wanted_quantity > cases.c.ordered_quantity, table.left_open > 0)
    query = (
        select(requested)
        .join(cases, cases.c.id == table.requisition_id)
        .where(table.entity == entity, cases.c.currency == currency, *alive)
        .order_by(table.requisition_id, table.line)
    )
    return [
        Wanted(
            f"{row.requisition}/{row.line}",
            row.project,
            row.cost_code,
            row.supplier,
            date.fromisoformat(row.needed_by),
            money(Decimal(row.left_open * row.unit_price).scaleb(-2 * SCALE), currency).minor,
        )
        for row in connection.execute(query)
    ]


def of_requisitions(found: list[Wanted], terms: Mapping[str, int], purse: Purse, today: date) -> Iterator[Expected]:
    """When they are needed (today, where that is past) + the days of the supplier that is named for it."""
    for each in found:
        days = terms.get(each.supplier or "", PAYMENT_DAYS)
        on = max(each.needed_by, today) + timedelta(days=days)
        account = purse.of("project", each.project)
        yield Expected(account, "requisition", each.document, -each.amount, on, "needed-by-and-payment-days")


def planned_inflows(connection: Connection, entity: str, currency: str, today: date) -> Iterator[Expected]:
    """Inflows of the plans in force from this month on, less what has come in this month: it covers the earliest first."""
    table, month = lines.c, month_of(today)
    query = (
        select(table.fund_account, table.month, table.number, table.line, table.on, table.amount)
        .join(plans, (plans.c.id == table.id) & (plans.c.version == table.version))
        .where(plans.c.status == "approved", plans.c.entity == entity, plans.c.currency == currency)
        .where(table.kind == "inflow", table.month >= month)
    )
    promised: dict[tuple[str, str], list[tuple[date, str, int]]] = defaultdict(list)
    for row in connection.execute(query):
        line = (date.fromisoformat(row.on), f"{row.number}/{row.line}", row.amount)
        promised[row.fund_account, row.month].append(line)
    come = select(months.c.fund_account, months.c.month, months.c.actual_in)
    here = come.where(months.c.entity == entity, months.c.currency == currency, months.c.month >= month)
    received = {(row.fund_account, row.month): row.actual_in for row in connection.execute(here)}
    for (account, of), planned in promised.items():
        for on, document, amount in uncommitted(planned, received.get((account, of), 0)):
            yield Expected(account, "inflow", document, amount, on, "planned-inflow")
