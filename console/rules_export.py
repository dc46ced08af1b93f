"""`req2pay rules export`: an approval matrix in each of its forms; as BPMN also one row, one approval, all processes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY
from console.problem import NOT_FINE, OK, Problem
from console.rules import group
from console.rules_bpmn import bpmn_of
from console.rules_forms import FORMS, matrix_of

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out

ALL_FORMS = (*FORMS, "bpmn")
"""BPMN is for people to see and other tools to read; it is not read back."""


@command(group, "export")
@click.argument("kind")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(ALL_FORMS), help="Its form (default: as FILE ends, else YAML).")
@click.option("--version", type=int, metavar="N", help="A drafted version (default: what is in force).")
@click.option("--row", metavar="ROW", help="As BPMN: one row of the matrix only.")
@ENTITY
def exported(
    door: "Door",
    out: "Out",
    kind: str,
    file: Path | None,
    form: str | None,
    version: int | None,
    row: str | None,
    entity: str | None,
) -> int:
    """Write the matrix of a KIND of document to a FILE (none: stdout): YAML as in the policies, JSON as in the API, an
    Excel workbook, or BPMN 2.0. `rules draft KIND FILE` makes a version of it again, but not of BPMN. As BPMN also
    "process" (all processes), and a document's number (the route of its approval)."""
    ending = file.suffix.lower().lstrip(".").replace("yml", "yaml") if file else ""
    chosen = form or (ending if ending in ALL_FORMS else "yaml")
    if row is not None and chosen != "bpmn":
        raise Problem("row-as-bpmn-only")
    with door.open() as live:
        if chosen == "bpmn":
            data, more = bpmn_of(live, kind, row, entity, version, out.language), {"row": row}
        else:
            data, more = _written(live, kind, chosen, version)
    if file is None:
        sys.stdout.buffer.write(data)
        return OK
    try:
        file.write_bytes(data)
    except OSError as error:
        raise Problem("file-unwritable", file=file, reason=error) from error
    figures: dict[str, Any] = {"kind": kind, "form": chosen, **more, "file": str(file)}
    out.result(figures, lambda: out.say("matrix-exported", **figures))
    return OK


def _written(live: "Live", kind: str, form: str, version: int | None) -> tuple[bytes, dict[str, Any]]:
    from adapters.matrix_places import MatrixSheetWrong

    matrix = matrix_of(live, kind, version)
    try:
        return FORMS[form](kind, matrix), {"rows": len(matrix.rows)}
    except MatrixSheetWrong as error:
        raise Problem(error.cells[0].code, NOT_FINE) from error


COMMANDS = ()
