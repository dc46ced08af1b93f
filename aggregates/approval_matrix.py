"""The approval matrix of a kind of document, version by version: who drafts it does not publish it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.approval_matrix_commands import Check, Draft, MatrixCommand, Publish
from aggregates.duties import apart
from aggregates.matrix_proof import Flaw, content_hash, flaws
from contracts.approval_matrix import kinds_of, parts_of
from contracts.matrix_version import PublishApprovalMatrix, WithdrawApprovalMatrix
from contracts.values import Ref
from events.approval_matrix import (
    ApprovalMatrixChecked,
    ApprovalMatrixDrafted,
    ApprovalMatrixEvent,
    ApprovalMatrixPublished,
    ApprovalMatrixWithdrawn,
)


@dataclass(frozen=True)
class ApprovalMatrix:
    """Its versions by number; `published` are those that hold from their day on, in the order of their publication."""

    ref: Ref | None = None
    versions: Mapping[int, ApprovalMatrixDrafted] = field(default_factory=dict)
    checked: frozenset[int] = frozenset()
    withdrawn: frozenset[int] = frozenset()
    published: tuple[ApprovalMatrixPublished, ...] = ()

    @property
    def newest_hash(self) -> str:
        """What would be published of the newest version."""
        return self.versions[len(self.versions)].content_hash if self.versions else ""

    def authors(self, version: int) -> frozenset[str]:
        """Who drafted a version, or one before it since the last publication: a comma changed makes nobody's draft another's."""
        before = max((each.version for each in self.published if each.version < version), default=0)
        return frozenset(each.author for number, each in self.versions.items() if before < number <= version)

    def in_force(self, on: date) -> ApprovalMatrixDrafted | None:
        """The version that holds on a day: of those that have begun, the one that began last (of two on one day, the one
        published last); None where none has."""
        begun = [each for each in self.published if each.effective_from <= on]
        newest = max(begun, key=lambda each: each.effective_from, default=None)
        same = [each for each in begun if newest and each.effective_from == newest.effective_from]
        return self.versions[same[-1].version] if same else None


def decide(state: ApprovalMatrix, command: MatrixCommand, facts: Facts) -> Decision:
    """Decide on a matrix."""
    if isinstance(command, Draft):
        return _draft(state, command, facts)
    version = command.version if isinstance(command, WithdrawApprovalMatrix) else command.command.version
    draft = state.versions.get(version)
    if draft is None:
        return refuse("unknown-version", version=version)
    if version in state.withdrawn:
        return refuse("version-withdrawn", version=version)
    match command:
        case Check():
            return _check(state, draft, command)
        case Publish():
            return _publish(state, draft, command, facts)
        case WithdrawApprovalMatrix():
            return _withdraw(state, draft, command, facts)
        case _:
            assert_never(command)


def _draft(state: ApprovalMatrix, command: Draft, facts: Facts) -> Decision:
    """The same again, while it is the newest version, is ignored."""
    asked, newest = command.command, state.versions.get(len(state.versions))
    digest = content_hash(asked.matter, asked.matrix)
    if newest is not None and newest.content_hash == digest and newest.version not in state.withdrawn:
        return ()
    return (
        ApprovalMatrixDrafted(
            ref=command.ref,
            matter=asked.matter,
            version=len(state.versions) + 1,
            author=facts.actor.name,
            matrix=asked.matrix,
            content_hash=digest,
            why=asked.why,
        ),
    )


def _check(state: ApprovalMatrix, draft: ApprovalMatrixDrafted, command: Check) -> Decision:
    if draft.version in state.checked:
        return ()
    if refusal := _flawed(
        draft, flaws(draft.matrix, kinds_of(draft.matter), parts_of(draft.matter, draft.matrix)) or command.unfilled
    ):
        return refusal
    return (ApprovalMatrixChecked(ref=draft.ref, version=draft.version),)


def _flawed(draft: ApprovalMatrixDrafted, found: tuple[Flaw, ...]) -> Refusal | None:
    """Told by the first of its flaws."""
    for first in found:
        return refuse("matrix-flawed", version=draft.version, flaws=len(found), first=first)
    return None


def _publish(state: ApprovalMatrix, draft: ApprovalMatrixDrafted, command: Publish, facts: Facts) -> Decision:
    if any(each.version == draft.version for each in state.published):
        return ()
    asked = command.command
    refusal = _unpublishable(state, draft, asked, facts) or _flawed(draft, command.unfilled)
    if refusal:
        return refusal
    seen = {"content_hash": draft.content_hash, "effective_from": asked.effective_from}
    return (ApprovalMatrixPublished(ref=draft.ref, version=draft.version, publisher=facts.actor.name, **seen),)


def _unpublishable(
    state: ApprovalMatrix, draft: ApprovalMatrixDrafted, command: PublishApprovalMatrix, facts: Facts
) -> Refusal | None:
    if draft.version not in state.checked:
        return refuse("version-not-checked", version=draft.version)
    if command.content_hash != draft.content_hash:
        return refuse("content-changed", number=draft.ref)
    if refusal := apart("author-is-publisher", facts, state.authors(draft.version)):
        return refusal
    if command.effective_from < facts.today:
        return refuse("effective-in-past", day=command.effective_from, today=facts.today)
    return None


def _withdraw(
    state: ApprovalMatrix, draft: ApprovalMatrixDrafted, command: WithdrawApprovalMatrix, facts: Facts
) -> Decision:
    """What holds already, or has held, stays: approvals were opened along it."""
    begun = {each.version: each.effective_from for each in state.published if each.effective_from <= facts.today}
    if draft.version in begun:
        return refuse("version-in-force", version=draft.version, day=begun[draft.version])
    withdrawn = ApprovalMatrixWithdrawn(ref=draft.ref, version=draft.version, who=facts.actor.name, why=command.why)
    return (withdrawn,)


def evolve(state: ApprovalMatrix, event: ApprovalMatrixEvent) -> ApprovalMatrix:
    """Apply one event."""
    match event:
        case ApprovalMatrixDrafted():
            return replace(state, ref=event.ref, versions={**state.versions, event.version: event})
        case ApprovalMatrixChecked():
            return replace(state, checked=state.checked | {event.version})
        case ApprovalMatrixPublished():
            return replace(state, published=(*state.published, event))
        case ApprovalMatrixWithdrawn():
            left = tuple(each for each in state.published if each.version != event.version)
            return replace(state, withdrawn=state.withdrawn | {event.version}, published=left)
        case _:
            assert_never(event)


APPROVAL_MATRIX = Aggregate("approval_matrix", ApprovalMatrix(), decide, evolve)
