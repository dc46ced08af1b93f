"""What happens to a declared document: submitted, decided or taken back."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from contracts.values import Money, Ref
from events._base import Event


class DeclaredDocumentSubmitted(Event):
    """It asks for approval, for the n-th time (`occurrence`). `body` is canonical JSON, `content_hash` its SHA-256.

    `source` is who started it (a person, "service:NAME", "schedule:NAME", "rule:NAME"), `facts` what matrices may test.
    """

    stored_as = "declared_document.submitted.v1"
    ref: Ref
    kind: str
    kind_version: int
    occurrence: int
    requester: str
    source: str
    external_number: str | None = None
    title: str
    amount: Money | None = None
    facts: Mapping[str, str] = {}
    matrix: str
    body: str
    content_hash: str
    webhook: str | None = None


class DeclaredDocumentConcluded(Event):
    """Its approval ended."""

    stored_as = "declared_document.concluded.v1"
    ref: Ref
    kind: str
    occurrence: int
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class DeclaredDocumentWithdrawn(Event):
    """It was taken back before it was decided."""

    stored_as = "declared_document.withdrawn.v1"
    ref: Ref
    kind: str
    occurrence: int
    who: str
    why: str


DeclaredDocumentEvent = DeclaredDocumentSubmitted | DeclaredDocumentConcluded | DeclaredDocumentWithdrawn
