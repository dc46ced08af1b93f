"""Approval matrices as Excel workbooks: a sheet of rows and one of steps, written and read back exactly.

Above the rows stand the name and the currencies. A row of the matrix is a line, each test has columns of its own. A step is a
line as well, for all rows that it names; `branch` says where it stands in the group above it: 2 is its second branch, 2.1 the
first one of a group in there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile

from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from adapters import matrix_columns as columns
from adapters.fields import wrong_field
from adapters.matrix_places import Line, MatrixSheetWrong, WrongCell, declared, lines_of
from adapters.sentences import LANGUAGES
from adapters.sheets import Grid, read_all
from adapters.workbook import LONGEST_CELL, Cell, written
from contracts.approval_matrix import Matrix, Row
from contracts.conditions import FieldType
from contracts.route import Step

ROWS, STEPS = "rows", "steps"
Kinds = Mapping[str, FieldType]


def workbook(matrix: Matrix, kinds: Kinds) -> bytes:
    """The matrix for Excel. Raises MatrixSheetWrong where it says what a grid cannot, as a draft with tests that fit no field."""
    sheets = grids(matrix, kinds)
    if long := list(_too_long(sheets)):
        raise MatrixSheetWrong(long)
    try:
        same = matrix_of([(name, _numbered(lines)) for name, lines in sheets], kinds) == matrix
    except MatrixSheetWrong:
        same = False
    if not same:
        raise MatrixSheetWrong([WrongCell(ROWS, 0, "", "matrix.sheet-cannot-say")])
    bold = [frozenset(at for at, line in enumerate(lines) if line[:1] in (["row"], ["行"])) for _, lines in sheets]
    return written([(name, lines, heads) for (name, lines), heads in zip(sheets, bold, strict=True)])


def _too_long(sheets: Iterable[tuple[str, list[list[Cell]]]]) -> Iterator[WrongCell]:
    for sheet, lines in sheets:
        for row, line in enumerate(lines, 1):
            for column, cell in enumerate(line, 1):
                if len(str(cell)) > LONGEST_CELL:
                    at = (sheet, row, get_column_letter(column))
                    yield WrongCell(*at, "matrix.sheet-cell-too-long", {"limit": LONGEST_CELL})


def grids(matrix: Matrix, kinds: Kinds) -> list[tuple[str, list[list[Cell]]]]:
    """The sheets by their names."""
    kinds = {**kinds, **matrix.fields}
    return [(ROWS, _rows(matrix, kinds)), (STEPS, _steps(matrix, kinds))]


def _numbered(lines: Sequence[Sequence[Cell]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    told = ((number, tuple(str(cell or "") for cell in line)) for number, line in enumerate(lines, 1))
    return tuple((number, cells) for number, cells in told if any(cells))


def _headings(names: Sequence[str]) -> list[list[Cell]]:
    return [[columns.heading(name, language) for name in names] for language in LANGUAGES]


def _listed(told: Iterable[Mapping[str, str]], names: Sequence[str]) -> Iterator[list[Cell]]:
    return ([cells.get(name) for name in names] for cells in told)


def _rows(matrix: Matrix, kinds: Kinds) -> list[list[Cell]]:
    names = (columns.ROW, *columns.conditions(kinds, ""), columns.REST)
    head = {"name": matrix.name or "", "currencies": columns.written("currencies", matrix.currencies)}
    head |= {"fields": columns.written("fields", matrix.fields)} if matrix.fields else {}
    above: list[list[Cell]] = [
        [columns.heading(name, "en"), cell, columns.heading(name, "zh")] for name, cell in head.items()
    ]
    rest = {True: {columns.REST: "yes"}, False: {}}
    told = (
        {columns.ROW: row.row, **dict(columns.tests_written(row.when)), **rest[row.otherwise]} for row in matrix.rows
    )
    return [*above, [], *_headings(names), *_listed(told, names)]


def _steps(matrix: Matrix, kinds: Kinds) -> list[list[Cell]]:
    """Rows with the same steps share their lines."""
    names = (*columns.STEP, *columns.conditions(kinds, "when."))
    alike: list[tuple[tuple[Step, ...], list[str]]] = []
    for row in matrix.rows:
        known = next((rows for steps, rows in alike if steps == row.steps), None)
        if known is None:
            alike.append((row.steps, [row.row]))
        else:
            known.append(row.row)
    told = ({"row": ", ".join(rows), **cells} for steps, rows in alike for cells in _walked(steps, ""))
    return [*_headings(names), *_listed(told, names)]


def _walked(steps: Sequence[Step], branch: str) -> Iterator[dict[str, str]]:
    for step in steps:
        fields = step.model_dump(exclude_defaults=True, exclude={"when", "branches"})
        when = {f"when.{column}": cell for column, cell in columns.tests_written(step.when)}
        yield {"branch": branch, **{name: columns.written(name, value) for name, value in fields.items()}, **when}
        for number, inner in enumerate(step.branches, 1):
            yield from _walked(inner, f"{branch}.{number}".lstrip("."))


def read_workbook(data: bytes, file_name: str, kinds: Kinds) -> Matrix:
    """The matrix in a workbook. Raises SheetError, or MatrixSheetWrong with every cell that is wrong."""
    return matrix_of(read_all(data, file_name), kinds)


def matrix_of(sheets: Sequence[Grid], kinds: Kinds) -> Matrix:
    """The matrix in sheets. Raises MatrixSheetWrong."""
    named = {name.casefold(): (name, lines) for name, lines in sheets}
    if missing := [name for name in (ROWS, STEPS) if name not in named]:
        raise MatrixSheetWrong(WrongCell(name, 0, "", "matrix.sheet-missing", {"sheet": name}) for name in missing)
    kinds = {**kinds, **declared(named[ROWS])}
    head, rows = lines_of(named[ROWS], (columns.ROW, *columns.conditions(kinds, ""), columns.REST), columns.HEAD)
    _, steps = lines_of(named[STEPS], (*columns.STEP, *columns.conditions(kinds, "when.")))
    wrong: list[WrongCell] = []
    routes = _routes(rows, steps, kinds, wrong)
    built = [_row(line, routes.get(line.cells.get(columns.ROW, ""), ()), kinds, wrong) for line in rows]
    if wrong:
        raise MatrixSheetWrong(wrong)
    given = {name: columns.read(name, line.cells[name]) for name, line in head.items() if line.cells[name]}
    try:
        return Matrix.model_validate({**given, "rows": tuple(built)})
    except ValidationError as error:
        raise MatrixSheetWrong(_of_whole(error, head)) from error


def _of_whole(error: ValidationError, head: Mapping[str, Line]) -> Iterator[WrongCell]:
    for one in error.errors():
        told = wrong_field(one)
        line = head.get(told.field.split(".")[0], Line(ROWS, 0, {}, {}))
        yield line.wrong(f"fields.{told.code}", told.field.split(".")[0] if line.number else "", **told.figures)


def _row(line: Line, steps: Sequence[Step], kinds: Kinds, wrong: list[WrongCell]) -> Row | None:
    tests = {name: cell for name, cell in line.cells.items() if name not in (columns.ROW, columns.REST)}
    own = {name: columns.read(name, cell) for name, cell in line.cells.items() if name not in tests}
    try:
        return Row.model_validate({**own, "when": columns.tests_read(tests, kinds), "steps": tuple(steps)})
    except ValidationError as error:
        # Of a row whose steps are wrong themselves, only they are told.
        wrong += [] if wrong and not steps else line.invalid(error)
        return None


def _routes(
    rows: Sequence[Line], steps: Sequence[Line], kinds: Kinds, wrong: list[WrongCell]
) -> Mapping[str, tuple[Step, ...]]:
    names = [line.cells.get(columns.ROW, "") for line in rows]
    asked = [(line, columns.listed(line.cells.get("row", ""))) for line in steps]
    for line, of in asked:
        wrong += [line.wrong("matrix.sheet-row-unknown", "row", row=row) for row in of or [""] if row not in names]
    shared = {name: tuple(line for line, of in asked if name in of) for name in names}
    alike = {tuple(line.number for line in lines): lines for lines in shared.values()}
    known = {numbers: _assembled(lines, 0, kinds, wrong) for numbers, lines in alike.items()}
    return {name: known[tuple(line.number for line in lines)] for name, lines in shared.items()}


def _path(line: Line) -> list[str]:
    return line.cells.get("branch", "").split(".") if "branch" in line.cells else []


def _assembled(lines: Sequence[Line], depth: int, kinds: Kinds, wrong: list[WrongCell]) -> tuple[Step, ...]:
    """Steps with the branches that stand below them."""
    found: list[Step | None] = []
    at = 0
    while at < len(lines):
        line, inner = lines[at], list(takewhile(lambda each: len(_path(each)) > depth, lines[at + 1 :]))
        at += 1 + len(inner)
        branches = [tuple(branch) for _, branch in groupby(inner, lambda each: _path(each)[depth])]
        if len(_path(line)) > depth:
            wrong.append(line.wrong("matrix.sheet-branch-without-group", "branch"))
        elif lost := [each[0] for number, each in enumerate(branches, 1) if _path(each[0])[depth] != str(number)]:
            wrong.append(lost[0].wrong("matrix.sheet-branch-out-of-order", "branch"))
        else:
            found.append(_step(line, [_assembled(each, depth + 1, kinds, wrong) for each in branches], kinds, wrong))
    return tuple(step for step in found if step)


def _step(line: Line, branches: Sequence[tuple[Step, ...]], kinds: Kinds, wrong: list[WrongCell]) -> Step | None:
    if not all(branches):
        return None
    tests = {name.removeprefix("when."): cell for name, cell in line.cells.items() if name.startswith("when.")}
    own = {
        name: columns.read(name, cell)
        for name, cell in line.cells.items()
        if name not in ("row", "branch") and not name.startswith("when.")
    }
    try:
        return Step.model_validate({**own, "when": columns.tests_read(tests, kinds), "branches": tuple(branches)})
    except ValidationError as error:
        wrong += line.invalid(error)
        return None
