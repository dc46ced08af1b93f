"""Lines of a sheet by the headings above them, and what is wrong in which cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import get_args

from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from adapters.fields import WrongField, wrong_field
from adapters.matrix_columns import by_heading, heading, read
from adapters.sentences import say
from adapters.sheets import Grid
from contracts.conditions import FieldType


@dataclass(frozen=True)
class WrongCell:
    """A sheet, the row and the column as Excel numbers them ("" and 0: the whole), and the code of what is wrong there.

    `name` is the column's name in the model, as far as it is one.
    """

    sheet: str
    row: int
    column: str
    code: str
    figures: Mapping[str, object] = field(default_factory=dict)
    name: str = ""

    def text(self, language: str) -> str:
        """The sentence."""
        told = heading(self.name, language) if self.name else say("fields.field-whole", language)
        return say(self.code, language, field=told, **self.figures)


class MatrixSheetWrong(ValueError):
    """A workbook that is no approval matrix; `cells` are all that are wrong."""

    def __init__(self, cells: Iterable[WrongCell]) -> None:
        self.cells = tuple(cells)
        super().__init__("; ".join(f"{each.sheet}!{each.column}{each.row} {each.code}" for each in self.cells))


@dataclass(frozen=True)
class Line:
    """A line of a sheet: its filled cells by column, and where the columns stand."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]

    def wrong(self, code: str, column: str = "", **figures: object) -> WrongCell:
        """What is wrong in a column of it, or in all of it."""
        return WrongCell(self.sheet, self.number, self.letters.get(column, ""), code, figures, column)

    def invalid(self, error: ValidationError) -> list[WrongCell]:
        """What the model says of its cells."""
        return [self._told(wrong_field(one)) for one in error.errors()]

    def _told(self, told: WrongField) -> WrongCell:
        """A path of the model ends in a column, or goes on within its cell; which form a test has is no part of either."""
        path = [part for part in told.field.split(".") if part not in ("band", "one_of", "none_of", "so")]
        starts = accumulate(path, lambda start, part: f"{start}.{part}")
        names = [name for start in reversed(list(starts)) for name in (start, start.removeprefix("when."))]
        column = next((name for name in names if name in self.letters), "")
        return self.wrong(f"fields.{told.code}", column, **told.figures)


def lines_of(grid: Grid, columns: Iterable[str], above: Iterable[str] = ()) -> tuple[Mapping[str, Line], list[Line]]:
    """What stands above the headings, by its name, and the lines below them. Raises MatrixSheetWrong."""
    sheet, rows = grid
    known, first = by_heading(columns), by_heading(("row",))
    start = next((at for at, (_, cells) in enumerate(rows) if cells[0].casefold() in first), None)
    if start is None:
        raise MatrixSheetWrong([WrongCell(sheet, 0, "", "matrix.sheet-without-headings")])
    number, headings = rows[start]
    below = start + 1 + (start + 1 < len(rows) and rows[start + 1][1][0].casefold() in first)
    if strange := [at for at, told in enumerate(headings) if told and told.casefold() not in known]:
        raise MatrixSheetWrong(
            WrongCell(sheet, number, _letter(at), "matrix.sheet-column-unknown", {"told": headings[at]})
            for at in strange
        )
    order = [known[told.casefold()] if told else "" for told in headings]
    if twice := [at for at, name in enumerate(order) if name and name in order[:at]]:
        raise MatrixSheetWrong(
            WrongCell(sheet, number, _letter(at), "matrix.sheet-column-twice", {"told": headings[at]}) for at in twice
        )
    return _above(sheet, rows[:start], above), _below(sheet, rows[below:], order)


def declared(grid: Grid) -> Mapping[str, FieldType]:
    """The facts of a declared kind, which say what columns there are. Raises MatrixSheetWrong for a type that is none."""
    sheet, rows = grid
    headings = by_heading(["fields"])
    number, cell = next(((at, "".join(cells[1:2])) for at, cells in rows if cells[0].casefold() in headings), (0, ""))
    told: Mapping[str, FieldType] = read("fields", cell)
    strange = [(fact, kind) for fact, kind in told.items() if kind not in get_args(FieldType)]
    if strange:
        figures = [{"fact": fact, "type": kind} for fact, kind in strange]
        raise MatrixSheetWrong(WrongCell(sheet, number, "B", "matrix.sheet-fact-type", each) for each in figures)
    return told


def _above(sheet: str, rows: Iterable[tuple[int, tuple[str, ...]]], names: Iterable[str]) -> Mapping[str, Line]:
    known, found = by_heading(names), dict[str, Line]()
    for number, cells in rows:
        name = known.get(cells[0].casefold())
        if name is None:
            raise MatrixSheetWrong([WrongCell(sheet, number, "A", "matrix.sheet-column-unknown", {"told": cells[0]})])
        found[name] = Line(sheet, number, {name: "".join(cells[1:2])}, {name: "B"})
    return found


def _below(sheet: str, rows: Iterable[tuple[int, tuple[str, ...]]], order: list[str]) -> list[Line]:
    letters = {name: _letter(at) for at, name in enumerate(order) if name}
    lines = []
    for number, cells in rows:
        if lost := [at for at, cell in enumerate(cells) if cell and not "".join(order[at : at + 1])]:
            raise MatrixSheetWrong([WrongCell(sheet, number, _letter(lost[0]), "matrix.sheet-cell-without-heading")])
        lines.append(Line(sheet, number, {order[at]: cell for at, cell in enumerate(cells) if cell}, letters))
    return lines


def _letter(at: int) -> str:
    return str(get_column_letter(at + 1))
