"""A foreman's month sheet: rows of workers, a column for each day; totals are compared, signatures left alone."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from adapters.labour_columns import Columns, columns_of, letter
from adapters.labour_marks import Mark, mark, plain, total
from adapters.labour_title import Title
from adapters.sheets import Grid
from adapters.tables.rows import RowError

_TOTAL = re.compile(r"(?:本页|本月|全部)?(?:合计|总计|共计)(?:人工|工日)?|total")
_PART, _HEADS = re.compile(r"小计|subtotal"), re.compile(r"(?:出勤)?人数|heads")
_FOOT = re.compile(
    r"(?:签字|签名|制表|填表|审核|审批|批准|班组长|带班|负责人|项目经理|项目负责人|现场|工地|劳务|监理|备注|说明|注|日期"
    r"|foreman|sitemanager|approved|signature|prepared|checked|date|note|remark)[^:]*:.*"
)
_WEEKDAY = re.compile(r"[一二三四五六日天]|(?:mo|tu|we|th|fr|sa|su)[a-z]?")
ZERO = Decimal(0)


@dataclass(frozen=True)
class WorkerRow:
    """A row of a worker: who he is as it is written, and his marks by day; a blank cell is no mark."""

    row: int
    name: str
    code: str
    trade: str
    team: str
    cost_code: str
    marks: Mapping[int, Mark]


@dataclass(frozen=True)
class Month:
    """A sheet as it was read; `row` is where its headings stand, `letters` the column of each day."""

    sheet: str
    title: Title
    row: int
    letters: Mapping[int, str] = field(default_factory=dict)
    workers: tuple[WorkerRow, ...] = ()
    errors: tuple[RowError, ...] = ()


def month_of(grid: Grid) -> Month:
    """The month of a sheet, with everything that is wrong with it."""
    sheet, rows = grid
    columns, top = columns_of(sheet, rows), rows[0][0]
    if columns is None:
        return Month(sheet, Title(), top, errors=(RowError(sheet, top, "", "row-days-missing"),))
    reader = _Reader(sheet, columns)
    for number, row in rows:
        if number >= columns.first:
            reader.row(number, row)
    letters = {day: letter(column) for column, day in columns.days.items()}
    errors = (*columns.errors, *reader.errors)
    return Month(sheet, columns.title, columns.row, letters, tuple(reader.workers), errors)


class _Reader:
    """Gathers workers and errors, row by row."""

    def __init__(self, sheet: str, columns: Columns) -> None:
        self.sheet, self.columns = sheet, columns
        year, _, month = columns.title.month.partition("-")
        self.days = monthrange(int(year), int(month))[1] if month else 31
        self.workers: list[WorkerRow] = []
        self.part = 0
        """The first worker whom no subtotal has yet."""
        self.errors: list[RowError] = []
        self.unread = False
        """Whether a mark was wrong: then no sum over several workers can agree."""

    def row(self, number: int, row: tuple[str, ...]) -> None:
        """A row of a worker, of sums, of weekdays, or of signatures."""
        label = plain(next(filter(None, row)))
        if _HEADS.fullmatch(label):
            return self._sums(number, row, self.workers, heads=True)
        if _PART.fullmatch(label):
            self._sums(number, row, self.workers[self.part :])
            self.part = len(self.workers)
            return None
        if _TOTAL.fullmatch(label):
            return self._sums(number, row, self.workers)
        marks = {column: row[column] for column in self.columns.days if column < len(row) and row[column]}
        signed = bool(_FOOT.fullmatch(label))
        if (signed or not self._who(row)) and not any(map(mark, marks.values())):
            return None if signed or not self._stray(row, marks) else self._wrong(number, 0, "row-without-worker")
        if not self._who(row) or signed:
            return self._wrong(number, 0, "row-without-worker")
        return self._worker(number, row, marks)

    def _who(self, row: tuple[str, ...]) -> str:
        return self._cell(row, "name") or self._cell(row, "code")

    def _stray(self, row: tuple[str, ...], marks: Mapping[int, str]) -> bool:
        """Whether a row without a worker says something: neither weekdays nor sums of nothing do."""
        sums = (self._cell(row, purpose) for purpose in ("days", "overtime"))
        return not all(_WEEKDAY.fullmatch(plain(text)) for text in marks.values()) or any(
            total(each) for each in sums if each
        )

    def _cell(self, row: tuple[str, ...], purpose: str) -> str:
        column = self.columns.at.get(purpose, len(row))
        return row[column] if column < len(row) else ""

    def _wrong(self, number: int, column: int, code: str, **figures: object) -> None:
        told = {name: str(value) for name, value in figures.items()}
        self.errors.append(RowError(self.sheet, number, letter(column), code, told))

    def _worker(self, number: int, row: tuple[str, ...], cells: Mapping[int, str]) -> None:
        marks = {}
        for column, text in cells.items():
            day, told = self.columns.days[column], mark(text)
            if told is None:
                self._wrong(number, column, "cell-mark-unreadable", value=text)
            elif day > self.days:
                self._wrong(number, column, "cell-day-not-in-month", day=day, month=self.columns.title.month)
            else:
                marks[day] = told
        name, code, trade, team, cost = (
            self._cell(row, each) for each in ("name", "code", "trade", "team", "cost_code")
        )
        worker = WorkerRow(number, name, code, trade, team, cost, marks)
        self.workers.append(worker)
        self.unread |= len(marks) < len(cells)
        if len(marks) == len(cells):
            self._totals(number, row, [worker])

    def _sums(self, number: int, row: tuple[str, ...], workers: list[WorkerRow], *, heads: bool = False) -> None:
        """What stands under each day, and in the totals of the totals."""
        if self.unread:
            return
        for column, day in self.columns.days.items():
            marks = [worker.marks[day] for worker in workers if day in worker.marks]
            counted = sum((Decimal(bool(each.days)) if heads else each.days for each in marks), ZERO)
            self._compare(number, row, column, counted)
        if not heads:
            self._totals(number, row, workers)

    def _totals(self, number: int, row: tuple[str, ...], workers: list[WorkerRow]) -> None:
        marks = [each for worker in workers for each in worker.marks.values()]
        for purpose, counted in (
            ("days", sum((each.days for each in marks), ZERO)),
            ("overtime", sum((each.overtime_hours for each in marks), ZERO)),
        ):
            if purpose in self.columns.at:
                self._compare(number, row, self.columns.at[purpose], counted)

    def _compare(self, number: int, row: tuple[str, ...], column: int, counted: Decimal) -> None:
        written = row[column] if column < len(row) else ""
        given = total(written) if written else counted
        if given is None:
            self._wrong(number, column, "cell-total-unreadable", value=written)
        elif given != counted:
            self._wrong(number, column, "cell-total-differs", given=f"{given:f}", counted=f"{counted.normalize():f}")
