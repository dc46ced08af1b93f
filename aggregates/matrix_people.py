"""Whether there are people for every step of a matrix: roles that somebody holds, and enough persons beside the requester."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from aggregates.matrix_proof import Flaw
from contracts.approval import Step
from contracts.approval_matrix import Matrix, Row

Holders = Mapping[str, frozenset[str]]
"""Role -> the persons who hold it in an entity."""


def unfilled(matrix: Matrix, entity: str, holders: Holders, requesters: Collection[str]) -> Iterator[Flaw]:
    """Roles of steps that nobody holds; then requesters for whose documents not every step finds a person of its own.

    A requester never approves, and nobody decides two steps of one approval. The role that a step escalates to may stand in.
    """
    for row in matrix.rows:
        empty = [(step, role) for step in row.steps for role in step.roles if not holders.get(role)]
        for step, role in empty:
            yield Flaw("matrix-role-empty", (row.row,), figures={"entity": entity, "step": step.name, "role": role})
        if not empty:
            yield from _alone(row, entity, holders, requesters)


def _alone(row: Row, entity: str, holders: Holders, requesters: Collection[str]) -> Iterator[Flaw]:
    """One example a row is enough."""
    for requester in sorted(requesters):
        if step := _undecidable(row.steps, holders, requester):
            who = {"entity": entity, "step": step.name, "requester": requester}
            yield Flaw("matrix-nobody-left", (row.row,), figures=who)
            return


def _undecidable(steps: Sequence[Step], holders: Holders, requester: str) -> Step | None:
    """The first step without enough persons beside those of the steps before it."""
    taken: dict[str, tuple[int, int]] = {}
    seats: dict[tuple[int, int], frozenset[str]] = {}
    for number, step in enumerate(steps):
        for seat, fitting in enumerate(_seats(step, holders)):
            seats[number, seat] = fitting - {requester}
            if not _seated((number, seat), seats, taken, set()):
                return step
    return None


def _seats(step: Step, holders: Holders) -> list[frozenset[str]]:
    """For each vote that a step needs, who may give it."""
    fitting = [holders.get(role, frozenset()) for role in step.roles]
    instead = holders.get(step.escalate_to, frozenset())
    if step.mode == "any":
        return [frozenset().union(*fitting, instead)]
    return [fitting[0] | instead, *fitting[1:]]


def _seated(
    seat: tuple[int, int],
    seats: Mapping[tuple[int, int], frozenset[str]],
    taken: dict[str, tuple[int, int]],
    asked: set[str],
) -> bool:
    """Find a person for a seat, moving others to another seat where that helps (Kuhn's matching)."""
    for person in sorted(seats[seat] - asked):
        asked.add(person)
        if person not in taken or _seated(taken[person], seats, taken, asked):
            taken[person] = seat
            return True
    return False
