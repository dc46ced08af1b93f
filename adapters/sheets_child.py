"""The process that reads one workbook from stdin, under limits, and answers with its rows as JSON.

`python -m adapters.sheets_child MAX_ROWS MAX_COLUMNS [SHEET]` (`*`: all sheets); see adapters/sheets.py.
"""

import io
import json
import sys
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from bots.confinement import Limits, confine

UNPACKED = 400 * 1024 * 1024
FILES = 2_000
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
    left, sheets = most_rows + 1, []
    for sheet in chosen:
        rows = _rows(sheet, left, most_columns)
        if rows is None:
            return {"error": "too-many-columns", "limit": most_columns}
        left -= len(rows)
        if left < 0:
            return {"error": "too-many-rows", "limit": most_rows}
        sheets.append((sheet.title, rows))
    return {"sheets": sheets}


def _rows(sheet: Any, most_rows: int, most_columns: int) -> list[tuple[int, list[str]]] | None:
    """The filled rows with their numbers, one more than allowed at most; None where one is too wide."""
    found: list[tuple[int, list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=most_columns + 1), 1):
        told = [_text(cell) for cell in row]
        while told and not told[-1]:
            told.pop()
        if len(told) > most_columns:
            return None
        if told:
            found.append((number, told))
        if len(found) > most_rows:
            break
    return found


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
