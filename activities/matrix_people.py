"""Whether there are people for the steps of an approval matrix: who holds which role on a day, may vote, and may ask."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from activities.approval_facts import Load, level_of
from activities.approval_route import granted, manager_at_work
from aggregates.matrix_facts import Amount
from aggregates.matrix_people import Office, never_asked, unfilled
from aggregates.matrix_proof import Flaw
from aggregates.person import PERSON
from contracts._base import ADMINISTRATIVE
from contracts.approval import Vote
from contracts.approval_matrix import Matrix, asked_by, kinds_of
from contracts.conditions import NONE
from contracts.ids import stream_id

Everybody = tuple[Sequence[str], Sequence[str]]
"""The codes of all people and of all legal entities."""


def unfilled_now(load: Load, everybody: Everybody, matter: str, matrix: Matrix, on: date) -> Iterator[Flaw]:
    """Steps of a matrix for which there are no people on a day."""
    people, entities = everybody
    known = {code: load(PERSON, stream_id("person", code)) for code in people}
    asks = "declared_document.start" if matrix.fields else asked_by(matter)
    offices = [_office(load, known, entity, asks, on) for entity in entities]
    yield from never_asked(matrix, offices)
    for office in offices:
        yield from unfilled(matrix, office, {**kinds_of(matter), **matrix.fields})


def _office(load: Load, people: dict[str, Any], entity: str, permission: str, on: date) -> Office:
    roles = {code: person.roles(entity, on) for code, person in people.items()}
    rights = {code: granted(load, held) for code, held in roles.items()}
    ruling = {code for code, each in people.items() if ADMINISTRATIVE & granted(load, each.roles_anywhere(on))}
    asking = [code for code, may in rights.items() if permission in may and code not in ruling]
    return Office(
        entity=entity,
        holders={
            role: frozenset(code for code in roles if role in roles[code]) for role in set().union(*roles.values())
        },
        barred=frozenset(code for code, may in rights.items() if Vote.permission not in may or code in ruling),
        asking={
            code: {
                "department": people[code].department or NONE,
                "requester_level": Amount(Decimal(level_of(load, code))),
            }
            for code in asking
        },
        topmost=frozenset(code for code in asking if manager_at_work(load, code, on) is None),
    )
