"""Who is meant on a sheet written by hand: one worker, or nobody."""

from __future__ import annotations

import pytest

from activities.labour_names import Roster
from adapters.labour_month import Month, WorkerRow
from adapters.labour_title import Title
from adapters.tables.rows import RowError

ROSTER = Roster(
    {"worker": code, "name": name, "trade": trade, "team": team}
    for code, name, trade, team in (
        ("W1", "张三", "瓦工 mason", "A组"),
        ("W2", "王五", "木工", "A组"),
        ("W3", "王五", "木工", "B组"),
        ("W4", "赵六", "木工", "A组"),
        ("W5", "赵六", "瓦工", "A组"),
        ("W6", "Li Si", "木工", "A组"),
        ("w6", "Li Wu", "木工", "B组"),
        ("W7", "W1", "木工", "B组"),
    )
)


def find(name: str = "", code: str = "", trade: str = "", team: str = "", title: str = "") -> str:
    row = WorkerRow(7, name, code, trade, team, "", {})
    found = ROSTER.find(Month("s", Title(team=title), 3), row)
    if isinstance(found, RowError):
        assert (found.sheet, found.row, found.column) == ("s", 7, "A")
        return found.code
    return found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"name": "张　三"}, "W1"),
        ({"name": "lisi"}, "W6"),
        ({"name": "W4"}, "W4"),
        ({"code": "W4"}, "W4"),
        ({"code": "w4"}, "W4"),
        ({"code": "W6"}, "W6"),
        ({"code": "w6"}, "w6"),
        ({"code": "Ｗ６"}, "row-worker-ambiguous"),
        ({"name": "王五"}, "row-worker-ambiguous"),
        ({"name": "王五", "title": "A组"}, "W2"),
        ({"name": "王五", "title": "A组", "team": "B组"}, "W3"),
        ({"name": "王五", "team": "C组"}, "row-worker-unknown"),
        ({"name": "张三", "team": "C组"}, "W1"),
        ({"name": "赵六", "team": "A组"}, "row-worker-ambiguous"),
        ({"name": "赵六", "team": "A组", "trade": "瓦工"}, "W5"),
        ({"name": "张三", "trade": "瓦工"}, "W1"),
        ({"name": "张三", "trade": "木工"}, "row-worker-differs"),
        ({"name": "张三", "code": "W1"}, "W1"),
        ({"name": "张三", "code": "W4"}, "row-worker-differs"),
        ({"name": "W4", "code": "W4"}, "W4"),
        ({"name": "张三", "code": "W9"}, "row-worker-unknown"),
        ({"name": "W1"}, "row-worker-ambiguous"),
        ({"name": "W1", "code": "W1"}, "W1"),
        ({"name": "李四"}, "row-worker-unknown"),
    ],
)
def test_one_worker_or_nobody(asked: dict[str, str], expected: str) -> None:
    assert find(**asked) == expected
