"""Files of master data and drafts: every row becomes a command, all are judged first, and all are applied or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

import activities.catalogue as _all  # noqa: F401 - registers every contract
from adapters.sheets import Sheet
from adapters.tables._base import Table, asked_cells, fields
from adapters.tables.rows import Cells, RowError, columns_of, groups
from contracts._base import COMMANDS, Actor, Answer, Command, Request
from store.handler import CommandHandler


@dataclass(frozen=True)
class Asked:
    """A command and the row it begins on."""

    row: int
    command: Command
    new: bool
    content: str


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
    return Plan(sheet.name, len(sheet.rows), planner.unchanged, tuple(planner.asked), tuple(planner.errors))


class _Planner:
    """Gathers the commands and the errors of a sheet, row by row."""

    def __init__(self, table: Table, sheet: str, present: frozenset[str], existing: Iterable[Cells]) -> None:
        self.table, self.sheet, self.present = table, sheet, present
        names = table.keys or tuple(column.name for column in table.columns)
        self.names, self.existing = names, {tuple(row[name] for name in names): row for row in existing}
        self.seen: dict[tuple[str, ...], int] = {}
        self.asked: list[Asked] = []
        self.errors: list[RowError] = []
        self.unchanged = 0

    def wrong(self, place: int, column: str, code: str, **figures: object) -> None:
        """Note an error."""
        self.errors.append(RowError(self.sheet, place, column, code, {k: str(v) for k, v in figures.items()}))

    def row(self, number: int, cells: Cells) -> None:
        """One row, one document: new, changed or unchanged. A column that the file has not keeps what is there."""
        command = self._command(number, self.table.contract or "", fields(self.table.columns, cells))
        if command is None:
            return None
        canonical = asked_cells(self.table.columns, command.model_dump())
        key = tuple(canonical[name] for name in self.names)
        if key in self.seen:
            return self.wrong(number, self.names[0], "row-doubled", row=self.seen[key])
        self.seen[key] = number
        before = self.existing.get(key)
        if before is None:
            return self._ask(number, command, True)
        merged = {name: canonical[name] if name in self.present else text for name, text in before.items()}
        changed = [name for name, text in merged.items() if text != before[name]]
        if not changed:
            self.unchanged += 1
            return None
        return self._revise(number, merged, changed)

    def _revise(self, number: int, merged: Cells, changed: list[str]) -> None:
        kind = COMMANDS.get(self.table.revise or "")
        columns = tuple(each for each in self.table.columns if kind and each.path[0] in kind.model_fields)
        if fixed := [name for name in changed if name not in {each.name for each in columns}]:
            return self.wrong(number, fixed[0], "cell-fixed")
        command = self._command(number, self.table.revise or "", fields(columns, merged))
        return None if command is None else self._ask(number, command, False)

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

    def _ask(self, number: int, command: Command, new: bool) -> None:
        content = sha256(f"{self.table.kind}\n{command.model_dump_json()}".encode()).hexdigest()
        self.asked.append(Asked(number, command, new, content))

    def _command(self, number: int, contract: str, asked: dict[str, Any], lines: Sequence[int] = ()) -> Command | None:
        try:
            return COMMANDS[contract].model_validate(asked)
        except ValidationError as error:
            for each in error.errors(include_url=False)[:20]:
                self._malformed(number, each["loc"], str(each["msg"]), each["type"] == "missing", each["input"], lines)
            return None

    def _malformed(
        self, number: int, where: tuple[int | str, ...], why: str, missing: bool, given: Any, lines: Sequence[int]
    ) -> None:
        if where[:1] == (self.table.lines_in,) and len(where) > 1 and lines:
            number, where = lines[int(where[1])], where[2:]
        path = tuple(str(part) for part in where)
        named = next((each.name for each in self.table.all if path[: len(each.path)] == each.path), ".".join(path))
        if missing:
            return self.wrong(number, named, "cell-missing")
        shown = given if isinstance(given, str) else ""
        return self.wrong(number, named, "cell-wrong", value=shown, why=why)


def requests(found: Plan, table: Table, who: Actor, run: str) -> list[Request]:
    """The commands of a plan as requests. A draft made twice from the same rows is one: its key is its content."""
    return [
        Request(
            command=each.command,
            key=f"import:{each.content}" if table.lines else f"import:{run}:{each.row}",
            actor=who,
            channel="import",
        )
        for each in found.asked
    ]


def judged(handler: CommandHandler, table: Table, found: Plan, asked: Sequence[Request]) -> Plan:
    """The plan with what the documents themselves would refuse, and without drafts that an earlier import made."""
    known = [bool(table.lines) and handler.answered(request) is not None for request in asked]
    kept = tuple(each for each, old in zip(found.asked, known, strict=True) if not old)
    fresh = [request for request, old in zip(asked, known, strict=True) if not old]
    answers = handler.preview_all(fresh) if fresh else []
    errors = [
        _refused(table, found.sheet, each, answer) for each, answer in zip(kept, answers, strict=True) if answer.code
    ]
    unchanged = found.unchanged + sum(known)
    return Plan(found.sheet, found.rows, unchanged, kept, (*found.errors, *errors))


def _refused(table: Table, sheet: str, asked: Asked, answer: Answer) -> RowError:
    """A refusal belongs to the column that is named like its first figure, else to the row."""
    named = (each.name for figure in answer.figures for each in table.all if figure in (each.name, each.path[-1]))
    return RowError(sheet, asked.row, next(named, ""), answer.code or "", answer.figures)
