"""`req2pay rules export … --as bpmn`: routes, matrices and all processes as BPMN 2.0, for other tools and for people to see."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command import command
from console.find import ENTITY, document
from console.problem import NOT_FINE, OK, Problem
from console.rows import caught_up
from console.rules import group
from console.rules_matrix import in_force

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out

WHOLE = "process"
"""What is exported under this name: all processes, from requisition to payment."""


def bpmn_of(live: "Live", what: str, row: str | None, entity: str | None, language: str) -> bytes:
    """The BPMN of a kind of document's matrix, or of one row of it; of all processes; or of a document's approval by its number.

    Raises Problem.
    """
    from activities.bpmn import matrix_drawn, process_drawn

    if what == WHOLE:
        return process_drawn(language)
    caught_up(live)
    matrices = in_force(live)
    if what not in matrices:
        return _approval(live, what, entity, language, (*matrices, WHOLE))
    drawn = matrix_drawn(what, matrices[what], row, language)
    if drawn is None:
        raise Problem("row-unknown", kind=what, row=row, known=", ".join(each.row for each in matrices[what].rows))
    return drawn


def _approval(live: "Live", number: str, entity: str | None, language: str, known: tuple[str, ...]) -> bytes:
    """The route that an approval was given, as it is frozen."""
    from activities.bpmn import approval_drawn
    from aggregates.approval import APPROVAL
    from console.approve import approval_of

    try:
        found = document(live, number, entity)
    except Problem as error:
        raise Problem("matrix-unknown", kind=number, known=", ".join(known)) from error
    drawn = approval_drawn(live.handler.state(APPROVAL, approval_of(live, found, number)), language)
    if drawn is None:
        raise Problem("no-approval", NOT_FINE, number=number)
    return drawn


FORMS: Mapping[str, Callable[["Live", str, str | None, str | None, str], bytes]] = {"bpmn": bpmn_of}


@command(group, "export")
@click.argument("kind")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--as", "form", required=True, type=click.Choice(list(FORMS)), help="Its form.")
@click.option("--row", metavar="ROW", help="One row of the matrix only.")
@ENTITY
def exported(
    door: "Door", out: "Out", kind: str, file: Path | None, form: str, row: str | None, entity: str | None
) -> int:
    """Write the matrix of a KIND of document to a FILE (none: stdout) as BPMN 2.0; of "process", all processes; of a
    document's number, the route of its approval."""
    with door.open() as live:
        data = FORMS[form](live, kind, row, entity, out.language)
    if file is None:
        sys.stdout.buffer.write(data)
        return OK
    try:
        file.write_bytes(data)
    except OSError as error:
        raise Problem("file-unreadable", file=file, reason=error) from error
    figures = {"kind": kind, "form": form, "row": row, "file": str(file)}
    out.result(figures, lambda: out.say("bpmn-exported", **figures))
    return OK


COMMANDS = ()
