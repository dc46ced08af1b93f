"""Whether there are people for every step of a matrix: roles that somebody holds, and enough persons beside the requester."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from aggregates.matrix_proof import Flaw
from contracts.approval_matrix import Matrix, Row
from contracts.route import Step, leaves

Holders = Mapping[str, frozenset[str]]
"""Role -> the persons who hold it in an entity."""


def unfilled(matrix: Matrix, entity: str, holders: Holders, requesters: Collection[str]) -> Iterator[Flaw]:
    """Roles of steps that nobody holds; then requesters for whose documents not every step finds a person of its own.

    A requester never approves, and nobody decides two steps of one approval but who is asked by name. The role that a step
    escalates to may stand in for one. Who a place stands for is known only when it is asked; of `votes` and `any`, enough
    persons are looked for, not enough for each role. Copies need nobody.
    """
    for row in matrix.rows:
        empty = [(step, role) for step in _decided(row.steps) for role in step.roles if not holders.get(role)]
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


def _decided(steps: Sequence[Step]) -> Iterator[Step]:
    return (step for step in leaves(steps) if step.kind == "decide")


def _undecidable(steps: Sequence[Step], holders: Holders, requester: str) -> Step | None:
    """The first step without enough persons beside those of the steps before it."""
    taken: dict[str, tuple[int, int]] = {}
    seats: dict[tuple[int, int], frozenset[str]] = {}
    busy = {requester}
    for number, step in enumerate(_decided(steps)):
        if step.mode in _EACH:
            busy |= set(step.persons)
        for seat, fitting in enumerate(_seats(step, holders, requester, f"*{number}")):
            seats[number, seat] = fitting - busy
            if not _seated((number, seat), seats, taken, set()):
                return step
    return None


_EACH = ("all", "in_order")
"""How a step asks where every decider must answer."""


def _seats(step: Step, holders: Holders, requester: str, stands_in: str) -> list[frozenset[str]]:
    """For each vote that a step needs, who may give it; who is asked by name and can vote gives his.

    One of the votes may be the word `stands_in`: then the last seat is for who stands in, which else takes that word itself.
    """
    here = frozenset().union(*holders.values(), {requester})
    fitting = [holders.get(role, frozenset()) for role in step.roles]
    gone = [frozenset[str]() for person in step.persons if person not in here]
    instead = frozenset[str]() if step.escalate_to in step.roles else holders.get(step.escalate_to, frozenset())
    if step.mode in _EACH:
        return [one | {stands_in} for one in (*fitting, *gone, instead)]
    named = len(step.persons) - len(gone) + len(step.managers) + step.department_head
    asked = len(fitting) + len(gone) + named
    needed = step.votes_of(asked) if step.mode == "votes" else 1
    return [frozenset().union(*fitting, instead)] * (needed - named)


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
