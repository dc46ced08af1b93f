"""Tables of people: how columns of a sheet stand for the fields of a contract and for the columns of a read model."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

Shape = Literal[
    "text", "figure", "day", "month", "flag", "list", "pairs", "shares", "accounts", "days", "hours", "needs", "structure"
]  # fmt: skip
Cells = Mapping[str, str]
RECORDS: Mapping[str, tuple[str, ...]] = {
    "accounts": ("holder", "iban", "number", "bank", "bic", "clearing_code"),
    "days": ("day", "name"),
    "hours": ("begins", "ends"),
    "needs": (
        "line",
        "description",
        "quantity.amount",
        "quantity.unit",
        "unit_price",
        "project",
        "cost_code",
        "supplier",
        "item",
        "category",
        "tax_code",
    ),
}
"""Shapes of several records in one cell, one on each line, their fields in this order between "|"."""
FIGURES = frozenset({"quantity.amount", "unit_price"})
"""Fields of records that are figures: 2.50 is 2.5."""
TRUE, FALSE = frozenset({"true", "yes", "1", "是", "x"}), frozenset({"false", "no", "0", "否"})


@dataclass(frozen=True)
class Column:
    """A column: its name (headers are in locale/), the contract's field, and where the read model shows it."""

    name: str
    field: str = ""
    shows: str = ""
    shape: Shape = "text"
    required: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Where the field is: ("cost_object", "project")."""
        return tuple((self.field or self.name).split("."))


def coded(name: str) -> Column:
    """The key of master data, which its read model shows as `code`."""
    return Column(name, shows="code", required=True)


VALID = (Column("valid_from", shape="day"), Column("valid_until", shape="day"))
NAME = Column("name", required=True)


@dataclass(frozen=True)
class Table:
    """A kind of master data or document as one table.

    `contract` makes a row that is new, `revise` changes one that differs (None: it cannot be changed by a file); where
    they are the same, defining again replaces. `keys` name a row; without keys a row is only itself. `lines` are the
    columns that repeat within one document, in the contract's field `lines_in`. `only` filters what is exported; without
    a contract it is export only. `above` is the column that names another row of the same table: that row is applied
    first, wherever it stands.
    """

    kind: str
    model: str
    columns: tuple[Column, ...]
    contract: str | None = None
    revise: str | None = None
    keys: tuple[str, ...] = ()
    lines: tuple[Column, ...] = ()
    lines_in: str = "lines"
    only: tuple[tuple[str, str], ...] = ()
    above: str = ""

    @property
    def all(self) -> tuple[Column, ...]:
        """Every column, of the document and of its lines."""
        return (*self.columns, *self.lines)


def value(column: Column, cell: str) -> Any:
    """The field of a cell; what has not the column's form stays text, so that the contract says what is wrong."""
    if not cell:
        return None
    match column.shape:
        case "flag":
            return True if cell.lower() in TRUE else False if cell.lower() in FALSE else cell
        case "month":
            return cell[:7] if re.fullmatch(r"\d{4}-\d{2}-01", cell) else cell
        case "list":
            return [part.strip() for part in cell.split(";") if part.strip()]
        case "pairs":
            pairs = [part.partition("=") for part in cell.split(";") if part.strip()]
            return [{"unit": unit.strip(), "factor": factor.strip()} for unit, _, factor in pairs]
        case "shares":
            pairs = [part.partition("=") for part in cell.split(";") if part.strip()]
            return [{"period": period.strip(), "percent": percent.strip()} for period, _, percent in pairs]
        case "accounts" | "days" | "hours" | "needs":
            rows, names = csv.reader(io.StringIO(cell), delimiter="|"), RECORDS[column.shape]
            return [
                _placed((name.split("."), part.strip()) for name, part in zip(names, row, strict=False)) for row in rows
            ]
        case _:
            return cell


def fields(columns: tuple[Column, ...], cells: Cells) -> dict[str, Any]:
    """The fields of a contract from the cells of a row; blank cells are left out."""
    return _placed((column.path, value(column, cells.get(column.name, ""))) for column in columns)


def _placed(filled: Iterable[tuple[Sequence[str], Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, given in filled:
        if given in (None, ""):
            continue
        place = found
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = given
    return found


def cell(column: Column, shown: Any) -> str:
    """A value as the cell that stands for it: the same value always gives the same text."""
    match shown:
        case None | "" | [] | ():
            return ""
        case bool():
            return "true" if shown else "false"
        case Mapping() | list() | tuple() if column.shape == "structure":
            return json.dumps(shown, ensure_ascii=False, default=str)
        case {"amount": amount, "currency": _}:
            return figure(amount)
        case Mapping():
            return "; ".join(f"{unit}={figure(factor)}" for unit, factor in sorted(shown.items()))
        case list() | tuple() if column.shape in RECORDS:
            return _records(RECORDS[column.shape], shown)
        case list() | tuple() if column.shape == "shares":
            return cell(column, {each["period"]: each["percent"] for each in shown})
        case list() | tuple() if column.shape == "pairs":
            return cell(column, {each["unit"]: each["factor"] for each in shown})
        case list() | tuple():
            return "; ".join(map(str, shown))
        case date():
            return shown.isoformat()
        case _:
            return figure(shown) if column.shape == "figure" else str(shown)


def figure(amount: object) -> str:
    """A figure without an exponent and without zeros at its end; what is none stays as it is."""
    try:
        return f"{Decimal(str(amount)).normalize():f}"
    except InvalidOperation:
        return str(amount)


def _records(names: tuple[str, ...], records: Any) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="|", lineterminator="\n")
    for record in records:
        told = {name: _inside(record, tuple(name.split("."))) for name in names}
        row = ["" if each is None else figure(each) if name in FIGURES else str(each) for name, each in told.items()]
        while row and not row[-1]:
            row.pop()
        writer.writerow(row)
    return out.getvalue().rstrip("\n")


def shown_cells(table: Table, row: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row of the table's read model."""
    return {column.name: cell(column, row.get(column.shows or column.name)) for column in table.all}


def asked_cells(columns: tuple[Column, ...], asked: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a contract's fields, to be compared with those of the read model."""
    return {column.name: cell(column, _inside(asked, column.path)) for column in columns}


def _inside(asked: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        asked = asked.get(part) if isinstance(asked, Mapping) else None
    return asked
