"""Files of master data and drafts, planned: every row that is new or differs becomes a command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

import activities.catalogue as _all  # noqa: F401 - registers every contract
from adapters.fields import WrongField, wrong_field
from adapters.sheets import Sheet
from adapters.tables._base import Table, asked_cells, fields
from adapters.tables.rows import Cells, RowError, columns_of, groups
from contracts._base import COMMANDS, Command


@dataclass(frozen=True)
class Asked:
    """A command and the row it begins on."""

    row: int
    command: Command
    new: bool
    content: str
    key: str = ""
    above: str = ""
    """The keys of this row, and of the one above it in the same table."""
    cells: Cells = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a file would do: `asked` are the commands of rows that are new or differ, `unchanged` the rows that do not."""

    sheet: str
    rows: int
    unchanged: int
    asked: tuple[Asked, ...]
    errors: tuple[RowError, ...]


def plan(table: Table, sheet: Sheet, existing: Iterable[Cells]) -> Plan:
    """Compare a sheet with what exists (the cells of every row of the table's read model)."""
    columns, errors = columns_of(table, sheet)
    if errors:
        return Plan(sheet.name, len(sheet.rows), 0, (), tuple(errors))
    planner = _Planner(table, sheet.name, frozenset(columns), existing)
    named = [(number, dict(zip(columns, row, strict=False))) for number, row in sheet.rows]
    for number, cells in named if not table.lines else ():
        planner.row(number, cells)
    for number, group in groups(table, named) if table.lines else ():
        planner.document(number, group)
    return Plan(sheet.name, len(sheet.rows), planner.unchanged, in_order(planner.asked), tuple(planner.errors))


def in_order(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """Each row after the one it names, else as in the file; a circle stays as it stands, and is refused."""
    by_key, placed = {each.key: each for each in asked if each.key}, dict[int, Asked]()
    for each in asked:
        climbed: dict[int, Asked] = {}
        at: Asked | None = each
        while at is not None and at.row not in climbed and at.row not in placed:
            climbed[at.row] = at
            at = by_key.get(at.above)
        placed.update(reversed(climbed.items()))
    return tuple(placed.values())


class _Planner:
    """Gathers the commands and the errors of a sheet, row by row."""

    def __init__(self, table: Table, sheet: str, present: frozenset[str], existing: Iterable[Cells]) -> None:
        self.table, self.sheet, self.present = table, sheet, present
        names = table.keys or tuple(column.name for column in table.columns)
        self.names, self.existing = names, dict[tuple[str, ...], list[Cells]]()
        for row in existing:
            self.existing.setdefault(tuple(row[name] for name in names), []).append(row)
        self.seen: dict[tuple[str, ...], int] = {}
        self.asked: list[Asked] = []
        self.errors: list[RowError] = []
        self.unchanged = 0

    def wrong(self, place: int, column: str, code: str, field: WrongField | None = None, **figures: object) -> None:
        """Note an error."""
        self.errors.append(RowError(self.sheet, place, column, code, {k: str(v) for k, v in figures.items()}, field))

    def row(self, number: int, cells: Cells) -> None:
        """One row, one document: new, changed or unchanged. A column that the file has not keeps what is there."""
        command = self._command(number, self.table.contract or "", fields(self.table.columns, cells))
        if command is None:
            return None
        canonical = asked_cells(self.table.columns, command.model_dump())
        key = tuple(canonical[name] for name in self.names)
        known = [(row, self._merged(row, canonical)) for row in self.existing.get(key, ())]
        same = any(merged == row for row, merged in known)
        # Two grants of one role may begin on one day: each stands in a row of its own, and none is a row doubled.
        if key in self.seen and not (same and len(known) > 1):
            return self.wrong(number, self.names[0], "row-doubled", row=self.seen[key])
        self.seen[key] = number
        if same:
            self.unchanged += 1
            return None
        return self._revise(number, *known[0]) if known else self._ask(number, command, True, canonical)

    def _merged(self, before: Cells, canonical: Cells) -> Cells:
        """What a row would be: the cells of the file, and what is there where the file has no such column."""
        return {name: canonical[name] if name in self.present else text for name, text in before.items()}

    def _revise(self, number: int, before: Cells, merged: Cells) -> None:
        changed = [name for name, text in merged.items() if text != before[name]]
        kind = COMMANDS.get(self.table.revise or "")
        columns = tuple(each for each in self.table.columns if kind and each.path[0] in kind.model_fields)
        if fixed := [name for name in changed if name not in {each.name for each in columns}]:
            return self.wrong(number, fixed[0], "cell-fixed")
        command = self._command(number, self.table.revise or "", fields(columns, merged))
        return None if command is None else self._ask(number, command, False, merged)

    def document(self, number: int, group: list[tuple[int, Cells]]) -> None:
        """Several rows, one document: what is no line's must be the same in all of them."""
        head = group[0][1]
        for row, cells in group[1:]:
            for column in self.table.columns:
                if cells.get(column.name, "") != head.get(column.name, ""):
                    self.wrong(row, column.name, "cell-differs", row=number)
        lines = [fields(self.table.lines, cells) for _, cells in group]
        asked = {**fields(self.table.columns[1:], head), self.table.lines_in: lines}
        command = self._command(number, self.table.contract or "", asked, [row for row, _ in group])
        if command is not None:
            self._ask(number, command, True)

    def _ask(self, number: int, command: Command, new: bool, cells: Cells | None = None) -> None:
        content = sha256(f"{self.table.kind}\n{command.model_dump_json()}".encode()).hexdigest()
        known = cells or {}
        key = known.get(self.names[0], "") if self.table.above else ""
        self.asked.append(Asked(number, command, new, content, key, known.get(self.table.above, ""), known))

    def _command(self, number: int, contract: str, asked: dict[str, Any], lines: Sequence[int] = ()) -> Command | None:
        try:
            return COMMANDS[contract].model_validate(asked)
        except ValidationError as error:
            for each in error.errors(include_url=False)[:20]:
                self._malformed(number, each, lines)
            return None

    def _malformed(self, number: int, error: Mapping[str, Any], lines: Sequence[int]) -> None:
        where, given = error["loc"], error["input"]
        if where[:1] == (self.table.lines_in,) and len(where) > 1 and lines:
            number, where = lines[int(where[1])], where[2:]
        path = tuple(str(part) for part in where)
        named = next((each.name for each in self.table.all if path[: len(each.path)] == each.path), ".".join(path))
        if error["type"] == "missing":
            return self.wrong(number, named, "cell-missing")
        shown, told = given if isinstance(given, str) else "", replace(wrong_field(error), field=named)
        return self.wrong(number, named, "cell-wrong", told, value=shown, why=told)
