"""One step of a route that people decide: whom it asks now, and how it stands.

A *decider* is a place at the step: a role, or a person as "@CODE". Deciders are those of the route, put in the place of
others where a task was reassigned, and those that were added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from contracts.approval_verbs import Where
from contracts.route import Step, by_name

V = TypeVar("V")
Outcome = Literal["open", "passed", "failed"]


@dataclass(frozen=True)
class Waiting:
    """A step that was opened. `votes` are decider -> person who approved for it, `against` those who did not."""

    step: Step
    deciders: tuple[str, ...]
    opened_at: datetime
    remind_at: datetime
    escalate_at: datetime
    time_out_at: datetime | None = None
    votes: Mapping[str, str] = field(default_factory=dict)
    against: Mapping[str, str] = field(default_factory=dict)
    over: frozenset[str] = frozenset()
    """Deciders who were passed over: their persons approved the step before."""
    carried: frozenset[str] = frozenset()
    """Deciders whose approvals were given before the document was submitted again."""
    added: Mapping[str, str] = field(default_factory=dict)
    """Added decider -> who added him. Whatever the mode, each of them must approve."""
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Decider -> the deciders who must have approved before he is asked."""
    lent: Mapping[str, str] = field(default_factory=dict)
    """Decider -> person whose judgement is awaited before he is asked again."""
    reminded: bool = False
    escalated_to: str | None = None
    acted: bool = False
    """Whether a person did anything here."""
    behalf: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Decider -> in whose place his vote was given, and who stood between them."""

    def asked(self) -> Mapping[str, str]:
        """Decider -> who is asked now in his place: himself, or whose judgement he awaits."""
        answered = self._answered()
        missing = [] if self._enough() else [one for one in self.deciders if one not in answered]
        turn = missing[:1] if self.step.mode == "in_order" else missing
        extra = self.escalated_to if not any(map(self._stands_in, (*self.votes, *self.against))) else None
        stand_in = [extra] if extra and missing and extra not in self.deciders else []
        added = [one for one in self.added if one not in answered]
        # Whom nobody need wait for any more (the others sufficed) holds nobody up.
        awaited = {*missing, *added, *stand_in}
        free = [one for one in (*turn, *added, *stand_in) if not awaited & {*self.after.get(one, ())}]
        return {one: by_name(self.lent[one]) if one in self.lent else one for one in free}

    def _answered(self) -> list[str]:
        """Who has answered. In order, a stand-in answers also for him whose turn it was, so that those after him have theirs."""
        answered = list(self.against)
        for one in self.votes:
            turn = [other for other in self.deciders if other not in answered][:1]
            stood_in = self.step.mode == "in_order" and self._stands_in(one)
            answered += [one, *turn] if stood_in else [one]
        return answered

    def _stands_in(self, decider: str) -> bool:
        return decider not in self.deciders and decider not in self.added

    def _enough(self) -> bool:
        """Whether those whom the route asks have approved."""
        # The role it was escalated to stands in for one decider that is missing.
        given = sum(one in self.votes for one in self.deciders) + any(map(self._stands_in, self.votes))
        return given >= self.step.enough_of(len(self.deciders))

    def outcome(self) -> Outcome:
        """How the step stands; by votes it fails as soon as so many can no longer be reached."""
        if self.step.kind != "decide":
            return "open"
        against = [one for one in self.against if one not in self.added]
        lost = len(self.deciders) - len(against) < self.step.votes_of(len(self.deciders))
        if len(against) < len(self.against) or (lost if self.step.mode == "votes" else against):
            return "failed"
        return "passed" if self._enough() and all(one in self.votes for one in self.added) else "open"

    def persons(self) -> frozenset[str]:
        """Who decided here, for or against, and in whose place."""
        chains = (person for chain in self.behalf.values() for person in chain)
        return frozenset((*self.votes.values(), *self.against.values(), *chains))

    def chains(self) -> Iterator[tuple[str, ...]]:
        """Of each approval, in whose place it was given, who stands between, and last who gave it."""
        return ((*self.behalf.get(one, ()), person) for one, person in self.votes.items())

    def own(self) -> Iterator[str]:
        """Who approved for himself what he sees now, and did not stand in for one who was missing."""
        fresh = (one for one in self.votes if one not in self.carried)
        return (self.votes[one] for one in fresh if not self.behalf.get(one) and not self._stands_in(one))

    def approved(self, decider: str, person: str, behalf: tuple[str, ...] = ()) -> "Waiting":
        """With the approval of a person for a decider."""
        return replace(self, votes={**self.votes, decider: person}, **self._acted(decider, behalf))

    def opposed(self, decider: str, person: str, behalf: tuple[str, ...] = ()) -> "Waiting":
        """With the rejection of a person for a decider."""
        return replace(self, against={**self.against, decider: person}, **self._acted(decider, behalf))

    def _acted(self, decider: str, behalf: tuple[str, ...]) -> dict[str, Any]:
        return {"acted": True, "behalf": {**self.behalf, decider: behalf} if behalf else self.behalf}

    def with_carried(self, decider: str, person: str, behalf: tuple[str, ...]) -> "Waiting":
        """With the approval that was given for a decider before."""
        return replace(self.approved(decider, person, behalf), carried=self.carried | {decider}, acted=self.acted)

    def passed_over(self, person: str) -> "Waiting":
        """With the approval that a person gave the step before."""
        one = by_name(person)
        return replace(self, votes={**self.votes, one: person}, over=self.over | {one})

    def without_passing_over(self) -> "Waiting":
        """As if nobody had been passed over: what stood for their approvals counts no longer."""
        return replace(
            self, votes={one: who for one, who in self.votes.items() if one not in self.over}, over=frozenset()
        )

    def without_vote(self, decider: str) -> "Waiting":
        """As if the decider had not decided."""
        votes, against = _without(self.votes, decider), _without(self.against, decider)
        behalf = _without(self.behalf, decider)
        return replace(self, votes=votes, against=against, behalf=behalf, carried=self.carried - {decider})

    def reassigned(self, decider: str, to: str) -> "Waiting":
        """With another person in the place of a decider."""
        new = by_name(to)

        def named(one: str) -> str:
            return new if one == decider else one

        return replace(
            self,
            deciders=tuple(map(named, self.deciders)),
            added={named(one): by for one, by in self.added.items()},
            after={named(one): tuple(map(named, first)) for one, first in self.after.items()},
            lent=_without(self.lent, decider),
            escalated_to=self.escalated_to and named(self.escalated_to),
            acted=True,
        )

    def lent_to(self, decider: str, by: str, to: str) -> "Waiting":
        """Where a decider awaits the judgement of a person; whoever asked for it is the decider from now on."""
        mine = self if decider == by_name(by) else self.reassigned(decider, by)
        return replace(mine, lent={**mine.lent, by_name(by): to}, acted=True)

    def advised(self, decider: str) -> "Waiting":
        """Where the judgement came back, or is awaited no longer."""
        return replace(self, lent=_without(self.lent, decider), acted=True)

    def with_added(self, person: str, beside: str, where: Where, by: str) -> "Waiting":
        """With one more decider."""
        one, after = by_name(person), dict(self.after)
        if where == "before":
            after[beside] = (*after.get(beside, ()), one)
        elif where == "after":
            after[one] = (beside,)
        return replace(self, added={**self.added, one: by}, after=after, acted=True)

    def without_added(self, person: str) -> "Waiting":
        """Without one who was added."""
        one = by_name(person)
        after = {
            other: tuple(each for each in first if each != one) for other, first in self.after.items() if other != one
        }
        return replace(self, added=_without(self.added, one), after=after, lent=_without(self.lent, one))

    def votes_after(self, decider: str) -> bool:
        """Whether anybody decided here who was asked only because this decider had."""
        given = [one for one in self.votes if one not in self.over] if self.step.mode == "in_order" else []
        later = [one for one in given[given.index(decider) + 1 :] if one not in self.added] if decider in given else []
        waited = [one for one, first in self.after.items() if decider in first]
        return bool(later) or any(one in self.votes or one in self.against for one in waited)


def _without(entries: Mapping[str, V], key: str) -> Mapping[str, V]:
    return {name: value for name, value in entries.items() if name != key}
