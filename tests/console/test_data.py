"""Master data in and out: both languages, both formats, all or nothing, and the same file again changes nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from activities.exports import EXPORTS
from adapters.sheets import MAX_ROWS, SheetError, read, write_csv, write_xlsx
from adapters.tables import TABLES
from tests.console.conftest import Line

Rows = Sequence[Sequence[object]]


def _csv(path: Path, rows: Rows) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def _xlsx(path: Path, rows: Rows) -> str:
    book = Workbook()
    assert book.active
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return str(path)


def _import(line: Line, kind: str, file: str, *more: str, who: str = "bo", status: int = 0) -> Any:
    return line("data", "import", kind, file, "--as", who, *more, status=status)


def _counts(answer: Any) -> tuple[int, int, int, bool]:
    return answer["new"], answer["changed"], answer["unchanged"], answer["applied"]


ITEMS: list[list[object]] = [
    ["物料", "Name", "base_unit", "类别", "over-receipt %", "Conversions"],
    ["BOLT-8", "Bolt M8 螺栓", "C62", "STEEL", 2.5, "XBX=100"],
    ["BOLT-10", "Bolt M10", "C62", "STEEL", None, None],
]

UNKNOWN: tuple[object, ...] = ("B3", "x", "C62", "NONE")


def test_headers_of_both_languages_and_the_same_file_twice(line: Line, tmp_path: Path) -> None:
    file = _xlsx(tmp_path / "items.xlsx", ITEMS)
    assert _counts(_import(line, "items", file, "--dry-run")) == (2, 0, 0, False)
    assert _counts(_import(line, "items", file)) == (2, 0, 0, True)
    assert _counts(_import(line, "items", file)) == (0, 0, 2, True)
    changed = _csv(tmp_path / "one.csv", [["item", "name", "base_unit"], ["BOLT-8", "Bolt", "C62"]])
    assert _counts(_import(line, "items", changed)) == (0, 1, 0, True)
    [row] = [row for row in line("data", "list", "items")["rows"] if row["code"] == "BOLT-8"]
    assert (row["name"], row["category"], row["over_receipt_percent"], row["conversions"]) == (
        "Bolt", "STEEL", "2.5", {"XBX": "100"}
    )  # fmt: skip


def test_nothing_of_a_file_with_a_bad_row_is_applied(line: Line, tmp_path: Path) -> None:
    bad: Rows = [
        *ITEMS,
        ["B 1", "x", "C62", None, 1, None],
        ["B2", "x", "ABC", "NONE", 1, None],
        ["B3", "x", "C62", "NONE"],
        ["BOLT-8", "x", "C62"],
    ]
    answer = _import(line, "items", _xlsx(tmp_path / "items.xlsx", bad), status=1)
    assert not answer["applied"]
    places = [(each["sheet"], each["row"], each["column"], each["code"]) for each in answer["errors"]]
    assert places == [
        ("Sheet", 4, "item", "cell-wrong"),
        ("Sheet", 5, "base_unit", "cell-wrong"),
        ("Sheet", 7, "item", "row-doubled"),
    ]
    assert "does not have the required form" in answer["errors"][0]["message"]["en"]
    assert "格式不符" in answer["errors"][0]["message"]["zh"]
    assert "should" not in answer["errors"][0]["message"]["zh"]
    only_unknown = _xlsx(tmp_path / "unknown.xlsx", [*ITEMS, [*UNKNOWN]])
    answer = _import(line, "items", only_unknown, status=1)
    assert [(e["row"], e["column"], e["code"]) for e in answer["errors"]] == [(4, "category", "unknown-category")]
    assert not [row for row in line("data", "list", "items")["rows"] if row["code"].startswith("B")][1:]
    said, _ = line.text("data", "import", "items", only_unknown, "--as", "bo", "--lang", "zh", status=1)
    assert "第 4 行" in said
    assert "没有类别 NONE" in said


def test_a_later_row_may_name_an_earlier_one(line: Line, tmp_path: Path) -> None:
    tree = [["category", "name", "parent"], ["A", "A", ""], ["B", "B", "A"], ["C", "C", "B"]]
    assert _counts(_import(line, "categories", _csv(tmp_path / "c.csv", tree))) == (3, 0, 0, True)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["item", "name", "base_unit", "colour"], "column-unknown"),
        (["item", "name", "base_unit", "物料"], "column-doubled"),
        (["item", "name"], "column-missing"),
    ],
)
def test_a_wrong_header_is_said(line: Line, tmp_path: Path, header: list[str], code: str) -> None:
    answer = _import(line, "items", _csv(tmp_path / "i.csv", [header, ["A", "A"]]), status=1)
    assert [each["code"] for each in answer["errors"]] == [code]


def test_who_may_not_imports_nothing(line: Line, tmp_path: Path) -> None:
    file = _csv(tmp_path / "i.csv", [["item", "name", "base_unit"], ["A", "A", "C62"]])
    answer = _import(line, "items", file, who="rita", status=1)
    assert [each["code"] for each in answer["errors"]] == ["not-permitted"]


def test_budgets_are_opened_and_revised_but_not_in_another_currency(line: Line, tmp_path: Path) -> None:
    header = ["entity", "project", "cost_code", "period", "amount", "currency"]
    old = ["DE01", "BRIDGE", "MATERIAL", "2031-01", "100.50", "EUR"]
    file = _csv(tmp_path / "b.csv", [header, old])
    assert _counts(_import(line, "budget_lines", file, who="cara")) == (1, 0, 0, True)
    assert _counts(_import(line, "budget_lines", file, who="cara")) == (0, 0, 1, True)
    more = _csv(tmp_path / "b.csv", [header, [*old[:4], 200, "EUR"]])
    assert _counts(_import(line, "budget_lines", more, who="cara")) == (0, 1, 0, True)
    too_fine = _csv(tmp_path / "b.csv", [header, [*old[:4], 0.001, "EUR"]])
    fine = _import(line, "budget_lines", too_fine, who="cara", status=1)
    assert fine["errors"][0]["code"] == "cell-wrong"
    fixed = [["entity", "project", "name", "currency"], ["DE01", "BRIDGE", "B", "USD"]]
    answer = _import(line, "projects", _csv(tmp_path / "p.csv", fixed), who="cara", status=1)
    assert [(each["column"], each["code"]) for each in answer["errors"]] == [("currency", "cell-fixed")]


def test_opening_balances_come_in_once(line: Line, tmp_path: Path) -> None:
    place = ["DE01", "BRIDGE", "MATERIAL", "2032-01"]
    header = ["entity", "project", "cost_code", "period"]
    budget = _csv(tmp_path / "b.csv", [[*header, "amount", "currency"], [*place, "100.50", "EUR"]])
    assert _counts(_import(line, "budget_lines", budget, who="cara")) == (1, 0, 0, True)
    names = [*header, "as_of", "currency", "encumbered", "paid"]
    file = _csv(tmp_path / "o.csv", [names, [*place, "2031-12-31", "EUR", "60.25", "40"]])
    assert _counts(_import(line, "opening_balances", file, who="cara")) == (1, 0, 0, True)
    assert _counts(_import(line, "opening_balances", file, who="cara")) == (0, 0, 1, True)
    (shown,) = [row for row in line("data", "list", "budget_openings")["rows"] if row["period"] == "2032-01"]
    assert (shown["encumbered"]["amount"], shown["paid"]["amount"]) == ("60.25", "40.00")
    other = _csv(tmp_path / "o.csv", [names, [*place, "2031-12-31", "EUR", "60.26", "40"]])
    assert [each["code"] for each in _import(line, "opening_balances", other, who="cara", status=1)["errors"]] == [
        "cell-fixed"
    ]


REQUISITION: list[list[object]] = [
    ["requisition", "entity", "title", "currency", "line", "description", "quantity", "unit_price", "project", "cost_code",
     "period", "needed_by"],
    ["1", "DE01", "Steel", "EUR", 1, "Beam", 2.5, 100, "BRIDGE", "MATERIAL", "2026-11", "2026-12-24"],
    ["1", "DE01", "Steel", "EUR", 2, "Bolt", 10, 0.1, "BRIDGE", "MATERIAL", "2026-11", "2026-12-24"],
    ["2", "DE01", "Paper", "EUR", 1, "Paper", 1, 5, "TOWER", "MATERIAL", "2026-11", "2026-12-24"],
]  # fmt: skip


def test_drafts_are_made_once_of_the_same_rows(line: Line, tmp_path: Path) -> None:
    file = _xlsx(tmp_path / "r.xlsx", REQUISITION)
    assert _counts(_import(line, "requisitions", file, who="rita")) == (2, 0, 0, True)
    assert _counts(_import(line, "requisitions", file, who="rita")) == (0, 0, 2, True)
    rows = line("req", "list")["rows"]
    assert sorted((row["title"], row["total"]["amount"]) for row in rows) == [("Paper", "5.00"), ("Steel", "251.00")]
    bad = [
        *REQUISITION,
        ["2", "DE01", "Other", "EUR", 2, "Pen", "many", 5, "TOWER", "MATERIAL", "2026-11", "2026-12-24"],
    ]
    answer = _import(line, "requisitions", _xlsx(tmp_path / "r.xlsx", bad), who="rita", status=1)
    assert [(each["row"], each["column"], each["code"]) for each in answer["errors"]] == [
        (5, "title", "cell-differs"), (5, "quantity", "cell-wrong")
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("headers", ["en", "zh", "names"])
@pytest.mark.parametrize("kind", [kind for kind, table in TABLES.items() if table.keys])
def test_what_is_exported_is_imported_unchanged(
    line: Line, tmp_path: Path, kind: str, suffix: str, headers: str
) -> None:
    file = str(tmp_path / f"{kind}.{suffix}")
    count = line("data", "export", kind, file, "--headers", headers)["rows"]
    assert count or kind in (
        "exchange_rates",
        "opening_balances",
        "progress_entries",
        "requisition_templates",
        "labour_workers",
        "labour_rates",
        "labour_budgets",
    )
    if count:
        answer = _import(line, kind, file, who="ada", status=0)
        assert _counts(answer) == (0, 0, count, True)


def test_everything_can_be_looked_at_and_exported(line: Line) -> None:
    known = {row["kind"]: row for row in line("data", "kinds")["rows"]}
    assert set(known) == set(EXPORTS)
    for kind in TABLES:
        assert "rows" in line("data", "list", kind)
        stdout, _ = line.text("data", "export", kind)
        assert stdout.splitlines()
    only, _ = line.text("data", "export", "people", "--filter", "department=FINANCE", "--headers", "names")
    assert {row.split(",")[0] for row in only.splitlines()[1:]} == {"fang", "ines", "cara", "paul", "tina"}
    assert line("data", "export", "people", "--filter", "x=1", status=2)["error"]["code"] == "filter-wrong"
    assert line("data", "list", "colours", status=2)["error"]["code"] == "unknown-kind"
    assert line("data", "import", "open_orders", "x.csv", status=2)["error"]["code"] == "export-only"


def test_no_cell_is_run_by_a_spreadsheet_and_none_is_changed_by_that() -> None:
    rows = [["=1+1", "-5", "+cmd", "@x", "-x"]]
    data = write_csv(["a", "b", "c", "d", "e"], rows)
    assert b"'=1+1,-5,'+cmd,'@x,'-x" in data
    for written, name in ((data, "a.csv"), (write_xlsx("s", ["a", "b", "c", "d", "e"], rows), "a.xlsx")):
        assert read(written, name).rows == ((2, tuple(rows[0])),)


def test_figures_of_excel_are_what_was_typed(tmp_path: Path) -> None:
    from datetime import date, datetime

    typed: Rows = [["a", "b", "c", "d", "e", "f"], [0.1, 1e22, 1001, date(2026, 11, 3), datetime(2026, 11, 3), 1 / 3]]  # noqa: DTZ001
    file = _xlsx(tmp_path / "f.xlsx", typed)
    [(number, row)] = read(Path(file).read_bytes(), "f.xlsx").rows
    assert number == 2
    assert row == ("0.1", "1" + "0" * 22, "1001", "2026-11-03", "2026-11-03", "0.3333333333333333")


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (401 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "sheet-empty"),
        (lambda: b"\xff\xfea", "not-utf8"),
        (lambda: b'a,b\n"x', "not-csv"),
        (lambda: b"PK\x03\x04 nothing", "not-a-workbook"),
        (_bomb, "workbook-too-large"),
        (lambda: b"," * 300, "too-many-columns"),
        (lambda: b"a\n" * (MAX_ROWS + 2), "too-many-rows"),
        (lambda: b"a" * (20 * 1024 * 1024 + 1), "file-too-large"),
    ],
)
def test_hostile_files_are_answers(make: Any, code: str) -> None:
    with pytest.raises(SheetError) as error:
        read(make(), "x.csv")
    assert error.value.code == code


def test_a_sheet_by_its_name(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active
    book.active.append(["notes"])
    book.create_sheet("Items").append(["item"])
    book.save(tmp_path / "b.xlsx")
    data = (tmp_path / "b.xlsx").read_bytes()
    assert read(data, "b.xlsx", "Items").header == ("item",)
    with pytest.raises(SheetError) as error:
        read(data, "b.xlsx", "Other")
    assert (error.value.code, error.value.figures["known"]) == ("unknown-sheet", "Sheet, Items")
