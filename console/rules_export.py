"""`req2pay rules export`: an approval matrix in the form that somebody works in, or as a picture."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command import command
from console.find import ENTITY
from console.problem import NOT_FINE, OK, Problem
from console.rows import caught_up
from console.rules import group
from console.rules_bpmn import bpmn_of
from console.rules_forms import FORMS
from console.rules_matrix import in_force

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out
    from contracts.approval_matrix import Matrix

PICTURE = "bpmn"


@command(group, "export")
@click.argument("kind")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice([*FORMS, PICTURE]), help="Its form (default: as FILE ends, else YAML).")
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
    """Write the matrix of a KIND of document to a FILE (none: stdout): YAML as in the policies, JSON as in the API, an Excel
    workbook, or BPMN 2.0 with its diagram. `rules draft KIND FILE` makes a version of the first three again. As BPMN also:
    of "process", all processes; of a document's number, the route of its approval."""
    ending = file.suffix.lower().lstrip(".").replace("yml", "yaml") if file else ""
    chosen = form or (ending if ending in (*FORMS, PICTURE) else "yaml")
    with door.open() as live:
        data = _picture(live, out, kind, row, entity) if chosen == PICTURE else _written(live, chosen, kind, version)
    if file is None:
        sys.stdout.buffer.write(data)
        return OK
    try:
        file.write_bytes(data)
    except OSError as error:
        raise Problem("file-unreadable", file=file, reason=error) from error
    figures = {"kind": kind, "form": chosen, "row": row, "file": str(file)}
    out.result(figures, lambda: out.say("matrix-exported", **figures))
    return OK


def _picture(live: "Live", out: "Out", kind: str, row: str | None, entity: str | None) -> bytes:
    return bpmn_of(live, kind, row, entity, out.language)


def _written(live: "Live", form: str, kind: str, version: int | None) -> bytes:
    from adapters.matrix_places import MatrixSheetWrong

    try:
        return FORMS[form](kind, _matrix_of(live, kind, version))
    except MatrixSheetWrong as error:
        raise Problem(error.cells[0].code, NOT_FINE) from error


def _matrix_of(live: "Live", kind: str, version: int | None) -> "Matrix":
    from aggregates.approval_matrix import APPROVAL_MATRIX
    from contracts.ids import stream_id

    if version is None:
        caught_up(live)
        matrices = in_force(live)
        if kind not in matrices:
            raise Problem("matrix-unknown", kind=kind, known=", ".join(matrices))
        return matrices[kind]
    drafted = live.handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", kind)).versions
    if version not in drafted:
        raise Problem("refusals.unknown-version", version=version)
    found: Matrix = drafted[version].matrix
    return found


COMMANDS = ()
