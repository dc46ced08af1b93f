"""Roles: a named set of permissions."""

from dataclasses import dataclass

from aggregates._base import Aggregate, Decision, Facts
from contracts.role import DefineRole
from events.role import RoleDefined, RoleEvent


@dataclass(frozen=True)
class Role:
    """What a role may do now."""

    code: str = ""
    name: str = ""
    permissions: frozenset[str] = frozenset()


def decide(state: Role, command: DefineRole, facts: Facts) -> Decision:
    """Define or redefine; the same definition again is ignored."""
    defined = RoleDefined(**command.model_dump())
    return () if evolve(state, defined) == state else (defined,)


def evolve(state: Role, event: RoleEvent) -> Role:
    """Apply one event."""
    return Role(event.role, event.name, frozenset(event.permissions))


ROLE = Aggregate("role", Role(), decide, evolve)
