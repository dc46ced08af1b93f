"""Freezing a route: who a step asks by his place, as the requester's manager or head of department, becomes a person."""

from collections.abc import Iterator

from activities.approval_facts import Load
from aggregates._base import Refusal, refuse
from aggregates.department import DEPARTMENT
from aggregates.person import PERSON, Person
from contracts.approval import Route, Step
from contracts.ids import stream_id


def frozen(load: Load, route: Route, requester: str) -> Route | Refusal:
    """The route with persons instead of places. Nobody is asked about his own: his manager takes his place.

    Refused where there is no such manager or head, who would have to decide instead is unknown.
    """
    steps: list[Step] = []
    for step in route.steps:
        persons = tuple(dict.fromkeys(_persons(load, step, requester)))
        if None in persons:
            return refuse("route-without-manager", step=step.name, requester=requester)
        named = tuple(person for person in persons if person)
        update = {"persons": named, "managers": (), "department_head": False}
        steps.append(Step.model_validate({**step.model_dump(), **update}))
    return Route(policy=route.policy, row=route.row, steps=tuple(steps))


def _persons(load: Load, step: Step, requester: str) -> Iterator[str | None]:
    yield from (_not_himself(load, person, requester) for person in step.persons)
    yield from (_manager(load, requester, level) for level in step.managers)
    if step.department_head:
        yield _not_himself(load, _head(load, requester), requester)


def _person(load: Load, code: str) -> Person:
    person: Person = load(PERSON, stream_id("person", code))
    return person


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


def _not_himself(load: Load, person: str | None, requester: str) -> str | None:
    return _manager(load, requester, 1) if person == requester else person
