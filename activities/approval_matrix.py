"""Commands on approval matrices, and the matrix that holds for a kind of document on a day."""

from collections.abc import Iterable, Mapping
from datetime import date

from activities._registry import handles
from activities.approval_facts import Given, Load, facts_of, yes_or_no
from activities.approval_route import frozen
from activities.candidates import Candidates
from activities.matrix_people import unfilled_now
from activities.policies import Policies
from activities.price_outlier import Prices, stand_out
from aggregates._base import Refusal, refuse
from aggregates.approval_matrix import APPROVAL_MATRIX
from aggregates.approval_matrix_commands import Check, Draft, Publish
from aggregates.matrix_proof import Flaw
from aggregates.matrix_route import route_of
from contracts.approval import OpenApproval
from contracts.approval_matrix import Matrix
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
    found = _in_force(load, policies, asked, on)
    if isinstance(found, Refusal):
        return found
    version, matrices = found
    route = route_of(matrices, version, _matter(asked), facts)
    return route if isinstance(route, Refusal) else frozen(load, route, asked, on)


def routed_now(
    load: Load, policies: Policies, asked: OpenApproval, document: object, prices: Prices
) -> tuple[Route, Given] | Refusal:
    """The same by the facts of now, which are given as well."""
    found = _priced(load, policies, asked, document, prices)
    if isinstance(found, Refusal):
        return found
    facts = {**facts_of(load, asked, document), **found}
    route = routed(load, policies, asked, facts, prices.on)
    return route if isinstance(route, Refusal) else (route, facts)


def _priced(load: Load, policies: Policies, asked: OpenApproval, document: object, prices: Prices) -> Given | Refusal:
    """Whether prices stand out, only where the matrix asks: it takes a search in all that is known."""
    known = _in_force(load, policies, asked, prices.on)
    if isinstance(known, Refusal):
        return known
    _, matrices = known
    matrix = matrices.get(_matter(asked), matrices.get("*"))
    if matrix is None or "price_outlier" not in matrix.asked:
        return {}
    found = stand_out(prices, document)
    if isinstance(found, Refusal):
        return found
    return {} if found is None else {"price_outlier": yes_or_no(found)}


def _matter(asked: OpenApproval) -> str:
    return asked.matter or asked.subject.kind


def _in_force(
    load: Load, policies: Policies, asked: OpenApproval, on: date
) -> tuple[str, Mapping[str, Matrix]] | Refusal:
    """The version that chooses the route of what is asked, and all matrices in force.

    A declared kind is decided by its own matrix alone: whoever wrote the one of all others ("*") knew nothing of it.
    """
    matter = _matter(asked)
    documents = published(load, ("*", matter), on)
    matrices = {**policies.approval, **{name: found.matrix for name, found in documents.items()}}
    if asked.subject.kind == "declared_document" and matter not in matrices:
        return refuse("kind-without-matrix", matrix=matter)
    name = matter if matter in matrices else "*"
    return f"{name}@{documents[name].version}" if name in documents else policies.version, matrices


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
    return _proven(work, Check(command, _unfilled(work, command, candidates)))


@handles(PublishApprovalMatrix, nominated=True)
def publish(work: Work, command: PublishApprovalMatrix, _policies: Policies, candidates: Candidates) -> Ref:
    """Publish a version, if there are people for it today as well: who was there when it was proven may have left."""
    return _proven(work, Publish(command, _unfilled(work, command, candidates)))


@handles(WithdrawApprovalMatrix)
def withdraw(work: Work, command: WithdrawApprovalMatrix, _policies: Policies) -> Ref:
    """Withdraw a version."""
    work.permit("*")
    ref = _ref(command.matter)
    work.act(APPROVAL_MATRIX, ref.id, command)
    return ref


def _proven(work: Work, command: Check | Publish) -> Ref:
    ref = _ref(command.command.matter)
    work.act(APPROVAL_MATRIX, ref.id, command)
    return ref


def _unfilled(
    work: Work, command: CheckApprovalMatrix | PublishApprovalMatrix, candidates: Candidates
) -> tuple[Flaw, ...]:
    work.permit("*")
    known = work.load(APPROVAL_MATRIX, _ref(command.matter).id).versions.get(command.version)
    if known is None:
        return ()
    load, today = unguarded(work), work.now.date()
    return tuple(unfilled_now(load, candidates.everybody(), command.matter, known.matrix, today))
