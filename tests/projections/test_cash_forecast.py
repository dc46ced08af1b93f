"""The forecast over the read models: each document once, on the account that pays it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from projections import PROJECTIONS
from projections.allocations import requested
from projections.cases import cases
from projections.cash_forecast import cash_forecast
from projections.documents import invoices
from projections.fund_accounts import accounts
from projections.funds import payables
from projections.funds_plans import lines as plan_lines
from projections.funds_plans import months, plans
from projections.labour import register
from projections.labour_wages import wages
from projections.orders import lines, orders
from projections.schedules import planned_values
from projections.supplier_credits import credits_
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
            {**OF, "id": "e", "number": "RET-1", "amount": 700, "due_date": "2027-01-15", "status": "held"},
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


def _wanted(requisition: str, line: int, left: int, **more: Any) -> dict[str, Any]:
    of = {"requisition_id": requisition, "requisition": requisition, "line": line, "left_open": left * 10**6}
    at = {"project": "P2", "cost_code": "pipes", "needed_by": "2026-11-20", "unit_price": 1_250_000}
    return {"entity": "ACME", **of, **at, **more}


def _case(requisition: str, wanted: int = 2, ordered: int = 0, **more: Any) -> dict[str, Any]:
    return {
        **OF,
        "id": requisition,
        "status": "approved",
        "wanted_quantity": wanted,
        "ordered_quantity": ordered,
        **more,
    }


def _promised(plan: str, version: int, line: int, on: str, amount: int, **more: Any) -> dict[str, Any]:
    of = {**OF, "id": plan, "number": plan, "version": version, "line": line, "month": on[:7], "on": on}
    return {**of, "kind": "inflow", "fund_account": "FP2", "amount": amount, **more}


def _plan(plan: str, version: int, status: str = "approved") -> dict[str, Any]:
    return {**OF, "id": plan, "version": version, "status": status}


BEFORE_ORDERS: list[tuple[Table, list[dict[str, Any]]]] = [
    (
        accounts,
        [{**OF, "id": "4", "fund_account": "FP2", "purpose": "project", "project": "P2", "balance": 1, "position": 4}],
    ),
    (suppliers, [{"code": "STEEL", "payment_days": 14}]),
    (
        cases,
        [
            _case("PR1"),
            _case("PR2", status="submitted"),
            _case("PR3", ordered=2),
            _case("PR4", currency="USD"),
        ],
    ),
    (
        requested,
        [
            _wanted("PR1", 1, 3, supplier="STEEL"),
            _wanted("PR1", 2, 0),
            _wanted("PR1", 3, 2, needed_by="2026-10-01"),
            *(_wanted(number, 1, 8) for number in ("PR2", "PR3", "PR4")),
        ],
    ),
    (
        plans,
        [
            _plan("FP1", 1, "superseded"),
            _plan("FP1", 2),
            _plan("FP2", 1),
            _plan("FP3", 1, "submitted"),
            _plan("FP0", 1),
        ],
    ),
    (
        plan_lines,
        [
            _promised("FP1", 1, 1, "2026-11-20", 99),
            _promised("FP1", 2, 1, "2026-11-20", 60),
            _promised("FP1", 2, 2, "2026-11-01", 40),
            _promised("FP1", 2, 3, "2026-11-30", 5, kind="outflow"),
            _promised("FP2", 1, 1, "2026-12-20", 30),
            _promised("FP3", 1, 1, "2026-12-20", 99),
            _promised("FP0", 1, 1, "2026-10-31", 99),
        ],
    ),
    (months, [{**OF, "account_id": "4", "fund_account": "FP2", "month": "2026-11", "actual_in": 45}]),
    (
        planned_values,
        [{**OF, "project": "P2", "version": 1, "task": "t", "period": "2026-12", "cost_code": "pipes", "planned": 626}],
    ),
]


def filled(tmp_path: Path, tables: Iterable[tuple[Table, list[dict[str, Any]]]]) -> Views:
    views = Views(f"sqlite:///{tmp_path}/views.db")
    views.prepare(PROJECTIONS)
    with views.engine.begin() as connection:
        for table, rows in tables:
            for row in rows:
                connection.execute(insert(table).values(row))
    return views


def test_what_comes_in_by_plan_and_what_is_not_ordered_yet_counts_once(tmp_path: Path) -> None:
    views = filled(tmp_path, BEFORE_ORDERS)
    found = cash_forecast(views.engine, "ACME", "EUR", TODAY)
    items = [item for week in found["weeks"] for item in week["items"]]
    told = sorted((item["kind"], item["document"], item["amount"], item["on"], item["why"]) for item in items)
    assert told == [
        ("inflow", "FP1/1", "0.55", "2026-11-20", "planned-inflow"),
        ("inflow", "FP2/1", "0.30", "2026-12-20", "planned-inflow"),
        ("planned", "P2/pipes", "-0.01", "2026-12-31", "planned-not-ordered"),
        ("requisition", "PR1/1", "-3.75", "2026-12-04", "needed-by-and-payment-days"),
        ("requisition", "PR1/3", "-2.50", "2026-12-02", "needed-by-and-payment-days"),
    ]
    assert {item["account"] for item in items} == {"FP2"}


def test_what_a_supplier_owes_us_comes_off_what_is_due_to_him_first(tmp_path: Path) -> None:
    due = [
        {**OF, "id": "x", "number": "X", "supplier": "STEEL", "amount": 300, "due_date": "2026-11-20", "status": "due"},
        {
            **OF,
            "id": "y",
            "number": "Y",
            "supplier": "STEEL",
            "amount": 100,
            "due_date": "2026-11-10",
            "status": "sent",
        },
        {**OF, "id": "z", "number": "Z", "supplier": "PUMPS", "amount": 100, "due_date": "2026-11-10", "status": "due"},
    ]
    owes = {"supplier": "STEEL", "balance": 101, "set_aside": 1, "free": 100}
    others = [{**OF, "currency": "USD"}, {**OF, "entity": "SUB"}]
    balances = [{**owes, **where, "id": str(number)} for number, where in enumerate([OF, *others])]
    views = filled(tmp_path, [(payables, due), (credits_, balances)])
    found = cash_forecast(views.engine, "ACME", "EUR", TODAY)
    items = [item for week in found["weeks"] for item in week["items"]]
    assert [(item["document"], item["amount"]) for item in items] == [("Z", "-1.00"), ("X", "-2.99")]


def test_a_supplier_who_is_paid_at_once_is_not_one_whose_days_are_unknown(tmp_path: Path) -> None:
    rows: list[tuple[Table, list[dict[str, Any]]]] = [
        (suppliers, [{"code": "CASH", "payment_days": 0}]),
        (orders, [{**OF, "id": "PO1", "supplier": "CASH"}]),
        (lines, [_line("PO1", 1, needed_by="2026-11-20")]),
        (cases, [_case("PR1")]),
        (requested, [_wanted("PR1", 1, 3, supplier="CASH")]),
    ]
    found = cash_forecast(filled(tmp_path, rows).engine, "ACME", "EUR", TODAY)
    told = {item["kind"]: item["on"] for week in found["weeks"] for item in week["items"]}
    assert told == {"order": "2026-11-20", "requisition": "2026-11-20"}


def test_what_each_week_is_made_of(tmp_path: Path) -> None:
    views = filled(tmp_path, ROWS)
    found = cash_forecast(views.engine, "ACME", "EUR", TODAY)
    items = [item for week in found["weeks"] for item in week["items"]]
    told = sorted((item["account"], item["document"], item["amount"], item["on"], item["why"]) for item in items)
    assert told == [
        ("FP1", "P1/pumps", "-20.00", "2026-12-31", "planned-not-ordered"),
        ("FP1", "PAY-1", "-130.00", "2026-11-10", "due-date"),
        ("FP1", "PO1/1", "-60.00", "2026-12-04", "needed-by-and-payment-days"),
        ("FP1", "PO2/1", "-100.00", "2026-12-02", "needed-by-and-payment-days"),
        ("POOL", "PAY-2", "-40.00", "2026-10-01", "due-date"),
        ("POOL", "RET-1", "-7.00", "2027-01-15", "release-date"),
        ("W", "W1", "-1.00", "2026-11-02", "owed-now"),
    ]
    assert [
        (item["kind"], item["document"], item["on"], item["why"]) for item in items if item["kind"] == "retention"
    ] == [("retention", "RET-1", "2027-01-15", "release-date")]
    dry = [(week["account"], week["week"], week["tipped_by"]["document"]) for week in found["dry"]]
    assert dry == [("FP1", 5, "PO2/1"), ("W", 1, "W1")]
    assert cash_forecast(views.engine, "OTHER", "EUR", TODAY)["weeks"] == []
