"""The commands on approval matrices with what they are decided on."""

from dataclasses import dataclass

from aggregates.matrix_proof import Flaw
from contracts.matrix_version import (
    CheckApprovalMatrix,
    DraftApprovalMatrix,
    PublishApprovalMatrix,
    WithdrawApprovalMatrix,
)
from contracts.values import Ref


@dataclass(frozen=True)
class Draft:
    """DraftApprovalMatrix with its document."""

    command: DraftApprovalMatrix
    ref: Ref


@dataclass(frozen=True)
class Check:
    """CheckApprovalMatrix with the steps of the version for which there are no people now."""

    command: CheckApprovalMatrix
    unfilled: tuple[Flaw, ...] = ()


@dataclass(frozen=True)
class Publish:
    """PublishApprovalMatrix with the steps of the version for which there are no people any more."""

    command: PublishApprovalMatrix
    unfilled: tuple[Flaw, ...] = ()


MatrixCommand = Draft | Check | Publish | WithdrawApprovalMatrix
