"""An approval as its events tell it: what is asked, the steps that wait, and who approved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from aggregates.approval_step import Waiting
from contracts.approval import OpenApproval
from contracts.route import Place, Route, Step, by_name
from contracts.values import Money, Ref
from events.approval import Asked

Result = Literal["none", "open", "approved", "rejected", "returned", "withdrawn"]


@dataclass(frozen=True)
class Approval:
    """An approval and the steps that wait, by their numbers from 0.

    `open` are being decided, `settled` were approved; `passed` are all that are done, also those that nobody decides.
    `parked` come back as they stood when their turn comes again; in a step of `again` nobody is passed over.
    """

    ref: Ref | None = None
    subject: Ref | None = None
    requester: str = ""
    amount: Money | None = None
    content_hash: str = ""
    route: Route | None = None
    result: Result = "none"
    facts: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    matter: str | None = None
    places: tuple[Place, ...] = ()
    open: Mapping[int, Waiting] = field(default_factory=dict)
    settled: Mapping[int, Waiting] = field(default_factory=dict)
    passed: frozenset[int] = frozenset()
    parked: Mapping[int, Waiting] = field(default_factory=dict)
    again: frozenset[int] = frozenset()
    instead: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """(step, decider) -> the person who is asked in his place when the step opens."""
    asked: tuple[Asked, ...] = ()
    urged_at: datetime | None = None
    findings: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    """Part of what is asked -> its hash."""

    def covers(self, asked: OpenApproval | None) -> bool:
        """Whether it is about exactly what is asked: the document, its amount, its requester and its content."""
        if asked is None:
            return False
        wanted = (asked.subject, asked.amount, asked.requester, asked.content_hash)
        return (self.subject, self.amount, self.requester, self.content_hash) == wanted

    def waiting(self) -> tuple[str, ...]:
        """Who is asked now, over all steps that wait."""
        steps = sorted(self.open.items()) if self.result == "open" else ()
        return tuple(one for _, step in steps for one in step.asked().values())

    @property
    def index(self) -> int:
        """The first step that waits, or where the route came to."""
        return min(self.open, default=max(self.passed, default=0))

    @property
    def front(self) -> Waiting | None:
        """The first step that waits."""
        return self.open.get(self.index)

    @property
    def approvers(self) -> tuple[str, ...]:
        """Whose approvals count, step by step; a person who was passed over is named where he approved."""
        steps = sorted({**self.settled, **self.parked, **self.open}.items())
        return tuple(person for _, step in steps for one, person in step.votes.items() if one not in step.over)

    @property
    def principals(self) -> frozenset[str]:
        """Whose approvals count: for himself, or given by his substitutes."""
        return frozenset(chain[0] for chain in self._chains())

    @property
    def deputies(self) -> frozenset[str]:
        """Who approved in the place of others, and who stood between them."""
        return frozenset(person for chain in self._chains() for person in chain[1:])

    def _chains(self) -> Iterator[tuple[str, ...]]:
        steps = {**self.settled, **self.parked, **self.open}.values()
        return (chain for step in steps for chain in step.chains())

    def begun(self, number: int) -> Waiting | None:
        """A step that waits, or comes back as it stands."""
        return self.open.get(number) or self.parked.get(number)

    def in_place(self, number: int, decider: str) -> str:
        """Who is asked in the place of a decider of the route when the step opens."""
        to = self.instead.get((number, decider))
        return by_name(to) if to else decider

    def seats(self, number: int, passed: bool = False) -> tuple[str, ...]:
        """Who is asked at a step, now or in time; of one that has passed nobody, unless it may be asked again."""
        if (number in self.settled and not passed) or self.places[number].step.kind != "decide":
            return ()
        step = self.begun(number)
        if step is not None:
            return tuple(dict.fromkeys((*step.deciders, *step.added, *step.asked().values())))
        return tuple(dict.fromkeys(self.in_place(number, one) for one in self.places[number].step.deciders))

    def later_than(self, number: int) -> frozenset[int]:
        """The steps that are asked only after a step, without those that nobody decides."""
        later = (at for at, place in enumerate(self.places) if number in place.before)
        return frozenset(at for at in later if self.places[at].step.kind in ("decide", "bot"))

    def just_before(self, number: int) -> frozenset[str]:
        """Who approved the steps that came directly before a step, for himself and in his own place; nobody, where a service
        reported in between: its findings must be seen."""
        acted = frozenset(at for at in self.places[number].before if self.places[at].step.kind in ("decide", "bot"))
        last = [at for at in acted if not any(at in self.places[other].before for other in acted)]
        if any(self.places[at].step.kind == "bot" for at in last):
            return frozenset()
        decided = [at for at in last if at in self.settled and covers(self.places[at].step, self.places[number].step)]
        return frozenset(person for at in decided for person in self.settled[at].own())


def covers(earlier: Step, later: Step) -> bool:
    """Whether who decided a step has decided on all that another one asks for."""
    return not earlier.parts or (bool(later.parts) and set(later.parts) <= set(earlier.parts))
