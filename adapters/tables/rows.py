"""The header of a sheet as columns of a table, its rows as documents, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adapters.fields import WrongField
from adapters.sentences import LANGUAGES, say
from adapters.sheets import Sheet
from adapters.tables._base import Column, Table

Cells = dict[str, str]


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row: where people find it, a code, and its figures."""

    sheet: str
    row: int
    column: str
    code: str
    figures: Mapping[str, str] = field(default_factory=dict)
    wrong: WrongField | None = None
    """Why a cell is not as it must be; its sentence stands for the figure `why`."""

    def say(self, language: str) -> str:
        """The sentence."""
        topic = "tables" if self.code.startswith(("cell-", "column-", "row-")) else "refusals"
        why = {"why": self.wrong.text(language)} if self.wrong else {}
        return say(f"{topic}.{self.code}", language, **{**self.figures, **why})


def header_of(column: Column, language: str) -> str:
    """A column's header in a language."""
    own = f"tables.{column.name}"
    heading = say(own, language)
    if heading != own:
        return heading
    # What is only given out is headed by its name, or in Chinese, where meanings are as short as headings, by its meaning.
    meaning = say(f"views.{column.name}", language)
    return (
        meaning if language == "zh" and not meaning.startswith("views.") else column.name.replace("_", " ").capitalize()
    )


def columns_of(table: Table, sheet: Sheet) -> tuple[list[str], list[RowError]]:
    """The column names of a header in either language; headers that are unknown, doubled or missing are errors."""
    known = {column.name.lower(): column.name for column in table.all}
    known |= {header_of(column, each).lower(): column.name for column in table.all for each in LANGUAGES}
    names = [known.get(header.lower(), "") for header in sheet.header]
    allowed = ", ".join(column.name for column in table.all)
    errors = [
        RowError(sheet.name, 1, header, "column-unknown" if not name else "column-doubled", {"allowed": allowed})
        for place, (header, name) in enumerate(zip(sheet.header, names, strict=True))
        if not name or name in names[:place]
    ]
    missing = [column.name for column in table.all if column.required and column.name not in names]
    return names, [*errors, *(RowError(sheet.name, 1, name, "column-missing") for name in missing)]


def groups(table: Table, rows: Sequence[tuple[int, Cells]]) -> list[tuple[int, list[tuple[int, Cells]]]]:
    """The rows of each document, by the cell that names it."""
    found: dict[str, list[tuple[int, Cells]]] = {}
    for number, cells in rows:
        found.setdefault(cells.get(table.columns[0].name, ""), []).append((number, cells))
    return [(group[0][0], group) for group in found.values()]
