"""A fund account that runs dry is a task of who may transfer money to it, as long as the forecast says so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from projections import PROJECTIONS
from projections.fund_accounts import accounts
from projections.funds import payables
from projections.inbox_cash import tasks_of
from projections.master_data import people_roles, roles
from projections.views import Views

TODAY = date(2026, 11, 2)
OF = {"entity": "ACME", "currency": "EUR"}
ON = TODAY + timedelta(days=27)


@pytest.fixture
def views(tmp_path: Path) -> Views:
    """POOL has 100.00 and owes 160.00 on the last day of the fourth week; SUB is another entity's."""
    found = Views(f"sqlite:///{tmp_path}/views.db")
    found.prepare(PROJECTIONS)
    pool = {"fund_account": "POOL", "name": "Company", "purpose": "operating", "balance": 100_00}
    owed = {"number": "PAY-1", "amount": 160_00, "due_date": ON.isoformat(), "status": "due"}
    rows: list[tuple[Any, dict[str, Any]]] = [
        (accounts, {**OF, "id": "1", **pool, "position": 1}),
        (accounts, {**OF, "id": "2", **pool, "entity": "SUB", "position": 2}),
        (payables, {**OF, "id": "a", **owed}),
        (payables, {**OF, "id": "b", **owed, "entity": "SUB"}),
        (roles, {"code": "treasurer", "permissions": ",payment_run.release,fund_transfer.propose,"}),
        (roles, {"code": "payer", "permissions": ",payment_run.propose,"}),
        (people_roles, {"person": "tess", "role": "treasurer", "entity": "ACME", "position": 1}),
        (people_roles, {"person": "paul", "role": "payer", "entity": "ACME", "position": 2}),
    ]
    with found.engine.begin() as connection:
        for table, row in rows:
            connection.execute(insert(table).values(row))
    return found


def test_the_task_names_the_day_and_what_is_missing_and_goes_when_it_is_no_longer_true(views: Views) -> None:
    [task] = tasks_of(views.engine, "tess", TODAY, 4)
    assert (task["kind"], task["number"], task["entity"]) == ("account-runs-dry", "POOL", "ACME")
    assert task["amount"] == {"amount": "60.00", "currency": "EUR"}
    assert task["due"] == "2026-11-29T00:00:00Z"
    with views.engine.begin() as connection:
        connection.execute(update(accounts).values(balance=160_00))
    assert tasks_of(views.engine, "tess", TODAY, 4) == []


def test_one_cent_is_missed_and_weeks_beyond_the_setting_are_not_looked_at(views: Views) -> None:
    with views.engine.begin() as connection:
        connection.execute(update(accounts).values(balance=159_99))
    [task] = tasks_of(views.engine, "tess", TODAY, 4)
    assert task["amount"] == {"amount": "0.01", "currency": "EUR"}
    assert tasks_of(views.engine, "tess", TODAY, 3) == []
    assert tasks_of(views.engine, "tess", TODAY - timedelta(days=1), 4) == []
    assert tasks_of(views.engine, "tess", TODAY, 0) == []


def test_it_is_nobody_elses_task(views: Views) -> None:
    assert tasks_of(views.engine, "paul", TODAY, 4) == []
    assert tasks_of(views.engine, "nora", TODAY, 4) == []
