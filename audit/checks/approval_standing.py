"""How an approval stands by its events alone: what was approved at each step, for whom, and what of it still counts.

It is reckoned apart from the interpreter that decides, so that both would have to be wrong in the same way.
"""

from dataclasses import dataclass, field

from contracts.route import Place, Step, places
from events.approval import ApprovalOpened

Chain = tuple[str, ...]
"""For whom a vote was given, who stands between, and last who gave it."""


@dataclass
class Standing:
    """A step that was opened: whom it asks ("@CODE": a person by name), and the answers that count."""

    step: Step
    route: tuple[str, ...]
    seats: list[str]
    added: dict[str, str] = field(default_factory=dict)
    escalated: set[str] = field(default_factory=set)
    judged: dict[str, str] = field(default_factory=dict)
    first: list[tuple[str, str]] = field(default_factory=list)
    """(who must answer, before whom)."""
    given: dict[str, Chain] = field(default_factory=dict)
    against: dict[str, Chain] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    """Whose approvals were given before the document was submitted again."""
    waits: bool = True

    def people(self) -> set[str]:
        """Everybody who had a part in an answer here."""
        return {person for chain in (*self.given.values(), *self.against.values()) for person in chain}

    def counts(self, one: str, chain: Chain) -> bool:
        """Whether they approved for a decider here, and none of them elsewhere."""
        return one not in self.over and self.given.get(one) == chain

    def fresh(self) -> set[str]:
        """For whom somebody approved here, of what he saw then."""
        return set(self.given) - self.over - self.carried

    def without(self, one: str) -> None:
        """Without the answer for a decider, who is asked again when the step comes back."""
        self.given.pop(one, None)
        self.against.pop(one, None)
        self.carried.discard(one)
        self.waits = False

    def _stood_in(self) -> int:
        return len([one for one in self.given if one not in self.seats and one not in self.added][:1])

    def lacking(self) -> tuple[str, ...]:
        """Whose approvals the mode still needs, or who is against it."""
        if stopped := [one for one in self.against if one in self.added or self.step.mode != "votes"]:
            return tuple(stopped)
        absent = [one for one in self.seats if one not in self.given]
        needed = {"any": 1, "votes": self.step.votes_of(len(self.seats))}.get(self.step.mode, len(self.seats))
        short = len(self.seats) - len(absent) + self._stood_in() < needed
        return (*(absent if short else ()), *(one for one in self.added if one not in self.given))

    def asks(self, one: str) -> bool:
        """Whether it is the turn of a decider."""
        if not self.waits or one in self.given or one in self.against or one in self.judged:
            return False
        open_to = {*self.seats, *self.added, *({} if self._stood_in() else self.escalated)}
        waiting = [before for before, later in self.first if later == one and before in self.lacking()]
        return one in open_to and not waiting and self._in_turn(one)

    def _in_turn(self, one: str) -> bool:
        if self.step.mode != "in_order" or one not in self.seats:
            return True
        earlier = [each for each in self.seats[: self.seats.index(one)] if each not in self.given]
        return len(earlier) <= self._stood_in()

    def put(self, one: str, to: str) -> None:
        """Another person in the place of a decider."""
        self.seats = [to if each == one else each for each in self.seats]
        self.added = {to if each == one else each: by for each, by in self.added.items()}
        self.first = [(to if a == one else a, to if b == one else b) for a, b in self.first]
        self.escalated = {to if each == one else each for each in self.escalated}
        self.judged.pop(one, None)

    def without_passing_over(self) -> None:
        """What stood only by an approval elsewhere stands no longer."""
        self.given = {one: chain for one, chain in self.given.items() if one not in self.over}
        self.over = set()


@dataclass
class Account:
    """An approval so far."""

    opened: ApprovalOpened
    places: tuple[Place, ...]
    steps: dict[int, Standing] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    """Steps that nobody decides, and that are over."""
    instead: dict[tuple[int, str], str] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)
    carried: dict[int, dict[str, Chain]] = field(default_factory=dict)
    """Step that has not opened yet -> the approvals that it will open with."""
    result: str = "open"

    @classmethod
    def of(cls, opened: ApprovalOpened) -> "Account":
        """An approval as it opens."""
        return cls(opened, places(opened.route.steps))

    def is_done(self, number: int) -> bool:
        """Whether a step has what it needs. Of a copy nothing is needed."""
        kind = self.places[number].step.kind
        if kind == "decide":
            return number in self.steps and not self.steps[number].waits and not self.steps[number].lacking()
        return kind == "copy" or number in self.done

    def route_of(self, number: int) -> tuple[str, ...]:
        """Whom the route asks at a step, with those who took over."""
        deciders = self.places[number].step.deciders
        return tuple(dict.fromkeys(self.instead.get((number, one), one) for one in deciders))

    def later(self, number: int) -> set[int]:
        """The steps that come only after a step."""
        return {at for at, place in enumerate(self.places) if number in place.before}

    def approved_directly_before(self, number: int) -> set[str]:
        """Who approved for himself where this step comes at once after; nobody, where a service reported in between."""
        kinds = {at: self.places[at].step.kind for at in self.places[number].before}
        before = {at for at, kind in kinds.items() if kind in ("decide", "bot")}
        last = before - {earlier for at in before for earlier in self.places[at].before}
        if any(kinds[at] == "bot" for at in last):
            return set()
        wanted = self.places[number].step.parts
        known = {at: self.places[at].step.parts for at in last if at in self.steps}
        steps = [self.steps[at] for at, parts in known.items() if not parts or (wanted and not {*wanted} - {*parts})]
        given = ((each, one, chain) for each in steps for one, chain in each.given.items() if one not in each.carried)
        own = ((each, one, chain) for each, one, chain in given if not chain[1:])
        return {chain[0] for each, one, chain in own if one in each.seats or one in each.added}

    def open(self, number: int) -> None:
        """A step waits now; one that came back keeps what it had."""
        kept, asked = self.steps.get(number), self.route_of(number)
        if kept is None:
            before = self.carried.pop(number, {})
            step = Standing(self.places[number].step, asked, list(asked), given=before, carried={*before})
            self.steps[number] = step
        else:
            kept.waits, kept.escalated = True, set()

    def settle(self, number: int) -> None:
        """A step that has what it needs waits no longer."""
        step = self.steps[number]
        if not step.lacking():
            step.waits = False
            self.again.discard(number)

    def void(self, numbers: set[int]) -> None:
        """What was decided at these steps counts no longer."""
        self.done -= {at for at in numbers if self.places[at].step.kind == "bot"}
        for number in numbers:
            self.steps.pop(number, None)
            self.carried.pop(number, None)

    def returned(self, number: int, to: int, come_back: bool) -> None:
        """It goes back to an earlier step: all after it are asked again, or whoever returned it."""
        self.again.add(to)
        if not come_back:
            self.void({to, *self.later(to)})
            return
        self.void({to})
        self.steps[number].waits = False
        for at in self.later(to) & self.steps.keys():
            step = self.steps[at]
            step.without_passing_over()

    def part_elsewhere(self, number: int) -> tuple[set[str], set[str]]:
        """At other steps: for whom was approved, and by whom for others or between them."""
        given = {**{at: step.given for at, step in self.steps.items()}, **self.carried}
        chains = [chain for at, answers in given.items() if at != number for chain in answers.values()]
        return {chain[0] for chain in chains}, {person for chain in chains for person in chain[1:]}
