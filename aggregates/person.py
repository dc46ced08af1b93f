"""People: which roles they hold, where and when."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.person import GrantRole, RegisterPerson, RevokeRole, Sight
from events.person import PersonEvent, PersonRegistered, RoleGranted, RoleRevoked


@dataclass(frozen=True)
class Person:
    """A person and the grants of roles to him."""

    code: str = ""
    name: str = ""
    manager: str | None = None
    grants: tuple[RoleGranted, ...] = ()

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

    def held(self, on: date) -> tuple[RoleGranted, ...]:
        """The grants that hold on a day; both ends belong to them."""
        return tuple(
            grant
            for grant in self.grants
            if (grant.valid_from is None or grant.valid_from <= on)
            and (grant.valid_until is None or on <= grant.valid_until)
        )


def decide(state: Person, command: RegisterPerson | GrantRole | RevokeRole, facts: Facts) -> Decision:
    """Register once; grant to and revoke from known people, never to oneself."""
    match command:
        case RegisterPerson():
            if state.code:
                return refuse("already-registered", kind="person", key=command.person)
            fields = command.model_dump()
            return (PersonRegistered(**fields),)
        case _ if not state.code:
            return refuse("unknown-person", person=command.person)
        case GrantRole() if command.person == facts.actor.name:
            return refuse("grants-to-self", person=command.person)
        case GrantRole():
            grant = RoleGranted(**command.model_dump())
            return () if grant in state.grants else (grant,)
        case RevokeRole():
            if not any((g.role, g.entity) == (command.role, command.entity) for g in state.grants):
                return ()
            return (RoleRevoked(**command.model_dump()),)
        case _:
            assert_never(command)


def evolve(state: Person, event: PersonEvent) -> Person:
    """Apply one event."""
    match event:
        case PersonRegistered():
            return replace(state, code=event.person, name=event.name, manager=event.manager)
        case RoleGranted():
            return replace(state, grants=(*state.grants, event))
        case RoleRevoked():
            kept = tuple(g for g in state.grants if (g.role, g.entity) != (event.role, event.entity))
            return replace(state, grants=kept)
        case _:
            assert_never(event)


PERSON = Aggregate("person", Person(), decide, evolve)
