"""Who is told of a cause at this moment, and over which channels."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.chat_cards import Robot
from adapters.mail import MailServer
from aggregates.approval_state import Approval
from aggregates.person import PERSON, Person
from contracts.approval import by_name
from contracts.ids import stream_id
from contracts.notice import Channel
from processes.notice import TASKS, Cause, Telling
from store.work import States

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
    person: Person | None = None
    robot: Robot | None = None


@dataclass(frozen=True)
class People:
    """The people of a day."""

    states: States
    channels: Channels
    holders: Holders
    today: date

    def addressed(self, case: Telling, cause: Cause) -> Iterator[Addressed]:
        """Every message of a cause: to each person by mail or to a robot of his own, and to the robots of groups."""
        entity = case.approval.ref.entity if case.approval.ref else ""
        for one in case.wanted(cause):
            for person in self._persons(case, cause, one, entity):
                yield from self._to_person(person)
            group = f"role:{one}"
            for robot in self.channels.robots:
                if robot.to == group and robot.entity in ("*", entity):
                    yield Addressed(robot.to, robot.kind, robot=robot)

    def _to_person(self, person: Person) -> Iterator[Addressed]:
        mine = [robot for robot in self.channels.robots if robot.to == person.code]
        if self.channels.mail and (person.email or not mine):
            yield Addressed(person.code, "mail", person)
        for robot in mine:
            yield Addressed(person.code, robot.kind, person, robot)

    def _persons(self, case: Telling, cause: Cause, one: str, entity: str) -> list[Person]:
        """Who is meant: a person asked by name, or whoever holds the role now. Nobody is told what he did himself; whoever
        may not decide, because he asked or has decided before, is not asked to."""
        named = one == by_name(one[1:])
        codes = [one[1:]] if named else self.holders(one, entity)
        people = [self.states.load(PERSON, stream_id("person", code)).state for code in codes]
        kept = {cause.by, *(_kept_from(case.approval, named) if cause.matter in TASKS else ())}
        return [each for each in people if each.code not in ("", *kept) and self._meant(each, one, entity, named)]

    def _meant(self, person: Person, one: str, entity: str, named: bool) -> bool:
        return person.employed(self.today) if named else one in person.roles(entity, self.today)


def _kept_from(approval: Approval, named: bool) -> tuple[str, ...]:
    """Who may not decide the step that waits: the requester, who answered it, and for a role whoever decided before."""
    answered = (*approval.votes.values(), *approval.against.values())
    return (approval.requester, *answered, *(() if named else approval.approvers))
