"""One unit of work: what a command has loaded, and the events it decided, to be stored in one guarded transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from aggregates._base import Aggregate, Facts, Refusal, refuse
from aggregates.claim import CLAIM, Take, business_number_key
from aggregates.person import PERSON, Person
from aggregates.role import ROLE
from contracts._base import ADMINISTRATIVE, Actor, Request
from contracts.ids import stream_id
from contracts.values import Ref
from contracts.working_calendar import WorkingYear
from events._base import Event, Recorded
from store.keys import Keys
from store.states import States

S = TypeVar("S")


class Refused(Exception):
    """A decision was a refusal: the whole unit of work ends with it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass
class Work:
    """What one command (or batch) reads and decides. Later commands of a batch see the effects of earlier ones."""

    states: States
    request: Request
    now: datetime
    next_number: Callable[[str, str, int], int]
    keys: Keys
    versions: dict[UUID, int] = field(default_factory=dict)
    folded: dict[tuple[str, UUID], Any] = field(default_factory=dict)
    decided: list[tuple[UUID, Event, Request]] = field(default_factory=list)
    acted_on: dict[UUID, None] = field(default_factory=dict)
    duties: frozenset[str] = frozenset()
    behalf: tuple[str, ...] = ()
    years: Mapping[int, WorkingYear] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.request.actor

    @property
    def facts(self) -> Facts:
        """What a decision may use besides the state."""
        return Facts(self.now, self.actor, self.duties, self.behalf, self.years)

    def load(self, kind: Aggregate[S], stream: UUID) -> S:
        """The state of a document as this unit of work sees it; its version is guarded at the commit."""
        if (kind.kind, stream) not in self.folded:
            loaded = self.states.load(kind, stream)
            self._guard(stream, loaded.version)
            self.folded[kind.kind, stream] = loaded.state
        state: S = self.folded[kind.kind, stream]
        return state

    def load_by_key(self, kind: Aggregate[S], key: str) -> S:
        """The state of a document named by its creation key (master data: its code)."""
        return self.load(kind, stream_id(kind.kind, key))

    def recorded(self, stream: UUID) -> list[Recorded]:
        """All events of a document, to tell what was known of it at an earlier moment; guarded as a load is."""
        events = self.states.recorded(stream)
        self._guard(stream, events[-1].originator_version if events else 0)
        return events

    def rehearsal(self) -> "Work":
        """The same unit of work, whose decisions from here on are never stored; what it reads stays guarded."""
        return replace(self, folded=dict(self.folded), decided=[], acted_on={})

    def _guard(self, stream: UUID, version: int) -> None:
        """A stream that was read twice, at two moments, is guarded at the older version: both readings decided."""
        self.versions[stream] = min(version, self.versions.get(stream, version))

    def act(self, kind: Aggregate[S], stream: UUID, command: object) -> S:
        """Let a document decide; keeps its events and gives its new state. Raises Refused."""
        state = self.load(kind, stream)
        self.acted_on[stream] = None
        decision = kind.decide(state, command, self.facts)
        if isinstance(decision, Refusal):
            raise Refused(decision)
        for event in decision:
            self.decided.append((stream, event, self.request))
            state = kind.evolve(state, event)
        self.folded[kind.kind, stream] = state
        return state

    def refuse(self, code: str, **figures: object) -> Refused:
        """A refusal to raise."""
        return Refused(refuse(code, **figures))

    def permit(self, entity: str | None) -> None:
        """Check that the actor may send this command in an entity (None: in any); afterwards `duties` are his roles there."""
        command, actor = self.request.command, self.actor
        if not command.may_come_from(actor.kind):
            raise self.refuse("not-for-you", command=command.contract, actor=actor.name)
        if actor.kind == "system":
            return
        if actor.kind == "service":
            # A service is nobody's double: it holds no roles, even where a person has the same code.
            self.duties, grant = frozenset(), self.request.grant
            if grant is None or not grant.covers(command.contract, entity or "*"):
                raise self.refuse("not-permitted", person=actor.name, permission=command.contract, entity=entity or "*")
            return
        person = self.load_by_key(PERSON, actor.id)
        today = self.now.date()
        self.duties = person.roles_anywhere(today) if entity is None else person.roles(entity, today)
        if command.permission not in self._granted(self.duties):
            raise self.refuse("not-permitted", person=actor.name, permission=command.permission, entity=entity or "*")
        if command.permission not in ADMINISTRATIVE and self._administers(person):
            raise self.refuse("administrator-is-transactor", person=actor.name, permission=command.permission)

    def may(self, person: Person, permission: str, entity: str) -> bool:
        """Whether a person could send commands of a permission in an entity today; no administrator takes part in anything."""
        return permission in self._granted(person.roles(entity, self.now.date())) and not self._administers(person)

    def _administers(self, person: Person) -> bool:
        """Judged when people act, not when a role is granted: what a role grants may change at any time."""
        return bool(ADMINISTRATIVE & self._granted(person.roles_anywhere(self.now.date())))

    def _granted(self, roles: frozenset[str]) -> frozenset[str]:
        return frozenset().union(*(self.load_by_key(ROLE, role).permissions for role in sorted(roles)))

    def new_ref(self, kind: str, prefix: str, entity: str, key: str | None = None) -> Ref:
        """A new document: id from the creation key (the request's unless given), next business number, claimed.

        The number is "PR-2026-000123": prefix, year, sequence per legal entity.
        """
        stream = stream_id(kind, key or self.creation_key)
        number = number_text(prefix, self.now.date(), self.next_number(prefix, entity, self.now.year))
        ref = Ref(kind=kind, id=stream, number=number, entity=entity)
        claim = business_number_key(entity, number)
        self.act(CLAIM, stream_id("claim", claim), Take(claim, ref))
        return ref

    @property
    def creation_key(self) -> str:
        """The request's key within its actor: the same request only ever creates the same document."""
        return f"{self.actor.kind}:{self.actor.id}:{self.request.key}"


def number_text(prefix: str, day: date, sequence: int) -> str:
    """A business number for people: kind, year, sequence."""
    return f"{prefix}-{day.year}-{sequence:06d}"
