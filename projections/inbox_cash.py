"""The inbox with the fund accounts that the forecast says run dry: worked out when it is read, so that none stays behind.

A forecast changes with every day and with every document; a stored task would be true only at the moment of its event.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Engine, literal, select

from bots.cash_forecast import Shortage, shortages
from projections._columns import micros
from projections.cash_forecast import forecast_of
from projections.fund_accounts import accounts
from projections.inbox_intake import stuck
from projections.inbox_reading import as_task, inbox_of, stood_in_for
from projections.queries import Row, permitted

DRY, PERMISSION = "account-runs-dry", "fund_transfer.propose"


def tasks_of(engine: Engine, person: str, today: date, weeks: int, limit: int = 100) -> list[Row]:
    """What a person has to do, the fund accounts first that run dry within so many weeks (0: not asked), then what
    cannot be taken in."""
    dry = list(_dry(engine, person, today, weeks)) if weeks else []
    own = [*dry, *stuck(engine, person, today), *inbox_of(engine, person, today, limit)]
    return [*({**row, "on_behalf_of": None} for row in own), *stood_in_for(engine, person, today, limit)][:limit]


def _dry(engine: Engine, person: str, today: date, weeks: int) -> Iterator[Row]:
    may = permitted(person, today, accounts.c.entity, literal(PERMISSION))
    with engine.connect() as connection:
        mine = connection.execute(select(accounts).where(may).order_by(accounts.c.position)).all()
    known = {(row.entity, row.currency, row.fund_account): row for row in mine}
    for entity, currency in dict.fromkeys((row.entity, row.currency) for row in mine):
        found = shortages(forecast_of(engine, entity, currency, today, weeks), weeks)
        for each in sorted(found, key=lambda shortage: (shortage.on, shortage.account)):
            if account := known.get((entity, currency, each.account)):
                yield _task(account, each, today)


def _task(account: Any, short: Shortage, today: date) -> Row:
    """As a row of the inbox: `amount` is what is missing, `due` the day on which it is."""
    about = {"kind": DRY, "entity": account.entity, "permission": PERMISSION, "title": account.name}
    of = {"document_kind": "fund_account", "document_id": account.id, "number": account.fund_account}
    figures = {"amount": short.missing, "currency": account.currency, "codes": ""}
    days = {"since": _at(today), "due": _at(short.on), "escalated": 0}
    return as_task({**about, **of, **figures, **days})


def _at(day: date) -> int:
    return micros(datetime.combine(day, time.min, UTC))
