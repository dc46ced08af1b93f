"""Excel workbooks: cells that are text stay text (never formulas), and what is read is bounded before it is unpacked."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

LARGEST, MOST_ROWS, MOST_COLUMNS = 50_000_000, 10_000, 50
LONGEST_CELL = 32_767
"""Characters of one cell: Excel holds no more, and openpyxl cuts what is longer without a word."""
Cell = str | int | Decimal | date | None


class WorkbookWrongError(ValueError):
    """A workbook that cannot be read, or a cell that is not as it must be; `cell` is where ("B4"), empty for the whole."""

    def __init__(self, why: str, cell: str = "") -> None:
        super().__init__(f"{cell}: {why}" if cell else why)
        self.why, self.cell = why, cell


def written(sheets: Iterable[tuple[str, Sequence[Sequence[Cell]], frozenset[int]]]) -> bytes:
    """A workbook of sheets: name, rows, and which rows (from 0) are bold."""
    book = Workbook(write_only=True)
    for name, rows, bold in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for column, width in enumerate(_widths(rows), 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for number, row in enumerate(rows):
            sheet.append([_cell(sheet, value, number in bold) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """How wide the columns must be for what is in them, within reason; an ideograph takes two places."""
    most = max((len(row) for row in rows), default=0)
    texts = [[str(row[at]) for row in rows if at < len(row) and row[at] is not None] for at in range(most)]
    wide = [max((sum(1 + (ord(each) > 0x2E7F) for each in text) for text in column), default=0) for column in texts]
    return [min(max(each + 2, 8), 80) for each in wide]


def _cell(sheet: Any, value: Any, bold: bool) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # what begins with = is somebody's text, not our formula
    if bold:
        cell.font = Font(bold=True)
    return cell


def rows_of(data: bytes) -> list[list[Cell]]:
    """The first sheet as it is shown, figures as exact decimals. Raises WorkbookWrongError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise WorkbookWrongError("too large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = [
            [_value(value) for value in row]
            for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        ]
        book.close()
    except WorkbookWrongError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError, OSError) as error:
        raise WorkbookWrongError("no Excel workbook (.xlsx)") from error
    return found


def _value(value: object) -> Cell:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | None:
            return value
        case float():
            return Decimal(repr(value))  # the shortest figure that Excel's double stands for: what was typed
        case datetime():
            return value.date()
        case _:
            return str(value).strip() or None
