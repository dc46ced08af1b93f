"""What foremen wrote for a month becomes sheets, all of a file or nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import Line
from tests.support.labour_book import Rows, month_book

ROWS: Rows = (
    ("张　三", "瓦工", {1: "√", 2: "√加2h", 3: "半", 5: "×", 6: 1}, 3.5, 2),
    ("W2", "木工", {1: "半＋３ｈ", 2: "加班2小时", 3: 0.5, 4: "½", 5: "全"}, 3.5, "5小时"),
)
FIRST = datetime.now(UTC).date().replace(day=1)
MONTH = f"{FIRST - timedelta(days=1):%Y-%m}"
"""Last month: all of its days have come."""


def _do(line: Line, contract: str, who: str, **fields: Any) -> Any:
    return line("do", contract, "--as", who, given=json.dumps(fields))["document"]


@pytest.fixture
def site(line: Line) -> Line:
    for code, role in {"fei": "foreman", "lin": "labour_clerk"}.items():
        _do(line, "person.register", "admin", person=code, name=code)
        _do(line, "person.grant_role", "admin", person=code, role=role)
    for code, name, trade, team in (
        ("W1", "张三", "瓦工 mason", "A组"),
        ("W2", "李四", "木工", "A组"),
        ("W3", "王五", "木工", "A组"),
        ("W4", "王五", "木工", "B组"),
        ("W5", "赵六", "木工", "A组"),
        ("W6", "赵六", "木工", "A组"),
    ):
        worker = {"entity": "DE01", "worker": code}
        _do(line, "labour_worker.register", "lin", **worker, name=name, trade=trade, team=team)
        rate = {"amount": "200", "currency": "EUR"}
        _do(line, "labour_worker.set_rate", "lin", **worker, valid_from="2026-01-01", day_rate=rate, overtime_rate=rate)
    return line


def hand_in(line: Line, tmp_path: Path, data: bytes, *options: str, status: int = 0, name: str = "m.xlsx") -> Any:
    file = tmp_path / name
    file.write_bytes(data)
    given = ("data", "labour-month", str(file), "--entity", "DE01", "--cost-code", "MATERIAL", "--as", "fei", *options)
    return line(*given, status=status)


def errors(found: Any) -> list[tuple[str, int, str, str]]:
    assert not found["applied"]
    for each in found["errors"]:
        assert all("{" not in each["message"][language] for language in ("en", "zh")), each
    return [(each["sheet"], each["row"], each["column"], each["code"]) for each in found["errors"]]


def test_a_month_becomes_a_sheet_for_each_site_and_day(site: Line, tmp_path: Path) -> None:
    data = month_book(
        ("北区", "BRIDGE", ROWS), ("南区", "Office tower 办公楼", (("王五", "木工", {1: "满"}, 1, 0),)), month=MONTH
    )
    tried = hand_in(site, tmp_path, data, "--dry-run")
    assert (tried["new"], tried["rows"], tried["applied"]) == (7, 3, False)
    assert site("data", "list", "labour_register")["rows"] == []
    assert hand_in(site, tmp_path, data)["applied"]
    with site.service() as service:
        service.runner().catch_up()
        from projections.queries import select

        sheets = select(service.views.engine, "labour_sheets", limit=100)[0]
        days = select(service.views.engine, "labour_days", limit=100)[0]
    made = sorted((row["project"], row["site"], row["day"], row["submitted_by"], row["status"]) for row in sheets)
    north = [("BRIDGE", "北区", f"{MONTH}-{day:02}", "fei", "submitted") for day in range(1, 7)]
    assert made == [*north, ("TOWER", "南区", f"{MONTH}-01", "fei", "submitted")]
    assert [(row["worker"], row["days"]) for row in days if row["day"] == f"{MONTH}-01"] == [
        ("W1", "1"), ("W2", "0.5"), ("W3", "1"),
    ]  # fmt: skip
    again = errors(hand_in(site, tmp_path, data, status=1))
    assert [each[3] for each in again] == ["already-taken"] * 7, "a day that has a sheet is refused"
    assert again[0][:3] == (f"北区 {MONTH}", 3, "D")
    text, _ = site.text("data", "labour-month", str(tmp_path / "m.xlsx"), "--entity", "DE01", "--cost-code", "MATERIAL",
                        "--as", "fei", "--lang", "zh", status=1)  # fmt: skip
    assert f"北区 {MONTH}" in text


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((("钱七", "木工", {1: 1}, 1, 0),), (6, "A", "row-worker-unknown")),
        ((("赵六", "木工", {1: 1}, 1, 0),), (6, "A", "row-worker-ambiguous")),
        ((("张三", "木工", {1: 1}, 1, 0),), (6, "A", "row-worker-differs")),
        ((("张三", "瓦工", {1: 1}, 1, 0), ("W1", "瓦工", {1: 1}, 1, 0)), (7, "A", "row-doubled")),
        ((("张三", "瓦工", {1: 2}, 2, 0),), (6, "D", "cell-mark-unreadable")),
        ((("张三", "瓦工", {1: "√"}, 2, 0),), (6, "AH", "cell-total-differs")),
        ((("张三", "瓦工", {2: "√+17"}, 1, 17),), (6, "E", "cell-wrong")),
    ],
)
def test_one_wrong_cell_refuses_the_file(site: Line, tmp_path: Path, rows: Rows, place: Any) -> None:
    # November has thirty days: where the totals stand does not move with the month in which this test runs.
    data = month_book(("北区", "BRIDGE", rows), month="2025-11")
    found = errors(hand_in(site, tmp_path, data, status=1))
    assert ("北区 2025-11", *place) in found
    assert site("data", "list", "labour_register")["rows"] == []


def test_a_day_is_worked_once_and_not_before_it_comes(site: Line, tmp_path: Path) -> None:
    full: Rows = (("李四", "木工", {1: "√"}, 1, 0), ("张三", "瓦工", {1: "√"}, 1, 0))
    twice = month_book(("北区", "BRIDGE", full), ("南区", "BRIDGE", full[1:]), month=MONTH)
    (found,) = hand_in(site, tmp_path, twice, status=1)["errors"]
    assert (found["sheet"], found["row"], found["column"]) == (f"南区 {MONTH}", 6, "D")
    assert (found["code"], found["figures"]["days"]) == ("day-taken-twice", "2")
    half: Rows = (("张三", "瓦工", {1: "半"}, 0.5, 0),)
    assert hand_in(site, tmp_path, month_book(("北区", "BRIDGE", half), ("南区", "BRIDGE", half), month=MONTH))[
        "applied"
    ]
    coming = f"{FIRST + timedelta(days=40):%Y-%m}"
    assert errors(hand_in(site, tmp_path, month_book(("北区", "BRIDGE", half), month=coming), status=1)) == [
        (f"北区 {coming}", 3, "D", "sheet-in-future")
    ]


def test_what_the_title_does_not_say_is_said_or_refused(site: Line, tmp_path: Path) -> None:
    text = f"{MONTH}\n姓名,成本科目,1,2\nW1,EQUIPMENT,√,√\n".encode()
    place = ("m.csv", 2, "A")
    found = errors(hand_in(site, tmp_path, text, status=1, name="m.csv"))
    assert found == [(*place, "row-project-missing"), (*place, "row-site-missing")]
    where = ("--project", "NONE", "--site", "n")
    assert errors(hand_in(site, tmp_path, text, *where, status=1, name="m.csv")) == [(*place, "unknown-project")]
    there = (*where[:1], "BRIDGE", *where[2:], "--cost-code", "")
    assert hand_in(site, tmp_path, text, *there, name="m.csv")["new"] == 2
    bare = text.replace(b"EQUIPMENT", b"")
    assert errors(hand_in(site, tmp_path, bare, *there, status=1, name="m.csv")) == [
        ("m.csv", 3, "A", "row-cost-code-missing")
    ]
    odd = ("--project", "BRIDGE", "--site", "n/o")
    assert errors(hand_in(site, tmp_path, text, *odd, status=1, name="m.csv")) == [(*place, "cell-wrong")]
    undated = text.replace(MONTH.encode(), b"x")
    assert ("m.csv", 2, "A", "row-month-missing") in errors(
        hand_in(site, tmp_path, undated, *there, status=1, name="m.csv")
    )


def test_who_may_not_submit_sheets_hands_in_none(site: Line, tmp_path: Path) -> None:
    data = month_book(("北区", "BRIDGE", ROWS), month=MONTH)
    found = hand_in(site, tmp_path, data, "--as", "lin", status=1)
    assert {each["code"] for each in found["errors"]} == {"not-permitted"}
