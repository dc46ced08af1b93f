"""Whether there are people for every step of a matrix: roles that somebody holds, and enough persons beside the requester."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from aggregates.matrix_facts import Fact, all_hold
from aggregates.matrix_proof import Flaw
from aggregates.matrix_ways import ways
from contracts.approval_matrix import FIELDS, Matrix, Row
from contracts.conditions import FieldType
from contracts.route import Step, leaves

Holders = Mapping[str, frozenset[str]]
"""Role -> the persons who hold it in an entity."""


@dataclass(frozen=True)
class Office:
    """The people of a legal entity on a day.

    `barred` may not vote: none of their roles there lets them, or they administer rules. `asking` may ask for documents of the
    kind, and what is known of each of them as a requester; `topmost` of them have no manager who could decide instead of them.
    """

    entity: str
    holders: Holders
    barred: frozenset[str] = frozenset()
    asking: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    topmost: frozenset[str] = frozenset()

    @property
    def able(self) -> Holders:
        """Who may vote in each role."""
        return {role: held - self.barred for role, held in self.holders.items()}


def unfilled(matrix: Matrix, office: Office, kinds: Mapping[str, FieldType] = FIELDS) -> Iterator[Flaw]:
    """Roles of steps that nobody holds, or nobody who may vote; then requesters for whose documents not every step finds a
    person of its own, or who are asked about their own with no manager to decide instead.

    A requester never approves, and nobody decides two steps of one approval but who is asked by name. The role that a step
    escalates to may stand in for one. Who a place stands for is known only when it is asked; of `votes` and `any`, enough
    persons are looked for, not enough for each role. Copies need nobody.
    """
    for row in matrix.rows:
        empty = list(_empty(row, office))
        yield from empty
        if not empty:
            asking = [who for who in sorted(office.asking) if _reaches(matrix, row, office.asking[who])]
            routes = ways(row, kinds, matrix.currencies)
            yield from _own(row, office, asking)
            yield from _alone(row, office, routes, asking)


def _empty(row: Row, office: Office) -> Iterator[Flaw]:
    for step in _decided(row.steps):
        for role in step.roles:
            held = office.holders.get(role, frozenset())
            told = {"entity": office.entity, "step": step.name, "role": role}
            if not held:
                yield Flaw("matrix-role-empty", (row.row,), figures=told)
            elif held <= office.barred:
                yield Flaw("matrix-role-barred", (row.row,), figures={**told, "persons": ", ".join(sorted(held))})


def never_asked(matrix: Matrix, offices: Sequence[Office]) -> Iterator[Flaw]:
    """Persons whom a step asks by name and who may vote in none of the legal entities."""
    able = frozenset().union(*(held for office in offices for held in office.able.values()))
    for row in matrix.rows:
        for step in _decided(row.steps):
            for person in sorted(set(step.persons) - able):
                yield Flaw("matrix-person-barred", (row.row,), figures={"step": step.name, "person": person})


def _reaches(matrix: Matrix, row: Row, known: Mapping[str, Fact]) -> bool:
    """Whether a requester of whom this is known can have documents that the row takes; the other facts may be whatever."""
    if row.otherwise:
        others = (each for each in matrix.rows if not each.otherwise and set(each.when) <= set(known))
        return not any(all_hold(each.when, known) for each in others)
    return all_hold({name: test for name, test in row.when.items() if name in known}, known)


def _own(row: Row, office: Office, asking: Sequence[str]) -> Iterator[Flaw]:
    for step in _decided(row.steps):
        for person in sorted(office.topmost & set(step.persons) & set(asking)):
            who = {"entity": office.entity, "step": step.name, "requester": person}
            yield Flaw("matrix-own-document", (row.row,), figures=who)


def _alone(row: Row, office: Office, routes: Sequence[Sequence[Step]], asking: Sequence[str]) -> Iterator[Flaw]:
    """One example a row is enough."""
    for requester, steps in product(asking, routes):
        if step := _undecidable(steps, office.able, requester):
            who = {"entity": office.entity, "step": step.name, "requester": requester}
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
