"""Departments: the tree in which people belong."""

from dataclasses import dataclass
from datetime import date

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.department import DefineDepartment, ReviseDepartment
from events.department import DepartmentDefined, DepartmentEvent, DepartmentRevised


@dataclass(frozen=True)
class Department:
    """A department, the one above it and who leads it."""

    code: str = ""
    name: str = ""
    parent: str | None = None
    head: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


def decide(state: Department, command: DefineDepartment | ReviseDepartment, facts: Facts) -> Decision:
    """Define once; revise what is known; the same again is ignored."""
    if isinstance(command, DefineDepartment):
        if state.code:
            return refuse("already-registered", kind="department", key=command.department)
        return (DepartmentDefined(**dict(command)),)
    if not state.code:
        return refuse("unknown-department", department=command.department)
    revised = DepartmentRevised(**dict(command))
    return () if evolve(state, revised) == state else (revised,)


def evolve(state: Department, event: DepartmentEvent) -> Department:
    """Apply one event: both say everything that a department is."""
    fields = {name: value for name, value in dict(event).items() if name != "department"}
    return Department(code=event.department, **fields)


DEPARTMENT = Aggregate("department", Department(), decide, evolve)
