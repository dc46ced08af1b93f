"""Commands on approval matrices, and the matrix that holds for a kind of document on a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
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
from contracts.approval import OpenApproval, Route
from contracts.approval_matrix import Matrix, asked_by
from contracts.ids import stream_id
from contracts.matrix_version import (
    CheckApprovalMatrix,
    DraftApprovalMatrix,
    PublishApprovalMatrix,
    WithdrawApprovalMatrix,
)
from contracts.values import Ref
from store.work import Work


def routed(load: Load, policies: Policies, asked: OpenApproval, facts: Given, on: date) -> Route | Refusal:
    """The frozen route of what is asked: by the version that is published for its kind, else by the policies' matrix."""
    matter = asked.matter or asked.subject.kind
    documents = {name: load(APPROVAL_MATRIX, stream_id("approval_matrix", name)) for name in ("*", matter)}
    published = {name: found for name, state in documents.items() if (found := state.in_force(on))}
    matrices = {**policies.approval, **{name: found.matrix for name, found in published.items()}}
    name = matter if matter in matrices else "*"
    version = f"{name}@{published[name].version}" if name in published else policies.version
    route = route_of(matrices, version, matter, facts)
    return route if isinstance(route, Refusal) else frozen(load, route, asked.requester, on)


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
    """Prove a version, also for the people that there are today in each legal entity."""
    work.permit("*")
    ref = _ref(command.matter)
    known = work.load(APPROVAL_MATRIX, ref.id).versions.get(command.version)
    found = tuple(_unfilled(work, command.matter, known.matrix, candidates)) if known else ()
    work.act(APPROVAL_MATRIX, ref.id, Check(command, found))
    return ref


def _unfilled(work: Work, matter: str, matrix: Matrix, candidates: Candidates) -> Iterator[Flaw]:
    people, entities = candidates.everybody()
    for entity in entities:
        held = _holders(work, people, entity)
        permission = asked_by(matter)
        able = (role for role in held if permission in work.load_by_key(ROLE, role).permissions)
        yield from unfilled(matrix, entity, held, frozenset().union(*(held[role] for role in able)))


def _holders(work: Work, people: tuple[str, ...], entity: str) -> Mapping[str, frozenset[str]]:
    """Role -> who holds it today. Read unguarded: people come and go, the proof says what was so then."""
    held: dict[str, set[str]] = defaultdict(set)
    for code in people:
        person = work.states.load(PERSON, stream_id("person", code)).state
        for role in person.roles(entity, work.now.date()):
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
