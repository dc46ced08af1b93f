"""Sheets as people have them, CSV or Excel, read as rows of text with their place, and written back."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
ROOT = Path(__file__).parent.parent
SECONDS = 150
FIGURE = re.compile(r"[+-]?\d+(\.\d+)?")
EVERY = "*"
"""Asks for all sheets of a workbook; no sheet can be called so."""
Grid = tuple[str, tuple[tuple[int, tuple[str, ...]], ...]]
"""A sheet's name, and every filled row with the number that people see beside it."""
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run."""


class SheetError(ValueError):
    """A file cannot be read as a table: a code whose sentence is in locale/tables.yaml, and its figures."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, {name: str(value) for name, value in figures.items()}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its header, and every filled row with the number that people see beside it."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(data: bytes, file_name: str, sheet: str | None = None) -> Sheet:
    """The named sheet of a workbook (default: the first), or a CSV file. Raises SheetError."""
    ((name, filled),) = _grids(data, file_name, sheet or "")
    if not filled:
        raise SheetError("sheet-empty", sheet=name)
    (_, header), *rest = filled
    return Sheet(name, header, tuple(rest))


def read_all(data: bytes, file_name: str, sheet: str | None = None) -> tuple[Grid, ...]:
    """Every sheet of a workbook that is not empty, or only the named one, or a CSV file. Raises SheetError."""
    found = _grids(data, file_name, sheet or EVERY)
    filled = tuple(grid for grid in found if grid[1])
    if not filled:
        raise SheetError("sheet-empty", sheet=found[0][0])
    return filled


def _grids(data: bytes, file_name: str, sheet: str) -> list[Grid]:
    if len(data) > MAX_BYTES:
        raise SheetError("file-too-large", size=len(data), limit=MAX_BYTES)
    packed = data[:4] == b"PK\x03\x04"
    found = _workbook(data, sheet) if packed else [(Path(file_name).name, list(_csv(data)))]
    return [(name, tuple((number, row) for number, row in rows if any(row))) for name, rows in found]


def _csv(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError("not-utf8", position=error.start) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for count, row in enumerate(reader):
            _bounded(count, len(row))
            # The row as spreadsheets count it: a cell of several lines does not make several rows.
            yield count + 1, tuple(_told(cell) for cell in row)
    except csv.Error as error:
        raise SheetError("not-csv", row=reader.line_num, why=error) from error


def _bounded(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise SheetError("too-many-rows", limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise SheetError("too-many-columns", limit=MAX_COLUMNS)


def _told(cell: str) -> str:
    """A cell without the mark that keeps spreadsheets from running it."""
    stripped = cell.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:2] in _ACTIVE else stripped


def _workbook(data: bytes, sheet: str) -> list[tuple[str, list[tuple[int, tuple[str, ...]]]]]:
    """Read in a process of its own with limits, since a workbook is a ZIP of XML from anybody."""
    command = [sys.executable, "-m", "adapters.sheets_child", str(MAX_ROWS), str(MAX_COLUMNS), sheet]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False)  # noqa: S603
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise SheetError("not-a-workbook", why=type(error).__name__) from error
    if "error" in answer:
        raise SheetError(answer.pop("error"), **answer)
    return [(str(name), [(number, tuple(map(_told, row))) for number, row in rows]) for name, rows in answer["sheets"]]


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV for spreadsheets: UTF-8 with its mark; a text that would be run as a formula is marked with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([tame(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def tame(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(_ACTIVE) and not FIGURE.fullmatch(cell) else cell


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An Excel workbook of one sheet. Every cell is text, so that no code loses its zeros and no figure a digit."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in (header, *rows):
        cells = [WriteOnlyCell(sheet, value=cell) for cell in row]
        for cell in cells:
            cell.data_type = "s"  # also for what begins like a formula
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
