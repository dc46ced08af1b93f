"""What both doors give as BPMN 2.0: all processes as they are registered, a matrix or one row of it, a frozen route."""

from collections.abc import Mapping

from activities.processes import PROCESSES, Process
from adapters.bpmn import Stages, matrix_bpmn, processes_bpmn, route_bpmn
from aggregates.approval_state import Approval
from contracts.approval_matrix import Matrix
from contracts.process import ProcessKind

AWAITS: Mapping[ProcessKind, Mapping[str, ProcessKind]] = {
    "requisition_to_payment": {"invoice": "invoice_verification", "payment": "payment_run"}
}
"""Stages that end only when other processes have: every invoice is verified, every payable is paid in a run."""


def process_drawn(language: str) -> bytes:
    """The whole of it, from requisition to payment, as the code walks it."""
    return processes_bpmn({kind: _stages(kind, process) for kind, process in PROCESSES.items()}, language)


def _stages(kind: ProcessKind, process: Process) -> Stages:
    told = {name: " ".join((stage.__doc__ or "").split()) for name, stage in process.stages.items()}
    return Stages(told, process.on_refusal is not None, AWAITS.get(kind, {}))


def matrix_drawn(kind: str, matrix: Matrix, row: str | None, language: str) -> bytes | None:
    """A matrix, or the route of one row; None for a row that it does not have."""
    name = matrix.name or kind
    if row is None:
        return matrix_bpmn(matrix, name, language)
    steps = {each.row: each.steps for each in matrix.rows}
    return route_bpmn(steps[row], f"{name}: {row}", language) if row in steps else None


def approval_drawn(approval: Approval, language: str) -> bytes | None:
    """The route that an approval was given; None for one that was never opened."""
    if approval.route is None:
        return None
    return route_bpmn(approval.route.steps, f"{approval.subject}: {approval.title}", language, frozen=True)
