"""What foremen write is read as it is meant, or named by sheet, row and column."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from adapters.labour_marks import Mark, mark, total
from adapters.labour_month import Month, month_of
from adapters.labour_title import Title, title_of
from adapters.sentences import LANGUAGES
from adapters.sheets import SheetError, read_all
from tests.support.labour_book import Rows, month_book

ROWS: Rows = (
    ("张　三", "瓦工", {1: "√", 2: "√加2h", 3: "半", 5: "×", 6: 1}, 3.5, 2),
    ("W2", "木工", {1: "半＋３ｈ", 2: "加班2小时", 3: 0.5, 4: "½", 5: "全"}, 3.5, "5小时"),
)


@pytest.mark.parametrize(
    ("text", "presence", "hours"),
    [
        *((text, "full", "0") for text in ("√", "✓", "1", "１", "1.0", "全", "满", " √ ")),
        *((text, "half", "0") for text in ("半", "0.5", "½", ".5", "1/2")),
        *((text, "absent", "0") for text in ("×", "x", "X", "0")),
        ("加2h", "full", "2"),
        ("+2", "full", "2"),
        ("√加2h", "full", "2"),
        ("半+3h", "half", "3"),
        ("加班2小时", "full", "2"),
        ("√＋2.5Ｈ", "full", "2.5"),
        ("0.5+1", "half", "1"),
    ],
)
def test_marks_are_read(text: str, presence: Any, hours: str) -> None:
    assert mark(text) == Mark(presence, Decimal(hours))


@pytest.mark.parametrize(
    "text", ["2", "1.5", "-1", "×加2h", "0+2", "++2", "加", "√√", "√+2h3", "2026-11-02", "病", "√+"]
)
def test_what_may_mean_two_things_is_no_mark(text: str) -> None:
    assert mark(text) is None


def test_totals_are_figures() -> None:
    assert [total(text) for text in ("22.5", "２２天", "3小时")] == [Decimal("22.5"), Decimal(22), Decimal(3)]
    assert total("#REF!") is None


def test_titles_are_read_from_one_cell_or_many() -> None:
    one = title_of([("2026年 1月考勤",), ("项目：BRIDGE  工地：北区1＃楼；班组:A组", "班组长：王五")])
    assert one == Title("2026-01", "BRIDGE", "北区1#楼", "A组", "王五")
    many = title_of(
        [("月份", "2026-11-01", "Project", "P1", "Site:", "north"), ("成本科目", "pumps", "项目经理：李四")]
    )
    assert many == Title("2026-11", "P1", "north", cost_code="pumps")
    assert title_of([("2026年11月—2026年12月",)]).month == "", "nobody knows which of the two is meant"


def read(data: bytes, name: str = "a.xlsx") -> Month:
    return month_of(read_all(data, name)[0])


def wrong(month: Month) -> list[tuple[int, str, str]]:
    for error in month.errors:
        for language in LANGUAGES:
            assert error.code not in error.say(language), "it has a sentence"
            assert "{" not in error.say(language)
    return [(error.row, error.column, error.code) for error in month.errors]


def test_a_realistic_workbook_is_read() -> None:
    month = read(month_book(("北区", "BRIDGE", ROWS)))
    assert wrong(month) == []
    assert month.title == Title("2026-11", "BRIDGE", "北区", "A组", "王 五")
    assert [(row.row, row.name, row.trade) for row in month.workers] == [(6, "张　三", "瓦工"), (7, "W2", "木工")]
    assert month.workers[0].marks[2] == Mark("full", Decimal(2))
    assert sorted(month.workers[1].marks) == [1, 2, 3, 4, 5]
    assert month.letters[1] == "D"
    assert [
        len(month_of(grid).workers) for grid in read_all(month_book(("a", "P", ROWS), ("b", "P", ROWS)), "a.xlsx")
    ] == [2, 2]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"E6": "病"}, [(6, "E", "cell-mark-unreadable")]),
        ({"AH6": 4}, [(6, "AH", "cell-total-differs")]),
        ({"AI7": 4}, [(7, "AI", "cell-total-differs")]),
        ({"AH6": "?"}, [(6, "AH", "cell-total-unreadable")]),
        ({"AH9": 8}, [(9, "AH", "cell-total-differs")]),
        ({"D9": 2}, [(9, "D", "cell-total-differs")]),
        ({"D9": 1.5}, []),
        ({"A9": "人数", "AH9": None, "D9": 2}, []),
        ({"B6": None}, [(6, "A", "row-without-worker"), (9, "AH", "cell-total-differs"), (9, "AI", "cell-total-differs")]),
        ({"D8": "√"}, [(8, "A", "row-without-worker")]),
        ({"AH8": 0}, []),
        ({"AH8": 3}, [(8, "A", "row-without-worker")]),
        ({"D11": "√"}, [(11, "A", "row-without-worker")]),
        ({"AK3": "奖金"}, [(3, "AK", "column-unknown")]),
        ({"AJ3": "合计"}, [(3, "AJ", "column-doubled")]),
        ({"E4": 1}, [(3, "E", "column-doubled")]),
        ({"B3": "甲"}, [(1, "", "row-days-missing")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(changes: dict[str, Any], expected: list[Any]) -> None:
    assert wrong(read(month_book(("北区", "BRIDGE", ROWS), changes=changes))) == expected


def test_a_mark_on_a_day_that_the_month_has_not() -> None:
    text = "2026年11月,项目：P1,工地：n\n姓名,29,30,31\nW1,√,√,\nW2,√,,√\n"
    month = read(text.encode(), "a.csv")
    assert wrong(month) == [(4, "D", "cell-day-not-in-month")]
    assert month.letters == {29: "B", 30: "C", 31: "D"}


def test_subtotals_are_compared_with_their_part() -> None:
    text = "2026年11月\n姓名,1,2,合计\nW1,√,√,2\nW3,,√,1\n小计,1,2,3\nW2,√,,1\n小计,1,,{}\n合计,2,2,4\n"
    assert wrong(read(text.format(1).encode(), "a.csv")) == []
    assert wrong(read(text.format(3).encode(), "a.csv")) == [(7, "D", "cell-total-differs")]


def test_headings_may_be_dates_of_the_month() -> None:
    month = read("2026-11\n姓名,2026-11-09,2026-11-10\nW1,√,半\n".encode(), "a.csv")
    assert wrong(month) == []
    assert month.letters == {9: "B", 10: "C"}
    other = read("2026-11\n姓名,2026-10-31,2026-11-01,2号\nW1,√,半,\n".encode(), "a.csv")
    assert wrong(other) == [(2, "B", "column-unknown")]


def test_one_figure_beside_a_name_is_no_day() -> None:
    assert wrong(read("2026-11\n姓名,1\nW1,√\n".encode(), "a.csv")) == [(1, "", "row-days-missing")]
    assert wrong(read("2026-11\n姓名,1,x,3\nW1,√,,√\n".encode(), "a.csv")) == [(1, "", "row-days-missing")]


def test_without_a_month_all_days_are_read() -> None:
    month = read("姓名,30,31\nW1,√,√\n".encode(), "a.csv")
    assert (wrong(month), sorted(month.workers[0].marks)) == ([], [30, 31])


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(SheetError, match="sheet-empty"):
        read_all(month_book(), "a.xlsx")
    with pytest.raises(SheetError, match="unknown-sheet"):
        read_all(month_book(("a", "P", ROWS)), "a.xlsx", "b")
