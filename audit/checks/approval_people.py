"""What is known of those who vote: their roles and their substitutes, day by day."""

from itertools import pairwise

from aggregates.person import PERSON, Person
from audit.checks._base import Found, Sees
from events._base import Recorded
from events.person import (
    PersonRegistered,
    PersonRevised,
    RoleGranted,
    RoleRevised,
    RoleRevoked,
    SubstituteEnded,
    SubstituteNamed,
)

Told = PersonRegistered | PersonRevised | RoleGranted | RoleRevised | RoleRevoked | SubstituteNamed | SubstituteEnded


class People:
    """People as the log tells them so far."""

    def __init__(self) -> None:
        self._known: dict[str, Person] = {}

    @property
    def sees(self) -> Sees:
        """Whatever is told of a person."""
        return dict.fromkeys(Told.__args__, self._person)

    def _person(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, Told)
        self._known[event.person] = PERSON.evolve(self._of(event.person), event)
        yield from ()

    def _of(self, person: str) -> Person:
        return self._known.get(person, PERSON.initial)

    def roles(self, person: str, entity: str, recorded: Recorded) -> frozenset[str]:
        """The roles held in an entity on the day of recording."""
        return self._of(person).roles(entity, recorded.recorded_at.date())

    def stands_for(self, person: str, other: str, recorded: Recorded) -> bool:
        """Whether a person is another, or was on that day his substitute, or the substitute of one of his."""
        day, reached, ahead = recorded.recorded_at.date(), set[str](), [other]
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead += [each.substitute for each in self._of(one).substitutes if each.valid_on(day)]
        return person in reached

    def stand_in(self, chain: tuple[str, ...], recorded: Recorded) -> bool:
        """Whether each of a chain was on that day the named substitute of the one before him, who had not left."""
        day = recorded.recorded_at.date()
        return all(
            self._of(one).employed(day)
            and any(each.substitute == other and each.valid_on(day) for each in self._of(one).substitutes)
            for one, other in pairwise(chain)
        )
