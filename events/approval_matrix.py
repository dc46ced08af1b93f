"""What happens to the approval matrix of a kind of document: its versions are drafted, checked, published or withdrawn."""

from datetime import date

from contracts.approval_matrix import Matrix
from contracts.values import Ref
from events._base import Event


class ApprovalMatrixDrafted(Event):
    """A version was drafted. `content_hash` is what is published."""

    stored_as = "approval_matrix.drafted.v1"
    ref: Ref
    matter: str
    version: int
    author: str
    matrix: Matrix
    content_hash: str
    why: str


class ApprovalMatrixChecked(Event):
    """A version has exactly one row for each document, and people for each step, as they were then."""

    stored_as = "approval_matrix.checked.v1"
    ref: Ref
    version: int


class ApprovalMatrixPublished(Event):
    """A version holds from a day on, for approvals that are opened from then on."""

    stored_as = "approval_matrix.published.v1"
    ref: Ref
    version: int
    publisher: str
    content_hash: str
    effective_from: date


class ApprovalMatrixWithdrawn(Event):
    """A version never held, or will not."""

    stored_as = "approval_matrix.withdrawn.v1"
    ref: Ref
    version: int
    who: str
    why: str


ApprovalMatrixEvent = ApprovalMatrixDrafted | ApprovalMatrixChecked | ApprovalMatrixPublished | ApprovalMatrixWithdrawn
