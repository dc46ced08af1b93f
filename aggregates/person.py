"""People: where they belong, when they are employed, and which roles they hold, where and when."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.person import (
    AppointSubstitute,
    DismissSubstitute,
    EndSubstitute,
    GrantRole,
    NameSubstitute,
    RegisterPerson,
    RevisePerson,
    ReviseRole,
    RevokeRole,
    Sight,
)
from events.person import (
    PersonEvent,
    PersonRegistered,
    PersonRevised,
    RoleGranted,
    RoleRevised,
    RoleRevoked,
    SubstituteEnded,
    SubstituteNamed,
)

Substituting = NameSubstitute | AppointSubstitute | EndSubstitute | DismissSubstitute
PersonCommand = RegisterPerson | RevisePerson | GrantRole | ReviseRole | RevokeRole | Substituting


@dataclass(frozen=True)
class Person:
    """A person and the grants of roles to him."""

    code: str = ""
    name: str = ""
    email: str | None = None
    language: str = "en"
    manager: str | None = None
    department: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    grants: tuple[RoleGranted, ...] = ()
    substitutes: tuple[SubstituteNamed, ...] = ()

    def employed(self, on: date) -> bool:
        """Whether the person works here on a day; the first and the last day belong to it."""
        return _within(on, self.valid_from, self.valid_until)

    def roles(self, entity: str, on: date) -> frozenset[str]:
        """The roles held in an entity on a day."""
        return frozenset(grant.role for grant in self.held(on) if grant.entity in ("*", entity))

    def roles_anywhere(self, on: date) -> frozenset[str]:
        """The roles held in whichever entity on a day."""
        return frozenset(grant.role for grant in self.held(on))

    def sight(self, on: date) -> Sight:
        """What the person may see on a day: the union of what the roles show, in each entity."""
        seen: dict[str, frozenset[str] | None] = {}
        for grant in self.held(on):
            before, more = seen.get(grant.entity, frozenset()), frozenset(grant.projects)
            seen[grant.entity] = before | more if more and before is not None else None
        return seen

    def substitutes_on(self, day: date) -> tuple[str, ...]:
        """Whom he has named to decide in his place on a day."""
        return tuple(each.substitute for each in self.substitutes if each.valid_on(day))

    def held(self, on: date) -> tuple[RoleGranted, ...]:
        """The grants that hold on a day, both ends included; none for who has left or not yet come."""
        if not self.employed(on):
            return ()
        return tuple(grant for grant in self.grants if _within(on, grant.valid_from, grant.valid_until))


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def decide(state: Person, command: PersonCommand, facts: Facts) -> Decision:
    """Register once, revise what is known; grant to and take from known people, never to oneself."""
    match command:
        case RegisterPerson():
            if state.code:
                return refuse("already-registered", kind="person", key=command.person)
            return (PersonRegistered(**command.model_dump()),)
        case _ if not state.code:
            return refuse("unknown-person", person=command.person)
        case RevisePerson():
            return _revise(state, command, facts)
        case GrantRole() | ReviseRole() if refusal := apart("grants-to-self", facts, (command.person,)):
            return refusal
        case GrantRole():
            grant = RoleGranted(**command.model_dump())
            return () if grant in state.grants else (grant,)
        case ReviseRole():
            return _revise_role(state, command)
        case RevokeRole():
            if not any((g.role, g.entity) == (command.role, command.entity) for g in state.grants):
                return ()
            return (RoleRevoked(**command.model_dump()),)
        case NameSubstitute() | AppointSubstitute():
            if command.substitute == command.person:
                return refuse("substitutes-in-a-circle", person=command.person, chain=command.person)
            named = SubstituteNamed(**command.model_dump())
            return () if named in state.substitutes else (named,)
        case EndSubstitute() | DismissSubstitute():
            known = any(each.substitute == command.substitute for each in state.substitutes)
            return (SubstituteEnded(**command.model_dump()),) if known else ()
        case _:
            assert_never(command)


def _revise(state: Person, command: RevisePerson, facts: Facts) -> Decision:
    """Longer employment is longer roles: nobody gives that to himself."""
    employment = (command.valid_from, command.valid_until)
    own = apart("own-employment", facts, (command.person,))
    if own and employment != (state.valid_from, state.valid_until):
        return own
    revised = PersonRevised(**command.model_dump())
    return () if evolve(state, revised) == state else (revised,)


def _revise_role(state: Person, command: ReviseRole) -> Decision:
    revised = RoleRevised(**command.model_dump())
    if not any(_same_grant(grant, revised) for grant in state.grants):
        first = command.valid_from or "-"
        return refuse("unknown-grant", person=state.code, role=command.role, entity=command.entity, first=first)
    return () if evolve(state, revised) == state else (revised,)


def _same_grant(grant: RoleGranted, event: RoleRevised) -> bool:
    """A grant is named by its role, its legal entity and its first day."""
    return (grant.role, grant.entity, grant.valid_from) == (event.role, event.entity, event.valid_from)


def evolve(state: Person, event: PersonEvent) -> Person:
    """Apply one event."""
    match event:
        case PersonRegistered() | PersonRevised():
            fields = {name: value for name, value in dict(event).items() if name != "person"}
            return replace(state, code=event.person, **fields)
        case RoleGranted():
            return replace(state, grants=(*state.grants, event))
        case RoleRevised():
            grants = (RoleGranted(**dict(event)) if _same_grant(g, event) else g for g in state.grants)
            return replace(state, grants=tuple(dict.fromkeys(grants)))
        case RoleRevoked():
            kept = tuple(g for g in state.grants if (g.role, g.entity) != (event.role, event.entity))
            return replace(state, grants=kept)
        case SubstituteNamed():
            return replace(state, substitutes=(*state.substitutes, event))
        case SubstituteEnded():
            others = tuple(each for each in state.substitutes if each.substitute != event.substitute)
            return replace(state, substitutes=others)
        case _:
            assert_never(event)


PERSON = Aggregate("person", Person(), decide, evolve)
