"""The cash forecast of an entity over its read models: what is owed, ordered, requested and planned, and what is to come in."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from bots.cash_forecast import WEEKS, Expected, Forecast, Week, forecast, uncommitted
from contracts.currency import MINOR_UNITS
from contracts.values import month_of
from projections.cash_payables import of_payables
from projections.cash_wanted import PAYMENT_DAYS, Wanted, of_requisitions, planned_inflows, wanted
from projections.labour import register
from projections.labour_wages import wages
from projections.orders import lines, orders
from projections.purse import Purse
from projections.schedules import planned_values
from projections.suppliers import suppliers

READS = (
    "fund_accounts",
    "funds_plans",
    "allocations",
    "funds",
    "cases",
    "labour",
    "schedules",
    "master_data",
    "documents",
)
"""The projections behind the answer."""
Row = dict[str, Any]


def cash_forecast(engine: Engine, entity: str, currency: str, today: date, weeks: int = WEEKS) -> Row:
    """Week by week and account by account, what each week is made of, and the first week in which one runs dry."""
    found = forecast_of(engine, entity, currency, today, weeks)
    return _shown(found, currency) | {"entity": entity, "currency": currency, "today": today.isoformat()}


def forecast_of(engine: Engine, entity: str, currency: str, today: date, weeks: int = WEEKS) -> Forecast:
    """The same as figures: each document once, on the account that pays it or gets it."""
    with engine.connect() as connection:
        purse = Purse(connection, entity, currency)
        figures = [
            *of_payables(connection, entity, currency, purse),
            *_orders(connection, entity, currency, purse, today),
            *_wages(connection, entity, currency, purse, today),
            *planned_inflows(connection, entity, currency, today),
        ]
        left = wanted(connection, entity, currency)
        figures += of_requisitions(left, _terms(connection), purse, today)
        committed = _committed(connection, entity, currency, left)
        figures += _planned(connection, entity, currency, purse, today, committed)
    return forecast(purse.opening, figures, today, weeks)


def _open_lines(entity: str, currency: str) -> Any:
    """Order lines with something left to bill: what was billed is a payable, what is closed will not be."""
    table = lines.c
    left = (table.amount - table.billed).label("left")
    alive = (table.closed == 0, table.cancelled == 0, table.gone == 0, table.billed_quantity < table.quantity)
    query = select(
        table.order_number, table.line, table.project, table.cost_code, table.needed_by, left, orders.c.supplier
    )
    mine = (table.entity == entity, table.currency == currency, table.amount > table.billed)
    return query.join(orders, orders.c.id == table.order_id).where(*mine, *alive)


def _orders(connection: Connection, entity: str, currency: str, purse: Purse, today: date) -> Iterator[Expected]:
    """What open orders will cost, net of tax: needed by (today, where that is past or unknown) + the supplier's days."""
    terms = _terms(connection)
    for row in connection.execute(_open_lines(entity, currency)):
        needed = max(date.fromisoformat(row.needed_by), today) if row.needed_by else today
        on = needed + timedelta(days=terms.get(row.supplier, PAYMENT_DAYS))
        why = "needed-by-and-payment-days" if row.needed_by else "payment-days"
        document = f"{row.order_number}/{row.line}"
        yield Expected(purse.of("project", row.project), "order", document, -row.left, on, why)


def _terms(connection: Connection) -> Mapping[str, int]:
    """Supplier -> days to pay."""
    query = select(suppliers.c.code, suppliers.c.payment_days)
    return {row.code: row.payment_days for row in connection.execute(query)}


def _committed(connection: Connection, entity: str, currency: str, left: list[Wanted]) -> Mapping[tuple[str, str], int]:
    """Project and cost code -> what open orders, and requisitions on the way to one, cover of its plan."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for each in left:
        found[each.project, each.cost_code] += each.amount
    for row in connection.execute(_open_lines(entity, currency)):
        found[row.project, row.cost_code] += row.left
    return found


def _wages(connection: Connection, entity: str, currency: str, purse: Purse, today: date) -> Iterator[Expected]:
    """Wages owed to each worker, now; from the wage account of his project, where he worked on one alone."""
    where = (register.c.entity == entity, register.c.worker == wages.c.worker)
    one = func.min(register.c.project) == func.max(register.c.project)
    project = select(func.min(register.c.project)).where(*where).having(one).scalar_subquery()
    query = select(wages.c.worker, wages.c.outstanding, project.label("project"))
    owed = (wages.c.entity == entity, wages.c.currency == currency, wages.c.outstanding > 0)
    for row in connection.execute(query.where(*owed)):
        yield Expected(purse.of("wage", row.project), "wages", row.worker, -row.outstanding, today, "owed-now")


def _planned(
    connection: Connection,
    entity: str,
    currency: str,
    purse: Purse,
    today: date,
    committed: Mapping[tuple[str, str], int],
) -> Iterator[Expected]:
    """Work of the newest baseline in the months to come that no open order covers, at the end of its month."""
    table = planned_values.c
    newest = (
        select(table.project, func.max(table.version).label("version"))
        .where(table.entity == entity)
        .group_by(table.project)
        .subquery()
    )
    same = (newest.c.project == table.project) & (newest.c.version == table.version)
    sums = func.sum(table.planned).label("planned")
    query = (
        select(table.project, table.cost_code, table.period, sums)
        .join(newest, same)
        .where(table.entity == entity, table.currency == currency, table.period > month_of(today))
        .group_by(table.project, table.cost_code, table.period)
    )
    plans: dict[tuple[str, str], list[tuple[date, str, int]]] = defaultdict(list)
    for row in connection.execute(query):
        document = f"{row.project}/{row.cost_code}"
        plans[row.project, row.cost_code].append((_month_end(row.period), document, int(row.planned)))
    for (project, code), planned in plans.items():
        for on, document, amount in uncommitted(planned, committed.get((project, code), 0)):
            yield Expected(purse.of("project", project), "planned", document, -amount, on, "planned-not-ordered")


def _month_end(period: str) -> date:
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, monthrange(year, month)[1])


def _shown(found: Forecast, currency: str) -> Row:
    """As JSON: amounts as decimal strings, days as text."""
    places = MINOR_UNITS[currency]

    def text(value: int) -> str:
        sign, digits = "-" if value < 0 else "", str(abs(value)).rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"

    def item(each: Expected) -> Row:
        return asdict(each) | {"amount": text(each.amount), "on": each.on.isoformat()}

    def week(each: Week) -> Row:
        figures = {name: text(getattr(each, name)) for name in ("opening", "inflow", "outflow", "closing")}
        days = {
            "account": each.account,
            "week": each.number,
            "first": each.first.isoformat(),
            "last": each.last.isoformat(),
        }
        tipped = item(each.tipped_by) if each.tipped_by else None
        return {**days, **figures, "items": [item(one) for one in each.items], "tipped_by": tipped}

    parts = {"weeks": found.weeks, "dry": found.dry}
    return {name: [week(each) for each in rows] for name, rows in parts.items()} | {
        "later": [item(each) for each in found.later]
    }
