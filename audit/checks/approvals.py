"""I5 for decisions: what was approved is exactly what was submitted, with the votes that the frozen route demands."""

from dataclasses import dataclass, field
from uuid import UUID

from aggregates.person import PERSON, Person
from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.approval import Step
from events._base import Recorded
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, Voted
from events.person import PersonRegistered, PersonRevised, RoleGranted, RoleRevised, RoleRevoked

NAME = "I5"


@dataclass
class _Approval:
    """An approval: its content, the valid votes of each step (role, person), escalated roles, and how it ended."""

    opened: ApprovalOpened
    votes: list[tuple[int, str, str]] = field(default_factory=list)
    escalated: set[tuple[int, str]] = field(default_factory=set)
    result: str = "open"


class Approvals:
    """Every approval that ended approved has its votes: by persons, who hold the roles, distinct from the requester."""

    name = NAME

    def __init__(self) -> None:
        self.ended: dict[UUID, _Approval] = {}
        self._people: dict[str, Person] = {}

    @property
    def sees(self) -> Sees:
        """Votes, and the roles of those who vote."""
        return {
            PersonRegistered: self._person,
            PersonRevised: self._person,
            RoleGranted: self._person,
            RoleRevised: self._person,
            RoleRevoked: self._person,
            ApprovalOpened: self._opened,
            ApprovalEscalated: self._escalated,
            Voted: self._voted,
            ApprovalEnded: self._ended,
        }

    def _person(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PersonRegistered | PersonRevised | RoleGranted | RoleRevised | RoleRevoked)
        known = self._people.get(event.person, PERSON.initial)
        self._people[event.person] = PERSON.evolve(known, event)
        yield from ()

    def _opened(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ApprovalOpened)
        if event.ref.id in self.ended:
            yield violation(NAME, "approval-opened-twice", event.ref, position=recorded.position)
        self.ended.setdefault(event.ref.id, _Approval(event))

    def _escalated(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ApprovalEscalated)
        if approval := self.ended.get(event.ref.id):
            approval.escalated.add((event.step, event.to))
        yield from ()

    def _voted(self, recorded: Recorded) -> Found:
        event, at, actor = recorded.event, recorded.position, recorded.meta.actor
        assert isinstance(event, Voted)
        approval = self.ended.get(event.ref.id)
        if approval is None or event.content_hash != approval.opened.content_hash:
            yield violation(NAME, "vote-on-other-content", event.ref, person=event.person, position=at)
            return
        if actor.kind != "person" or actor.id != event.person:
            yield violation(NAME, "decided-by-no-person", event.ref, actor=f"{actor.kind}:{actor.id}", position=at)
        if event.person == approval.opened.requester:
            yield violation(NAME, "requester-voted", event.ref, person=event.person, position=at)
        if any(person == event.person for _, _, person in approval.votes):
            yield violation(NAME, "voted-twice", event.ref, person=event.person, step=event.step + 1, position=at)
        if not self._holds(recorded, event):
            yield violation(NAME, "vote-without-role", event.ref, person=event.person, role=event.role, position=at)
        if event.verdict == "approve":
            approval.votes.append((event.step, event.role, event.person))

    def _holds(self, recorded: Recorded, event: Voted) -> bool:
        """Whether the voter held the role in the document's entity on the day of recording."""
        person = self._people.get(event.person, PERSON.initial)
        return event.role in person.roles(event.ref.entity, recorded.recorded_at.date())

    def _ended(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ApprovalEnded)
        approval = self.ended.get(event.ref.id)
        if approval is None or approval.result != "open":
            yield violation(NAME, "approval-ended-twice", event.ref, position=recorded.position)
            return
        approval.result = event.result
        for index, step in enumerate(approval.opened.route.steps) if event.result == "approved" else ():
            if missing := _missing(approval, index, step):
                figures = {"step": index + 1, "missing": ", ".join(missing), "position": recorded.position}
                yield violation(NAME, "votes-missing", event.ref, **figures)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _missing(approval: _Approval, index: int, step: Step) -> tuple[str, ...]:
    """The roles whose votes a step still lacks; the role it was escalated to stands in for one of them."""
    voted = {role for at, role, _ in approval.votes if at == index}
    stands_in = any((index, role) in approval.escalated for role in voted - {*step.roles})
    missing = tuple(role for role in step.roles if role not in voted)
    enough = len(missing) < len(step.roles) or stands_in if step.mode == "any" else len(missing) <= stands_in
    return () if enough else missing
