"""The process that reads one workbook from stdin, under limits, and answers with its rows as JSON.

`python -m adapters.sheets_child MAX_ROWS MAX_COLUMNS [SHEET]` (`*`: all sheets); see adapters/sheets.py.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from adapters.workbook import LONGEST_CELL
from bots.confinement import Limits, confine

UNPACKED = 400 * 1024 * 1024
FILES = 2_000
LAST_ROW = 1_048_576
"""Of a sheet, as Excel has it; a file may name any, and each row before it has to be passed."""
MOST_TEXT = 20_000_000
"""Characters of all cells that are answered: a cell may name one long text again and again."""
ERROR = "\x00"
"""Marks a cell whose formula failed: no contract takes it."""


def main(arguments: list[str]) -> None:
    """Read, and print the answer: {"sheets": [[name, rows], …]} or {"error", …}."""
    rows, columns, *sheet = arguments
    confine(Limits(memory=1536 * 1024 * 1024, cpu=120, wall=140))
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(data, int(rows), int(columns), "".join(sheet))
    except MemoryError:
        answer = {"error": "workbook-too-large"}
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file does is an answer
        answer = {"error": "not-a-workbook", "why": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


def _answer(data: bytes, most_rows: int, most_columns: int, wanted: str) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > FILES or sum(part.file_size for part in parts) > UNPACKED:
            return {"error": "workbook-too-large"}
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    if wanted not in ("", "*", *book.sheetnames):
        return {"error": "unknown-sheet", "sheet": wanted, "known": ", ".join(book.sheetnames)}
    chosen: Any = book.worksheets if wanted == "*" else [book[wanted] if wanted else book.worksheets[0]]
    bounds = Bounds(most_rows, most_columns)
    try:
        return {"sheets": [(sheet.title, list(bounds.rows(sheet))) for sheet in chosen]}
    except BeyondError as beyond:
        return {"error": beyond.code, **beyond.figures}


class BeyondError(Exception):
    """A workbook is beyond a limit: the code and its figures."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


class Bounds:
    """What may still be read of all sheets together."""

    def __init__(self, most_rows: int, most_columns: int) -> None:
        self._most_rows, self._most_columns = most_rows, most_columns
        self._filled, self._passed, self._text = 0, 0, 0

    def rows(self, sheet: Any) -> Iterator[tuple[int, list[str]]]:
        """The filled rows with their numbers. Raises BeyondError."""
        gap: Sequence[Any] | None = None
        for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW + 1, max_col=self._most_columns + 1), 1):
            self._passed += 1
            if number > LAST_ROW or self._passed > 2 * LAST_ROW:
                raise BeyondError("too-many-rows", limit=LAST_ROW)
            # A gap is the same empty row again and again: passed without looking at each of its cells.
            if row is not gap:
                told = self._told(number, row)
                gap = gap if told else row
                yield from [(number, told)] * bool(told)

    def _told(self, number: int, row: Sequence[Any]) -> list[str]:
        told = [_text(cell) for cell in row]
        while told and not told[-1]:
            told.pop()
        if len(told) > self._most_columns:
            raise BeyondError("too-many-columns", limit=self._most_columns)
        if any(len(cell) > LONGEST_CELL for cell in told):
            raise BeyondError("cell-too-long", row=number, limit=LONGEST_CELL)
        self._filled += bool(told)
        self._text += sum(map(len, told))
        if self._filled > self._most_rows + 1:
            raise BeyondError("too-many-rows", limit=self._most_rows)
        if self._text > MOST_TEXT:
            raise BeyondError("workbook-too-large")
        return told


def _text(cell: Any) -> str:
    """A cell as text. Excel keeps figures as floats: the shortest decimal that is that float is what was typed."""
    value = cell.value
    if getattr(cell, "data_type", "") == "e":
        return f"{ERROR}{value}"
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return f"{Decimal(repr(value)):f}".removesuffix(".0")
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()


if __name__ == "__main__":
    main(sys.argv[1:])
