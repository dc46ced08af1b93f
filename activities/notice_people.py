"""Who is told of a cause at this moment, and over which channels."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from activities.approval_route import may_decide
from adapters.chat_cards import Robot
from adapters.mail import MailServer
from aggregates._base import Aggregate
from aggregates.approval_ballot import may_act
from aggregates.invoice import Invoice
from aggregates.person import PERSON, Person
from contracts.ids import stream_id
from contracts.notice import Channel
from contracts.route import by_name
from processes.notice import TASKS, Cause, Subject, Telling
from store.states import States

Holders = Callable[[str, str], Sequence[str]]
"""Role and entity -> the codes of people who may hold it there; raises where that is not known now."""


@dataclass(frozen=True)
class Channels:
    """Where messages can go; none of them: nobody is told anything. `base_url` is where people reach the pages."""

    mail: MailServer | None = None
    robots: tuple[Robot, ...] = ()
    base_url: str = ""
    link_lives: timedelta = timedelta(days=7)

    def __bool__(self) -> bool:
        return bool(self.mail or self.robots)


@dataclass(frozen=True)
class Addressed:
    """One message to be: to a person (by mail or to a robot of his own) or to a robot of a group."""

    to: str
    channel: Channel
    step: int
    person: Person | None = None
    robot: Robot | None = None


Chained = tuple[tuple[str, ...], Person]
"""Whoever may act, with those from whose task it is to him."""


@dataclass(frozen=True)
class People:
    """The people of a day."""

    states: States
    channels: Channels
    holders: Holders
    today: date

    def addressed(self, case: Telling, cause: Cause) -> Iterator[Addressed]:
        """Every message of a cause: to each person by mail or to a robot of his own, and to the robots of groups."""
        entity = case.about.ref.entity if case.about.ref else ""
        for step, one in case.wanted(cause):
            for person in self._persons(case, cause, step, one):
                yield from self._to_person(person, step)
            for robot in self.channels.robots:
                if robot.to == f"role:{one}" and robot.entity in ("*", entity):
                    yield Addressed(robot.to, robot.kind, step, robot=robot)

    def _to_person(self, person: Person, step: int) -> Iterator[Addressed]:
        mine = [robot for robot in self.channels.robots if robot.to == person.code]
        if self.channels.mail and (person.email or not mine):
            yield Addressed(person.code, "mail", step, person)
        for robot in mine:
            yield Addressed(person.code, robot.kind, step, person, robot)

    def _persons(self, case: Telling, cause: Cause, step: int, one: str) -> list[Person]:
        """Who is meant: a person asked by name, or whoever holds the role now; of a task their substitutes too. Nobody is told
        what he did himself; whoever may not decide, because he asked, has decided before, or may decide nothing there, is not
        asked to."""
        entity = case.about.ref.entity if case.about.ref else ""
        named = one == by_name(one[1:])
        codes = [one[1:]] if named else self.holders(one, entity)
        meant = [each for each in map(self._person, codes) if self._meant(each, one, entity, named)]
        chains: list[Chained] = [((each.code,), each) for each in meant]
        if cause.matter in TASKS:
            chains = [
                found
                for found in self._with_substitutes(meant)
                if _may_act(case.about, step, one, found[0]) and self._may_decide(case.about, found[0], entity)
            ]
        told = {each.code: each for _, each in chains if each.code != cause.by and each.employed(self.today)}
        return list(told.values())

    def _may_decide(self, about: Subject, chain: tuple[str, ...], entity: str) -> bool:
        """Whether each of a chain may decide approvals: who may not passes nothing on."""
        return isinstance(about, Invoice) or all(may_decide(self._load, each, entity, self.today) for each in chain)

    def _load(self, kind: Aggregate[Any], stream: UUID) -> Any:
        return self.states.load(kind, stream).state

    def _person(self, code: str) -> Person:
        found: Person = self.states.load(PERSON, stream_id("person", code)).state
        return found

    def _meant(self, person: Person, one: str, entity: str, named: bool) -> bool:
        return bool(person.code) and (named or one in person.roles(entity, self.today))

    def _with_substitutes(self, people: list[Person]) -> Iterator[Chained]:
        """Each with whoever may decide in his place today, and so on; with those from whose task it is to him."""
        left: list[Chained] = [((person.code,), person) for person in people]
        for chain, person in left:
            yield chain, person
            names = person.substitutes_on(self.today) if person.employed(self.today) else ()
            left += (((*chain, name), self._person(name)) for name in names if name not in chain)


def _may_act(about: Subject, step: int, one: str, chain: tuple[str, ...]) -> bool:
    """Whether the last of a chain can do anything; what somebody corrected of an invoice another one looks at."""
    return chain[-1] not in about.correctors if isinstance(about, Invoice) else may_act(about, step, one, chain)
