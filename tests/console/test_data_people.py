"""What an HR system sends: people with managers in any order, departments, companies, calendars and grants, again and again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from activities.importing import Asked, in_order
from contracts.role import DefineRole
from tests.console.conftest import Line
from tests.console.test_data import _counts, _csv, _import, _xlsx

PEOPLE: list[list[object]] = [
    ["person", "name", "manager", "department", "valid_from", "valid_until"],
    ["li", "Li Wei 李伟", "wang", "FINANCE", "2026-01-01", ""],
    ["wang", "Wang Fang 王芳", "zhao", "FINANCE", "", ""],
    ["zhao", "Zhao Lei 赵磊", "", "", "", ""],
]


def _rows(line: Line, kind: str, code: str) -> Any:
    return next(row for row in line("data", "list", kind)["rows"] if row.get("code", row.get("person")) == code)


def _places(answer: Any) -> list[tuple[int, str, str]]:
    return [(each["row"], each["column"], each["code"]) for each in answer["errors"]]


def test_people_are_made_changed_and_left_alone(line: Line, tmp_path: Path) -> None:
    assert _counts(_import(line, "people", _xlsx(tmp_path / "p.xlsx", PEOPLE), who="admin")) == (3, 0, 0, True)
    left: list[list[object]] = [PEOPLE[0], [*PEOPLE[1][:5], "2026-12-31"], *PEOPLE[2:]]
    assert _counts(_import(line, "people", _csv(tmp_path / "p.csv", left), who="admin")) == (0, 1, 2, True)
    row = _rows(line, "people", "li")
    assert (row["manager"], row["valid_from"], row["valid_until"]) == ("wang", "2026-01-01", "2026-12-31")
    only_names = _csv(tmp_path / "n.csv", [["person", "name"], ["li", "Li"], ["zhao", "Zhao Lei 赵磊"]])
    assert _counts(_import(line, "people", only_names, who="admin")) == (0, 1, 1, True)
    row = _rows(line, "people", "li")
    assert (row["name"], row["manager"], row["valid_until"]) == ("Li", "wang", "2026-12-31")


def test_a_file_turns_the_order_of_two_around(line: Line, tmp_path: Path) -> None:
    _import(line, "people", _csv(tmp_path / "p.csv", PEOPLE), who="admin")
    turned = _csv(tmp_path / "t.csv", [["person", "name", "manager"], ["zhao", "Z", "wang"], ["wang", "W", ""]])
    assert _counts(_import(line, "people", turned, who="admin")) == (0, 2, 0, True)
    circle = _csv(tmp_path / "c.csv", [["person", "name", "manager"], ["a", "A", "b"], ["b", "B", "a"]])
    answer = _import(line, "people", circle, who="admin", status=1)
    assert not answer["applied"]
    assert {(row, code) for row, _, code in _places(answer)} == {(2, "unknown-person"), (3, "unknown-person")}


def test_one_bad_row_keeps_all_people_as_they_are(line: Line, tmp_path: Path) -> None:
    bad: list[list[object]] = [
        *PEOPLE,
        ["chen", "Chen", "nobody", "", "", ""],
        ["he", "He", "", "NONE", "", ""],
        ["xu", "", "", "", "", ""],
    ]
    answer = _import(line, "people", _csv(tmp_path / "p.csv", bad), who="admin", status=1)
    assert _places(answer) == [(7, "name", "cell-missing")]
    answer = _import(line, "people", _csv(tmp_path / "p.csv", bad[:-1]), who="admin", status=1)
    assert _places(answer) == [(5, "manager", "unknown-person"), (6, "department", "unknown-department")]
    dated: list[list[object]] = [PEOPLE[0], ["li", "Li", "", "", "31.12.2026", ""]]
    answer = _import(line, "people", _csv(tmp_path / "p.csv", dated), who="admin", status=1)
    assert _places(answer) == [(2, "valid_from", "cell-wrong")]
    assert all(row["code"] not in ("li", "wang", "zhao") for row in line("data", "list", "people")["rows"])


def test_departments_stand_in_any_order(line: Line, tmp_path: Path) -> None:
    tree: list[list[object]] = [
        ["部门", "Name", "上级", "Head"],
        ["SITE", "Site", "WORKS", "max"],
        ["WORKS", "Works 工程", "", ""],
    ]
    file = _xlsx(tmp_path / "d.xlsx", tree)
    assert _counts(_import(line, "departments", file, who="admin")) == (2, 0, 0, True)
    assert _counts(_import(line, "departments", file, who="admin")) == (0, 0, 2, True)
    moved = _csv(tmp_path / "d.csv", [["department", "name", "parent"], ["WORKS", "Works", "SITE"]])
    assert _places(_import(line, "departments", moved, who="admin", status=1))[0][2] == "own-ancestor"


def test_a_company_changes_what_may_change(line: Line, tmp_path: Path) -> None:
    new = _csv(tmp_path / "e.csv", [["entity", "name", "address"], ["DE01", "Nordbau AG", "Kiel"]])
    assert _counts(_import(line, "legal_entities", new, who="admin")) == (0, 1, 0, True)
    row = _rows(line, "legal_entities", "DE01")
    assert (row["name"], row["address"], row["calendar"], row["tax_ids"]) == (
        "Nordbau AG", "Kiel", "DE", ["DE200112234"]
    )  # fmt: skip
    other = _csv(tmp_path / "e.csv", [["entity", "name", "currency"], ["DE01", "Nordbau AG", "USD"]])
    assert _places(_import(line, "legal_entities", other, who="admin", status=1)) == [(2, "currency", "cell-fixed")]


def test_a_calendar_is_one_row_a_year(line: Line, tmp_path: Path) -> None:
    header = ["calendar", "year", "name", "country", "time_zone", "hours", "holidays", "working_days"]
    row = [
        "SH",
        2026,
        "上海",
        "CN",
        "Asia/Shanghai",
        "09:00|12:00\n13:00|18:00",
        "2026-10-01|国庆节",
        "2026-10-10|调休",
    ]
    file = _xlsx(tmp_path / "c.xlsx", [header, row])
    assert _counts(_import(line, "working_calendars", file, who="admin")) == (1, 0, 0, True)
    assert _counts(_import(line, "working_calendars", file, who="admin")) == (0, 0, 1, True)
    more = _xlsx(tmp_path / "c.xlsx", [header, [*row[:6], "2026-10-02|国庆节\n2026-10-01|国庆节", row[7]]])
    assert _counts(_import(line, "working_calendars", more, who="admin")) == (0, 1, 0, True)
    bad = _csv(tmp_path / "c.csv", [header, [*row[:6], "2026-10-32|x", "2026-10-12|Monday"]])
    assert _places(_import(line, "working_calendars", bad, who="admin", status=1)) == [(2, "holidays", "cell-wrong")]


def test_a_grant_is_changed_by_its_first_day(line: Line, tmp_path: Path) -> None:
    header = ["person", "role", "entity", "valid_from", "valid_until", "projects"]
    grant = ["rita", "buyer", "DE01", "2026-01-01", "2026-06-30", "BRIDGE; TOWER"]
    assert _counts(_import(line, "role_grants", _csv(tmp_path / "g.csv", [header, grant]), who="admin")) == (
        1,
        0,
        0,
        True,
    )
    longer = _csv(tmp_path / "g.csv", [header, [*grant[:4], "2026-12-31", "BRIDGE"]])
    assert _counts(_import(line, "role_grants", longer, who="admin")) == (0, 1, 0, True)
    assert _counts(_import(line, "role_grants", longer, who="admin")) == (0, 0, 1, True)
    found = [row for row in line("data", "list", "role_grants")["rows"] if row["role"] == "buyer" and row["valid_from"]]
    assert [(row["valid_until"], row["projects"]) for row in found] == [("2026-12-31", ["BRIDGE"])]
    own = _csv(tmp_path / "o.csv", [header, ["admin", "buyer", "*", "", "", ""]])
    assert _places(_import(line, "role_grants", own, who="admin", status=1)) == [(2, "person", "grants-to-self")]


def test_two_grants_that_begin_together_are_two_rows(line: Line, tmp_path: Path) -> None:
    for projects in (["BRIDGE"], ["TOWER"]):
        command = {"person": "rita", "role": "buyer", "entity": "DE01", "projects": projects}
        file = tmp_path / "grant.json"
        file.write_text(json.dumps(command))
        line("do", "person.grant_role", str(file), "--as", "admin")
    out = str(tmp_path / "all.csv")
    count = line("data", "export", "role_grants", out)["rows"]
    assert _counts(_import(line, "role_grants", out, who="admin")) == (0, 0, count, True)


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ("a:b b:c c:", "cba"),
        ("a: b:a c:b", "abc"),
        ("a:b b:a c:", "bac"),
        ("a:x b:a", "ab"),
        ("a:a b:", "ab"),
        ("", ""),
    ],
)
def test_rows_stand_after_those_they_name(rows: str, order: str) -> None:
    command = DefineRole(role="r", name="R")
    parts = [row.split(":") for row in rows.split()]
    asked = [Asked(n, command, True, "", key, above) for n, (key, above) in enumerate(parts)]
    assert "".join(each.key for each in in_order(asked)) == order
