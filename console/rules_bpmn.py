"""`req2pay rules export … --as bpmn`: routes, matrices and all processes as BPMN 2.0, for other tools and for people to see."""

from typing import TYPE_CHECKING

from console.find import document
from console.problem import NOT_FINE, Problem
from console.rows import caught_up
from console.rules_forms import matrix_of
from console.rules_matrix import in_force

if TYPE_CHECKING:
    from console.doors import Live
    from contracts.approval_matrix import Matrix

WHOLE = "process"
"""What is exported under this name: all processes, from requisition to payment."""


def bpmn_of(live: "Live", what: str, row: str | None, entity: str | None, version: int | None, language: str) -> bytes:
    """The BPMN of a kind of document's matrix, or of one row of it; of all processes; or of a document's approval by its number.

    Raises Problem.
    """
    from activities.bpmn import process_drawn

    if what == WHOLE:
        return process_drawn(language)
    caught_up(live)
    matrices = in_force(live) if version is None else {what: matrix_of(live, what, version)}
    if what not in matrices:
        return _approval(live, what, entity, language, (*matrices, WHOLE))
    return _matrix(what, matrices[what], row, language)


def _matrix(kind: str, matrix: "Matrix", row: str | None, language: str) -> bytes:
    from activities.bpmn import matrix_drawn

    drawn = matrix_drawn(kind, matrix, row, language)
    if drawn is None:
        raise Problem("row-unknown", kind=kind, row=row, known=", ".join(each.row for each in matrix.rows))
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
