"""Declared documents: submitted with a body, decided along a route, submitted again when sent back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Conclude, Decision, Facts, refuse
from aggregates.parts import of_declared
from contracts.approval import OpenApproval
from contracts.declared_document import WithdrawDeclaredDocument
from contracts.json_body import digest
from contracts.values import Money, Ref
from events.declared_document import (
    DeclaredDocumentConcluded,
    DeclaredDocumentEvent,
    DeclaredDocumentSubmitted,
    DeclaredDocumentWithdrawn,
)


@dataclass(frozen=True)
class DeclaredDocument:
    """Its newest submission, and how it stands."""

    ref: Ref | None = None
    submitted: DeclaredDocumentSubmitted | None = None
    first: DeclaredDocumentSubmitted | None = None
    """The one that started it."""
    status: Literal["unknown", "submitted", "approved", "rejected", "returned", "withdrawn"] = "unknown"
    decided: UUID | None = None
    """The approval that ended last."""

    def hash_content(self) -> str:
        """SHA-256 of what is approved: the body, in its canonical form."""
        return digest(self.submitted.body) if self.submitted else ""

    @property
    def asked(self) -> OpenApproval | None:
        """What its newest submission asks approval for."""
        newest = self.submitted
        if newest is None:
            return None
        return OpenApproval(
            subject=newest.ref,
            title=newest.title,
            amount=newest.amount,
            requester=newest.requester,
            content_hash=newest.content_hash,
            occurrence=newest.occurrence,
            matter=newest.matrix,
            parts=of_declared(newest),
            follows=self.decided,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "submitted"


@dataclass(frozen=True)
class Submit:
    """A body that fits its kind, as it was read, in its canonical form."""

    ref: Ref
    kind: str
    kind_version: int
    requester: str
    source: str
    title: str
    matrix: str
    body: str
    amount: Money | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    external_number: str | None = None
    webhook: str | None = None


DeclaredCommand = Submit | Conclude | WithdrawDeclaredDocument


def decide(state: DeclaredDocument, command: DeclaredCommand, facts: Facts) -> Decision:
    """Only who started it changes it, only what was sent back is submitted again; what has ended stays so."""
    if isinstance(command, Submit):
        return _submit(state, command)
    newest = state.submitted
    if newest is None:
        return refuse("unknown-document", kind="declared document")
    of = {"ref": newest.ref, "kind": newest.kind, "occurrence": newest.occurrence}
    match command:
        case Conclude():
            return (DeclaredDocumentConcluded(**of, **vars(command)),) if state.asks else ()
        case WithdrawDeclaredDocument():
            if facts.actor.name not in (newest.requester, newest.source):
                return refuse("not-the-requester", requester=newest.requester)
            if state.status == "withdrawn":
                return ()
            if state.status not in ("submitted", "returned"):
                return refuse("closed-document", number=newest.ref, status=state.status)
            return (DeclaredDocumentWithdrawn(**of, who=facts.actor.name, why=command.why),)
        case _:
            assert_never(command)


def _submit(state: DeclaredDocument, command: Submit) -> Decision:
    """The same while it waits changes nothing."""
    content, newest = digest(command.body), state.submitted
    if newest is not None and state.asks and newest.content_hash == content:
        return ()
    if newest is not None and state.status != "returned":
        return refuse("closed-document", number=newest.ref, status=state.status)
    occurrence = newest.occurrence + 1 if newest else 1
    return (DeclaredDocumentSubmitted(occurrence=occurrence, content_hash=content, **vars(command)),)


def evolve(state: DeclaredDocument, event: DeclaredDocumentEvent) -> DeclaredDocument:
    """Apply one event."""
    match event:
        case DeclaredDocumentSubmitted():
            return DeclaredDocument(event.ref, event, state.first or event, "submitted", state.decided)
        case DeclaredDocumentConcluded():
            return replace(state, status=event.verdict, decided=event.approval)
        case DeclaredDocumentWithdrawn():
            return replace(state, status="withdrawn")
        case _:
            assert_never(event)


DECLARED_DOCUMENT = Aggregate("declared_document", DeclaredDocument(), decide, evolve)
