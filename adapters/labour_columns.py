"""The headings of a foreman's month sheet: which column is the name, which are the days, which only add up or sign."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from adapters.labour_marks import plain
from adapters.labour_title import Title, title_of
from adapters.tables.rows import RowError

_HEADINGS = {
    "name": "姓名 名字 工人 工人姓名 name worker",
    "code": "工号 工人编号 code workercode workerno",
    "trade": "工种 trade",
    "team": "班组 队组 team",
    "cost_code": "成本科目 科目 costcode cost_code",
    "days": "合计 总计 工日 合计工日 工日合计 出勤 出勤天数 出勤合计 出勤工日 天数 总工日 total totaldays days mandays man-days",
    "overtime": "加班 加班合计 合计加班 加班小时 加班工时 加班时间 overtime overtimehours totalovertime",
    "": "序号 序 no no. # 签字 签名 本人签字 工人签字 确认签字 备注 说明 电话 联系电话 单价 日工资 工资 金额 应发工资"
    " signature remark remarks note phone rate amount",
}
"""What a column is for -> its headings; those of the last are for people and not read."""
_KNOWN = {heading: purpose for purpose, headings in _HEADINGS.items() for heading in headings.split()}
_DAY = re.compile(r"(?:0?)([1-9]|[12]\d|3[01])[日号]?")
_DATE = re.compile(r"(20\d\d-\d\d)-(\d\d)")
ALLOWED = "姓名, 工号, 工种, 班组, 成本科目, 1–31, 合计, 加班, 签字, 备注"
Row = tuple[str, ...]
Rows = Sequence[tuple[int, Row]]


@dataclass(frozen=True)
class Columns:
    """The title, the row of the headings, and where things stand: `at` by purpose, `days` the day of the month by column.

    Rows of workers begin at the number `first`.
    """

    title: Title
    row: int
    at: Mapping[str, int]
    days: Mapping[int, int]
    first: int
    errors: tuple[RowError, ...] = field(default=())


def letter(column: int) -> str:
    """A column as spreadsheets call it."""
    return get_column_letter(column + 1)


def columns_of(sheet: str, rows: Rows) -> Columns | None:
    """The columns by the row with the heading of names, and by the row below it where the days stand there."""
    for place, (_, row) in enumerate(rows):
        if not {"name", "code"} & {_KNOWN.get(_heading(cell)) for cell in row}:
            continue
        title = title_of(above for _, above in rows[:place])
        for below in rows[place : place + 2]:
            if days := _days(below[1], title.month):
                return _columns(sheet, title, rows[place], below, days)
    return None


def _columns(sheet: str, title: Title, head: tuple[int, Row], below: tuple[int, Row], days: dict[int, int]) -> Columns:
    (number, row), (last, under), at = head, below, dict[str, int]()
    errors = []
    for column in range(max(len(row), len(under))):
        own, lower = (cells[column] if column < len(cells) else "" for cells in (row, under))
        purpose = _KNOWN.get(_heading(own), _KNOWN.get(_heading(lower)))
        doubled = days[column] in list(days.values())[: list(days).index(column)] if column in days else purpose in at
        if column not in days and (own or lower) and purpose is None:
            errors.append(RowError(sheet, number, letter(column), "column-unknown", {"allowed": ALLOWED}))
        elif doubled:
            errors.append(RowError(sheet, number, letter(column), "column-doubled", {"allowed": ALLOWED}))
        elif purpose and column not in days:
            at[purpose] = column
    return Columns(title, number, at, days, last + 1, tuple(errors))


def _days(row: Row, month: str) -> dict[int, int]:
    """Column -> day, where at least two stand beside each other: one figure alone may be anything."""
    found: dict[int, int] = {}
    for column, cell in enumerate(row):
        written = plain(cell)
        date, day = _DATE.fullmatch(written), _DAY.fullmatch(written)
        if date and date[1] == month:
            found[column] = int(date[2])
        elif day:
            found[column] = int(day[1])
    return found if any(column + 1 in found for column in found) else {}


def _heading(cell: str) -> str:
    return re.sub(r"\(.*?\)$", "", plain(cell))
