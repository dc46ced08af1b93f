"""Freezing a route: who a step asks by his place, as the requester's manager or head of department, becomes a person."""

from collections.abc import Iterable, Iterator
from datetime import date

from activities.approval_facts import Load
from aggregates._base import Refusal, refuse
from aggregates.department import DEPARTMENT
from aggregates.person import PERSON, Person
from aggregates.role import ROLE
from contracts._base import ADMINISTRATIVE
from contracts.approval import OpenApproval, Vote
from contracts.ids import stream_id
from contracts.route import Route, Step, mapped
from events.approval import ApprovalOpened


def frozen(load: Load, route: Route, asked: OpenApproval | ApprovalOpened, on: date) -> Route | Refusal:
    """The route with persons instead of places. Nobody is asked about his own: his manager takes his place.

    Refused where there is no such manager or head, or none who works here on that day: who would have to decide instead is
    unknown; where one person in several places leaves fewer deciders than votes are needed; and where a step would wait
    for a person who has left or may not decide there, also one of several: fewer are not what the matrix says.
    """
    refused: list[Refusal] = []

    def filled(step: Step) -> Step:
        found = _filled(load, step, asked, on)
        if isinstance(found, Step):
            return found
        refused.append(found)
        return step

    steps = mapped(route.steps, filled)
    return refused[0] if refused else Route(policy=route.policy, row=route.row, steps=steps)


def _filled(load: Load, step: Step, asked: OpenApproval | ApprovalOpened, on: date) -> Step | Refusal:
    requester, entity = asked.requester, asked.subject.entity
    persons = tuple(dict.fromkeys(_persons(load, step, requester, on)))
    if None in persons:
        return refuse("route-without-manager", step=step.name, requester=requester)
    named = tuple(person for person in persons if person)
    if requester in step.persons and _manager(load, requester, 1) in step.persons:
        # His manager would decide for himself and in his place: one vote where two were wanted.
        return refuse(
            "route-too-few-deciders", step=step.name, needed=len(step.persons), deciders=len(step.persons) - 1
        )
    deciders = len(step.roles) + len(named)
    if step.needed is not None and step.needed > deciders:
        return refuse("route-too-few-deciders", step=step.name, needed=step.needed, deciders=deciders)
    absent = (each for each in named if step.kind == "decide" and not may_decide(load, each, entity, on))
    if person := next(absent, None):
        return refuse("route-asks-absent", step=step.name, person=person, entity=entity)
    update = {"persons": named, "managers": (), "department_head": False}
    return Step.model_validate({**step.model_dump(), **update})


def _persons(load: Load, step: Step, requester: str, on: date) -> Iterator[str | None]:
    for named in step.persons:
        yield named if named != requester else manager_at_work(load, requester, on)
    places = [_manager(load, requester, level) for level in step.managers]
    for person in (*places, *([_head(load, requester)] if step.department_head else [])):
        yield _working(load, _manager(load, requester, 1) if person == requester else person, requester, on)


def manager_at_work(load: Load, person: str, on: date) -> str | None:
    """Who decides instead of a person on his own."""
    return _working(load, _manager(load, person, 1), person, on)


def may_decide(load: Load, code: str, entity: str, on: date) -> bool:
    """Whether a person could vote in a legal entity on a day: he works there and may, and administers nothing."""
    person = _person(load, code)
    return Vote.permission in granted(load, person.roles(entity, on)) and not (
        ADMINISTRATIVE & granted(load, person.roles_anywhere(on))
    )


def granted(load: Load, roles: Iterable[str]) -> frozenset[str]:
    """All permissions of some roles."""
    return frozenset().union(*(load(ROLE, stream_id("role", role)).permissions for role in roles))


def _person(load: Load, code: str) -> Person:
    person: Person = load(PERSON, stream_id("person", code))
    return person


def _working(load: Load, person: str | None, requester: str, on: date) -> str | None:
    """Who holds a place, unless he has left, or is the requester: managers may stand in a circle."""
    if person is None or person == requester:
        return None
    known = _person(load, person)
    return person if known.code and known.employed(on) else None


def _manager(load: Load, person: str, level: int) -> str | None:
    """The n-th manager above a person."""
    found: str | None = person
    for _ in range(level):
        found = _person(load, found).manager if found else None
    return found


def _head(load: Load, person: str) -> str | None:
    department = _person(load, person).department
    head: str | None = load(DEPARTMENT, stream_id("department", department)).head if department else None
    return head
