"""The forecast over the read models: each document once, on the account that pays it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from projections import PROJECTIONS
from projections.cash_forecast import cash_forecast
from projections.documents import invoices
from projections.fund_accounts import accounts
from projections.funds import payables
from projections.labour import register
from projections.labour_wages import wages
from projections.orders import lines, orders
from projections.schedules import planned_values
from projections.suppliers import suppliers
from projections.views import Views

TODAY = date(2026, 11, 2)
OF = {"entity": "ACME", "currency": "EUR"}


def _line(order: str, number: int, **more: Any) -> dict[str, Any]:
    what = {"order_number": order, "project": "P1", "cost_code": "pumps", "quantity": 10, "amount": 10_000}
    return {**OF, **what, "order_id": order, "line": number, **more}


ROWS: list[tuple[Table, list[dict[str, Any]]]] = [
    (
        accounts,
        [
            {**OF, "id": "1", "fund_account": "POOL", "purpose": "operating", "balance": 5000, "position": 1},
            {
                **OF,
                "id": "2",
                "fund_account": "FP1",
                "purpose": "project",
                "project": "P1",
                "balance": 20_000,
                "position": 2,
            },
            {**OF, "id": "3", "fund_account": "W", "purpose": "wage", "project": "P1", "balance": 99, "position": 3},
        ],
    ),
    (suppliers, [{"code": "STEEL", "payment_days": 14}]),
    (orders, [{**OF, "id": "PO1", "supplier": "STEEL"}, {**OF, "id": "PO2", "supplier": "NEW"}]),
    (
        lines,
        [
            _line("PO1", 1, billed=4000, billed_quantity=4, needed_by="2026-11-20"),
            _line("PO1", 2, billed=9000, billed_quantity=10),
            _line("PO1", 3, closed=1),
            _line("PO2", 1, needed_by="2026-01-01"),
        ],
    ),
    (invoices, [{"id": "I1", "entity": "ACME", "order_id": "PO1"}]),
    (
        payables,
        [
            {
                **OF,
                "id": "a",
                "number": "PAY-1",
                "invoice_id": "I1",
                "amount": 13_000,
                "due_date": "2026-11-10",
                "status": "due",
            },
            {**OF, "id": "b", "number": "PAY-2", "amount": 4000, "due_date": "2026-10-01", "status": "sent"},
            {**OF, "id": "c", "number": "PAY-3", "amount": 4000, "due_date": "2026-10-01", "status": "settled"},
            {**OF, "id": "d", "number": "PAY-4", "amount": 0, "due_date": "2026-10-01", "status": "void"},
        ],
    ),
    (wages, [{**OF, "worker": "W1", "outstanding": 100}, {**OF, "worker": "W2", "outstanding": 0}]),
    (register, [{**OF, "sheet_id": "s", "line": 1, "project": "P1", "worker": "W1"}]),
    (
        planned_values,
        [
            {
                **OF,
                "project": "P1",
                "version": 1,
                "task": "t",
                "period": "2026-12",
                "cost_code": "pumps",
                "planned": 77_777,
            },
            {
                **OF,
                "project": "P1",
                "version": 2,
                "task": "t",
                "period": "2026-11",
                "cost_code": "pumps",
                "planned": 5000,
            },
            {
                **OF,
                "project": "P1",
                "version": 2,
                "task": "t",
                "period": "2026-12",
                "cost_code": "pumps",
                "planned": 18_000,
            },
        ],
    ),
]


def test_what_each_week_is_made_of(tmp_path: Path) -> None:
    views = Views(f"sqlite:///{tmp_path}/views.db")
    views.prepare(PROJECTIONS)
    with views.engine.begin() as connection:
        for table, rows in ROWS:
            for row in rows:
                connection.execute(insert(table).values(row))
    found = cash_forecast(views.engine, "ACME", "EUR", TODAY)
    items = [item for week in found["weeks"] for item in week["items"]]
    told = sorted((item["account"], item["document"], item["amount"], item["on"], item["why"]) for item in items)
    assert told == [
        ("FP1", "P1/pumps", "-20.00", "2026-12-31", "planned-not-ordered"),
        ("FP1", "PAY-1", "-130.00", "2026-11-10", "due-date"),
        ("FP1", "PO1/1", "-60.00", "2026-12-04", "needed-by-and-payment-days"),
        ("FP1", "PO2/1", "-100.00", "2026-12-02", "needed-by-and-payment-days"),
        ("POOL", "PAY-2", "-40.00", "2026-10-01", "due-date"),
        ("W", "W1", "-1.00", "2026-11-02", "owed-now"),
    ]
    dry = [(week["account"], week["week"], week["tipped_by"]["document"]) for week in found["dry"]]
    assert dry == [("FP1", 5, "PO2/1"), ("W", 1, "W1")]
    assert cash_forecast(views.engine, "OTHER", "EUR", TODAY)["weeks"] == []
