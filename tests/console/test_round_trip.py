"""Every kind of data goes out as CSV and as Excel, and what goes into an empty company is what came out of the full one."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

import worker
from activities.exports import EXPORTS
from activities.imports import Imported, Importer, applied, existing, planned
from adapters.sheets import read, write_csv, write_xlsx
from adapters.tables import TABLES
from adapters.tables.rows import header_of
from contracts._base import SYSTEM, Command, Request
from contracts.category import DefineCategory
from contracts.department import ReviseDepartment
from contracts.exchange_rate import RecordExchangeRate
from contracts.labour_budget import SetLabourBudget
from contracts.labour_worker import RegisterLabourWorker, SetLabourRate
from contracts.person import RevisePerson
from contracts.requisition_template import DefineRequisitionTemplate, TemplateLine
from contracts.values import Money, Quantity
from projections.queries import READ_MODELS
from settings import Settings
from tests.console.conftest import Line
from worker import Service

ORDER = (
    "roles", "working_calendars", "legal_entities", "departments", "people", "role_grants", "suppliers", "categories", "items",
    "projects", "cost_codes", "tax_codes", "exchange_rates", "budget_lines", "requisition_templates", "labour_workers",
    "labour_rates", "labour_budgets",
)  # fmt: skip
"""Kinds with a key, each after those that its rows name."""
LATER = {"departments": "head"}
"""A department names its head, who names his department: the column comes in once the people are there."""
NO_MASTER_DATA = {"opening_balances", "progress_entries"}
NEEDED = (
    TemplateLine(line=1, description="Cement | 42.5, \"gray\"", quantity=Quantity(amount=Decimal("2.50"), unit="TNE"),
                 unit_price=Decimal("99.90"), project="BRIDGE", cost_code="MATERIAL", supplier="S-STEEL"),
    TemplateLine(line=2, description="水泥", quantity=Quantity(amount=Decimal(1)), unit_price=Decimal(0),
                 project="BRIDGE", cost_code="MATERIAL"),
)  # fmt: skip


Write = Callable[[Sequence[str], Sequence[Sequence[str]]], bytes]


def eur(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


MORE: tuple[Command, ...] = (
    DefineCategory(category="BEAMS", name="Beams 钢梁", parent="STEEL", over_receipt_percent=Decimal("2.5")),
    ReviseDepartment(department="FINANCE", name="Finance 财务部", head="fang", parent="PROJECTS"),
    RevisePerson(person="rita", name="Rita Request", email="rita@example.com", language="zh-CN", manager="max",
                 department="PROJECTS", valid_from=date(2020, 1, 1)),
    RecordExchangeRate(from_currency="USD", to_currency="EUR", on=date(2026, 11, 2), rate=Decimal("0.9215"), source="ECB"),
    DefineRequisitionTemplate(entity="DE01", template="CEMENT", name="Cement", currency="EUR", lines=NEEDED),
    RegisterLabourWorker(entity="DE01", worker="W1", name="Li 李", trade="mason", team="A"),
    SetLabourRate(entity="DE01", worker="W1", valid_from=date(2026, 1, 1), day_rate=eur("120.50"), overtime_rate=eur("20")),
    SetLabourBudget(entity="DE01", project="BRIDGE", cost_code="MATERIAL", rate=eur("118"), days=Decimal("40.5")),
)  # fmt: skip


def send(service: Service, *commands: Command) -> None:
    for command in commands:
        answer = service.handler.handle(Request(command=command, key=str(command), actor=SYSTEM, channel="import"))
        assert answer.outcome == "accepted", answer


def cells(service: Service, kind: str) -> list[dict[str, str]]:
    service.runner().catch_up()
    return existing(service.views.engine, TABLES[kind])


def taken(service: Service, kind: str, data: bytes) -> Imported:
    service.runner().catch_up()
    who = Importer(SYSTEM, sha256(data).hexdigest(), sha256(data).hexdigest())
    found = planned(service.handler, service.views.engine, TABLES[kind], read(data, f"{kind}.csv"), who)
    return applied(service.handler, TABLES[kind], found, who)


def as_xlsx(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return write_xlsx("data", names, rows)


def test_every_kind_with_a_key_makes_the_trip() -> None:
    assert set(ORDER) | NO_MASTER_DATA == {kind for kind, table in TABLES.items() if table.keys}


def brought(full: Service, empty: Service, kind: str, write: Write, language: str, without: str = "") -> None:
    columns = [column for column in TABLES[kind].all if column.name != without]
    rows = [[row[column.name] for column in columns] for row in cells(full, kind)]
    done = taken(empty, kind, write([header_of(column, language) for column in columns], rows))
    assert done.done, (kind, done.plan.errors[:3], done.answer)


@pytest.mark.parametrize("write", [write_csv, as_xlsx])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_company_becomes_the_exported_one(line: Line, tmp_path: Path, write: Write, language: str) -> None:
    empty = worker.compose(Settings(home=tmp_path / "other"))
    with line.service() as full:
        send(full, *MORE)
        for kind in ORDER:
            assert cells(full, kind), kind
            brought(full, empty, kind, write, language, without=LATER.get(kind, ""))
        for kind in ORDER:
            brought(full, empty, kind, write, language)
            assert cells(empty, kind) == cells(full, kind), kind
    empty.close()


def test_every_read_model_goes_out_whole_in_both_forms_with_headings_that_differ(line: Line, tmp_path: Path) -> None:
    assert set(EXPORTS) == set(TABLES) | set(READ_MODELS)
    for kind, table in EXPORTS.items():
        for language in ("en", "zh"):
            headings = [header_of(column, language) for column in table.all]
            assert len(set(headings)) == len(headings), (kind, language, headings)
            if language == "zh":
                assert not [name for name in headings if name.isascii() and name not in ("IBAN", "PDF")], kind
        book, text = tmp_path / f"{kind}.xlsx", tmp_path / f"{kind}.csv"
        count = line("data", "export", kind, str(book))["rows"]
        assert line("data", "export", kind, str(text))["rows"] == count
        sheet = load_workbook(io.BytesIO(book.read_bytes())).active
        assert sheet is not None
        assert (sheet.max_row, sheet.max_column) == (count + 1, len(table.all)), kind


def test_one_bad_row_among_ten_thousand_changes_nothing(line: Line, tmp_path: Path) -> None:
    rows = [[f"IT-{number:05d}", f"Item {number}", "C62", "STEEL"] for number in range(10_000)]
    rows[7_000][3] = "NOPE"
    file = tmp_path / "items.csv"
    file.write_bytes(write_csv(["item", "name", "base_unit", "category"], rows))
    with line.service() as service:
        before = service.log.head()
    answer = line("data", "import", "items", str(file), "--as", "bo", status=1)
    place = {name: answer["errors"][0][name] for name in ("sheet", "row", "column", "code")}
    assert place == {"sheet": "items.csv", "row": 7_002, "column": "category", "code": "unknown-category"}
    assert len(answer["errors"]) == 1
    assert "没有类别 NOPE" in answer["errors"][0]["message"]["zh"]
    with line.service() as service:
        assert service.log.head() == before
    _, progress = line.text("data", "import", "items", str(file), "--as", "bo", "--lang", "en", status=1)
    assert "Checking 10000 rows" in progress
