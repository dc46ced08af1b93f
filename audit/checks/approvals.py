"""I5 for decisions: what was approved is exactly what was submitted, with the votes that the frozen route demands."""

from dataclasses import dataclass, field
from uuid import UUID

from aggregates.person import PERSON, Person
from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.route import Step, leaves
from events._base import Recorded
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, ApproverPassedOver, Voted
from events.person import PersonRegistered, PersonRevised, RoleGranted, RoleRevised, RoleRevoked

NAME = "I5"


@dataclass
class _Approval:
    """An approval: its content, the valid votes of each step (role, person), other voters, escalated roles, and its end."""

    opened: ApprovalOpened
    otherwise: set[tuple[int, str]] = field(default_factory=set)
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
            ApproverPassedOver: self._passed_over,
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
        if _again(approval, event):
            yield violation(NAME, "voted-twice", event.ref, person=event.person, step=event.step + 1, position=at)
        if not self._holds(recorded, event):
            yield violation(NAME, "vote-without-role", event.ref, person=event.person, role=event.role, position=at)
        if event.verdict == "approve":
            approval.votes.append((event.step, event.role, event.person))
        else:
            approval.otherwise.add((event.step, event.person))

    def _holds(self, recorded: Recorded, event: Voted) -> bool:
        """Whether the voter held the role in the document's entity on the day of recording, or was asked by name."""
        if _by_name(event):
            return True
        person = self._people.get(event.person, PERSON.initial)
        return event.role in person.roles(event.ref.entity, recorded.recorded_at.date())

    def _passed_over(self, recorded: Recorded) -> Found:
        """Only whose own approval ended the step before it counts again, and only where he is asked by name."""
        event = recorded.event
        assert isinstance(event, ApproverPassedOver)
        approval = self.ended.get(event.ref.id)
        steps = tuple(leaves(approval.opened.route.steps)) if approval else ()
        earlier = [number for number, step in enumerate(steps[: event.step]) if step.kind == "decide"]
        voted = {(at, person) for at, _, person in approval.votes} if approval else set()
        asked = event.step < len(steps) and event.person in steps[event.step].persons
        if approval is None or not earlier or not asked or (earlier[-1], event.person) not in voted:
            yield violation(NAME, "passed-over-wrongly", event.ref, person=event.person, position=recorded.position)
            return
        approval.votes.append((event.step, f"@{event.person}", event.person))

    def _ended(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ApprovalEnded)
        approval = self.ended.get(event.ref.id)
        if approval is None or approval.result != "open":
            yield violation(NAME, "approval-ended-twice", event.ref, position=recorded.position)
            return
        approval.result = event.result
        for index, step in enumerate(leaves(approval.opened.route.steps)) if event.result == "approved" else ():
            if missing := _missing(approval, index, step):
                figures = {"step": index + 1, "missing": ", ".join(missing), "position": recorded.position}
                yield violation(NAME, "votes-missing", event.ref, **figures)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _again(approval: _Approval, event: Voted) -> bool:
    """Whether he answered in this step, whatever he said, or approved another one and is not asked by name."""
    return (event.step, event.person) in approval.otherwise or any(
        person == event.person and (step == event.step or not _by_name(event)) for step, _, person in approval.votes
    )


def _by_name(event: Voted) -> bool:
    return event.role == f"@{event.person}"


def _missing(approval: _Approval, index: int, step: Step) -> tuple[str, ...]:
    """The deciders whose votes a step still lacks; the role it was escalated to stands in for one of them."""
    if step.kind == "copy":
        return ()
    voted = {role for at, role, _ in approval.votes if at == index}
    asked = {*step.roles, *(f"@{person}" for person in step.persons)}
    stand_ins = len({(index, role) for role in voted - asked} & approval.escalated)
    given = len(voted & asked) + stand_ins
    needed = {"any": 1, "votes": step.votes_of(len(asked))}.get(step.mode, len(asked))
    return () if given >= needed else tuple(sorted(asked - voted))
