"""What can be given out as CSV or Excel: every table that is declared, and every read model just as it is shown."""

from collections.abc import Mapping

from sqlalchemy import Column as Shown

from adapters.tables import TABLES
from adapters.tables._base import Column, Shape, Table
from projections.queries import READ_MODELS

SHAPES: Mapping[str, Shape] = {"money": "figure", "scaled": "figure", "names": "list", "structure": "structure"}
"""How the values of a read model's column are written in a cell; all others as text."""


def _as_shown(name: str) -> Table:
    columns: tuple[Shown[object], ...] = READ_MODELS[name].columns
    return Table(
        name, name, tuple(Column(each.name, shape=SHAPES.get(each.info.get("kind", ""), "text")) for each in columns)
    )


EXPORTS: Mapping[str, Table] = {name: _as_shown(name) for name in READ_MODELS} | TABLES
"""Kind -> its table; what is declared in `adapters/tables` goes before the read model of the same name."""
