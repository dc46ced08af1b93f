"""Commands on approval matrices, and the matrix that holds for a kind of document on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from activities._registry import handles
from activities.approval_facts import Given, Load
from activities.approval_route import frozen
from activities.candidates import Candidates
from activities.policies import Policies
from aggregates._base import Refusal
from aggregates.approval_matrix import APPROVAL_MATRIX, Check, Draft
from aggregates.matrix_people import unfilled
from aggregates.matrix_proof import Flaw
from aggregates.matrix_route import route_of
from aggregates.person import PERSON
from aggregates.role import ROLE
from contracts.approval import OpenApproval
from contracts.approval_matrix import Matrix, asked_by
from contracts.ids import stream_id
from contracts.matrix_version import (
    CheckApprovalMatrix,
    DraftApprovalMatrix,
    PublishApprovalMatrix,
    WithdrawApprovalMatrix,
)
from contracts.route import Route
from contracts.values import Ref
from events.approval_matrix import ApprovalMatrixDrafted
from store.work import Work


def routed(load: Load, policies: Policies, asked: OpenApproval, facts: Given, on: date) -> Route | Refusal:
    """The frozen route of what is asked: by the version that is published for its kind, else by the policies' matrix."""
    matter = asked.matter or asked.subject.kind
    documents = published(load, ("*", matter), on)
    matrices = {**policies.approval, **{name: found.matrix for name, found in documents.items()}}
    name = matter if matter in matrices else "*"
    version = f"{name}@{documents[name].version}" if name in documents else policies.version
    route = route_of(matrices, version, matter, facts)
    return route if isinstance(route, Refusal) else frozen(load, route, asked.requester, on)


def published(load: Load, matters: Iterable[str], on: date) -> Mapping[str, ApprovalMatrixDrafted]:
    """The published versions that hold on a day, by kind of document or matter."""
    states = {name: load(APPROVAL_MATRIX, stream_id("approval_matrix", name)) for name in matters}
    return {name: found for name, state in states.items() if (found := state.in_force(on))}


def unguarded(work: Work) -> Load:
    """Reads states as they are now; the commit does not ask whether they have changed."""
    return lambda kind, stream: work.states.load(kind, stream).state


def _ref(matter: str) -> Ref:
    return Ref(kind="approval_matrix", id=stream_id("approval_matrix", matter), number=matter)


@handles(DraftApprovalMatrix)
def draft(work: Work, command: DraftApprovalMatrix, _policies: Policies) -> Ref:
    """Draft a version; whatever it says is kept, publishing is what needs proof."""
    work.permit("*")
    ref = _ref(command.matter)
    work.act(APPROVAL_MATRIX, ref.id, Draft(command, ref))
    return ref


@handles(CheckApprovalMatrix, nominated=True)
def check(work: Work, command: CheckApprovalMatrix, _policies: Policies, candidates: Candidates) -> Ref:
    """Prove a version, also for the people that there are today in each legal entity.

    They are read unguarded: people come and go, the proof says what was so then.
    """
    work.permit("*")
    ref = _ref(command.matter)
    known = work.load(APPROVAL_MATRIX, ref.id).versions.get(command.version)
    found: tuple[Flaw, ...] = ()
    if known:
        everybody, today = candidates.everybody(), work.now.date()
        found = tuple(unfilled_now(unguarded(work), everybody, command.matter, known.matrix, today))
    work.act(APPROVAL_MATRIX, ref.id, Check(command, found))
    return ref


def unfilled_now(
    load: Load, everybody: tuple[Sequence[str], Sequence[str]], matter: str, matrix: Matrix, on: date
) -> Iterator[Flaw]:
    """Steps of a matrix for which there are no people on a day; `everybody` are the codes of all people and legal entities."""
    people, entities = everybody
    for entity in entities:
        held = _holders(load, people, entity, on)
        asks = "declared_document.start" if matrix.fields else asked_by(matter)
        able = (role for role in held if asks in load(ROLE, stream_id("role", role)).permissions)
        yield from unfilled(matrix, entity, held, frozenset().union(*(held[role] for role in able)))


def _holders(load: Load, people: Sequence[str], entity: str, on: date) -> Mapping[str, frozenset[str]]:
    """Role -> who holds it in an entity on a day."""
    held: dict[str, set[str]] = defaultdict(set)
    for code in people:
        for role in load(PERSON, stream_id("person", code)).roles(entity, on):
            held[role].add(code)
    return {role: frozenset(codes) for role, codes in held.items()}


@handles(PublishApprovalMatrix)
@handles(WithdrawApprovalMatrix)
def on_version(work: Work, command: PublishApprovalMatrix | WithdrawApprovalMatrix, _policies: Policies) -> Ref:
    """Publish or withdraw a version."""
    work.permit("*")
    ref = _ref(command.matter)
    work.act(APPROVAL_MATRIX, ref.id, command)
    return ref
