"""What other approval matrices would have asked: the routes of stored approvals chosen again by the facts that they keep."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from aggregates._base import Refusal
from aggregates.matrix_people import unfilled
from aggregates.matrix_proof import Flaw, flaws
from aggregates.person import PERSON, Person
from aggregates.role import ROLE, Role
from audit.rows import scan
from contracts.approval import Route
from contracts.approval_matrix import Matrix, asked_by, kinds_of
from events._base import Recorded
from events.approval import ApprovalOpened
from events.legal_entity import LegalEntityRegistered
from events.person import PersonRegistered, PersonRevised, RoleGranted, RoleRevised, RoleRevoked
from events.role import RoleDefined
from store.log import EventLog

Matrices = Mapping[str, Matrix]
DRY_RUN = timedelta(days=90)
"""How far back matrices are tried unless told otherwise."""


@dataclass(frozen=True)
class Rerouted:
    """An approval that would go another way; `after` is None where no row takes it, for the reason of `refused`."""

    opened: ApprovalOpened
    opened_at: datetime
    after: Route | None
    refused: Refusal | None = None


@dataclass(frozen=True)
class MatrixTrial:
    """How many approvals were routed again, which would go another way, and which keep too few facts to tell."""

    tried: int
    changed: tuple[Rerouted, ...]
    untold: tuple[ApprovalOpened, ...]


Router = Callable[[ApprovalOpened, Mapping[str, str]], Route | Refusal]
"""The frozen route that an approval would be given by these facts; places are filled by the people whom the router knows."""


def try_matrices(log: EventLog, router: Router, since: datetime) -> MatrixTrial:
    """Choose the route of every approval again that was opened since a moment. What is compared is steps, not rows."""
    changed: list[Rerouted] = []
    untold: list[ApprovalOpened] = []
    tried = 0
    for row in scan(log):
        if not isinstance(row, Recorded) or not isinstance(row.event, ApprovalOpened) or row.occurred_at < since:
            continue
        tried += 1
        opened = row.event
        # Older approvals keep no facts: of them the amount is known.
        facts = opened.facts or {"amount": str(opened.amount)}
        found = router(opened, facts)
        if isinstance(found, Refusal) and found.code == "route-fact-missing":
            untold.append(opened)
        elif isinstance(found, Refusal):
            changed.append(Rerouted(opened, row.occurred_at, None, found))
        elif found.steps != opened.route.steps:
            changed.append(Rerouted(opened, row.occurred_at, found))
    return MatrixTrial(tried, tuple(changed), tuple(untold))


@dataclass
class People:
    """Everybody, what roles permit, and the legal entities, as the log tells them."""

    persons: dict[str, Person] = field(default_factory=lambda: defaultdict(lambda: PERSON.initial))
    roles: dict[str, Role] = field(default_factory=lambda: defaultdict(lambda: ROLE.initial))
    entities: list[str] = field(default_factory=list)

    @staticmethod
    def of(log: EventLog) -> "People":
        """Fold them from all events."""
        people = People()
        for row in scan(log):
            if isinstance(row, Recorded):
                people._learn(row)
        return people

    def _learn(self, row: Recorded) -> None:
        match row.event:
            case LegalEntityRegistered(entity=entity):
                self.entities.append(entity)
            case RoleDefined(role=role):
                self.roles[role] = ROLE.evolve(self.roles[role], row.event)
            case PersonRegistered() | PersonRevised() | RoleGranted() | RoleRevised() | RoleRevoked():
                person = row.event.person
                self.persons[person] = PERSON.evolve(self.persons[person], row.event)
            case _:
                pass

    def holders(self, entity: str, on: date) -> Mapping[str, frozenset[str]]:
        """Role -> who holds it in an entity on a day."""
        held: dict[str, set[str]] = defaultdict(set)
        for code, person in self.persons.items():
            for role in person.roles(entity, on):
                held[role].add(code)
        return {role: frozenset(codes) for role, codes in held.items()}

    def able(self, entity: str, on: date, permission: str) -> frozenset[str]:
        """Who has a permission in an entity on a day."""
        roles = {code for code, role in self.roles.items() if permission in role.permissions}
        return frozenset(code for code, person in self.persons.items() if person.roles(entity, on) & roles)


def check(matrices: Matrices, people: People, on: date) -> Iterator[tuple[str, Flaw]]:
    """Everything that is wrong with each matrix: in itself, and for the people of each legal entity on a day."""
    for name, matrix in matrices.items():
        yield from ((name, flaw) for flaw in flaws(matrix, kinds_of(name)))
        for entity in people.entities:
            requesters = people.able(entity, on, asked_by(name))
            found = unfilled(matrix, entity, people.holders(entity, on), requesters)
            yield from ((name, flaw) for flaw in found)
