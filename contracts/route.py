"""Routes: the steps that a document takes, one after the other or side by side, and whom each of them asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from contracts.conditions import Conditions, Test
from contracts.values import Code, Percent, Text, Value
from contracts.wrong import wrong

Mode = Literal["all", "any", "in_order", "votes"]
"""All must (会签), the first answer counts (或签), all one after the other (依次), or so many of them (票签)."""
Kind = Literal["decide", "copy", "automatic", "bot", "parallel"]
"""People decide; a `copy` (抄送) is only shown; an `automatic` step notes its name as a finding where its conditions hold; a
`bot` reports findings; findings are never votes. A `parallel` step is a group: its branches are walked side by side, and the
route goes on when each has come to its end."""
MOST_STEPS = 100
DEEPEST = 4


class Step(Value):
    """One step of a route: who decides, how many of them must, and when it is late.

    Deciders are holders of `roles` (one each), `persons`, the requester's n-th `managers` (1: his own) and the
    `department_head` of his department. In a frozen route the last two are persons.
    """

    name: Text
    roles: tuple[Code, ...] = ()
    mode: Mode = "all"
    remind_after_hours: Annotated[int, Field(ge=1)] = 24
    escalate_after_hours: Annotated[int, Field(ge=1)] = 72
    escalate_to: Code = "director"
    persons: tuple[Code, ...] = ()
    managers: tuple[Annotated[int, Field(ge=1, le=20)], ...] = ()
    department_head: bool = False
    kind: Kind = "decide"
    needed: Annotated[int, Field(ge=1)] | None = None
    """With `votes`: so many approvals; or"""
    percent: Annotated[Percent, Field(gt=0)] | None = None
    """so many of all deciders in percent, rounded up to a person."""
    time_out_after_hours: Annotated[int, Field(ge=1)] | None = None
    on_time_out: Literal["reject", "return"] = "return"
    """What becomes of the document when the time is over; nothing is ever approved by time."""
    name_zh: Text | None = None
    hours: Literal["elapsed", "working"] = "elapsed"
    """Whether its hours run always, or only while people work by the calendar of the legal entity (where it has one)."""
    when: Mapping[Code, Test] = {}
    """The step is taken where all of these hold."""
    bot: Code | None = None
    """The service that a `bot` step waits for."""
    bulk: bool = False
    """Whether it may be approved together with others, unread one by one."""
    branches: Annotated[tuple[Branch, ...], Field(max_length=20)] = ()
    """Of a group, at least two."""
    parts: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    """The parts of the document that it approves (`PARTS_OF`): such a decision stays as long as they are the same, also when
    the document is sent back and submitted again. None: the whole, as it was submitted this time."""

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        deciders = (*self.roles, *self.persons, *self.managers, *([""] if self.department_head else []))
        if not deciders and self.kind in ("decide", "copy"):
            raise wrong("field-step-asks-nobody", step=self.name)
        if deciders and self.kind not in ("decide", "copy"):
            raise wrong("field-step-asks-people", step=self.name)
        if (self.kind == "parallel") != (len(self.branches) > 1):
            raise wrong("field-group-unclear", step=self.name)
        if (self.kind == "bot") != (self.bot is not None) or (self.kind == "bot" and not self.time_out_after_hours):
            raise wrong("field-bot-unclear", step=self.name)
        if self.parts and self.kind != "decide":
            raise wrong("field-parts-not-decided", step=self.name)
        if len(set(deciders)) < len(deciders):
            raise wrong("field-decider-doubled", step=self.name)
        if (self.needed is None) + (self.percent is None) != (1 if self.mode == "votes" else 2):
            raise wrong("field-votes-unclear", step=self.name)
        if self.needed is not None and self.needed > len(deciders):
            raise wrong("field-too-many-votes", step=self.name, needed=self.needed, deciders=len(deciders))
        return self

    @property
    def deciders(self) -> tuple[str, ...]:
        """Whom a frozen step asks: roles by their code, persons as "@CODE"; no role is written so."""
        return (*self.roles, *map(by_name, self.persons))

    def votes_of(self, deciders: int) -> int:
        """How many approvals `votes` needs of so many deciders."""
        if self.percent is not None:
            return ceil(self.percent * deciders / 100)
        return self.needed or deciders

    def enough_of(self, deciders: int) -> int:
        """How many approvals its mode needs of so many deciders."""
        return {"any": 1, "votes": self.votes_of(deciders)}.get(self.mode, deciders)


def by_name(person: str) -> str:
    """How a person is asked who is asked by name."""
    return f"@{person}"


Branch = Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]
Step.model_rebuild()


def depth(steps: Sequence[Step]) -> int:
    """How deep groups stand in one another; 1 where there is none."""
    return 1 + max((depth(branch) for step in steps for branch in step.branches), default=0)


def _somebody_decides(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    always = tuple(leaves(applying(steps, lambda conditions: not conditions)))
    if not any(step.kind == "decide" for step in always):
        raise wrong("field-nobody-decides")
    if not any(step.kind == "decide" and not step.parts for step in always):
        raise wrong("field-nobody-approves-whole")
    if len(tuple(leaves(steps))) > MOST_STEPS or depth(steps) > DEEPEST:
        raise wrong("field-route-too-large", steps=MOST_STEPS, depth=DEEPEST)
    return steps


Steps = Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS), AfterValidator(_somebody_decides)]
"""A whole route. Whatever its conditions say, somebody decides, and on the whole document."""


class Route(Value):
    """The frozen route of one approval: the policy version and row it came from, and its steps in order."""

    policy: str
    row: str
    steps: Steps


def leaves(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps of all branches as they are written, without the groups. Their place in it, from 0, is the number of a step."""
    for step in steps:
        if step.kind == "parallel":
            for branch in step.branches:
                yield from leaves(branch)
        else:
            yield step


def conditions_of(steps: Sequence[Step]) -> Iterator[Conditions]:
    """The conditions of all steps and groups."""
    for step in steps:
        yield step.when
        for branch in step.branches:
            yield from conditions_of(branch)


def mapped(steps: Sequence[Step], change: Callable[[Step], Step]) -> tuple[Step, ...]:
    """The same route with other steps in the same places."""
    return tuple(
        step.model_copy(update={"branches": tuple(mapped(branch, change) for branch in step.branches)})
        if step.kind == "parallel"
        else change(step)
        for step in steps
    )


def applying(steps: Sequence[Step], holds: Callable[[Conditions], bool]) -> tuple[Step, ...]:
    """The steps whose conditions hold, in their groups; of a group with one branch left, that branch alone."""
    found: list[Step] = []
    for step in (each for each in steps if holds(each.when)):
        branches = tuple(filter(None, (applying(branch, holds) for branch in step.branches)))
        if step.kind != "parallel" or len(branches) > 1:
            found.append(step.model_copy(update={"branches": branches}))
        else:
            found += (each for branch in branches for each in branch)
    return tuple(found)


@dataclass(frozen=True)
class Place:
    """A step of a route, and the numbers of those that must have passed before it is asked."""

    step: Step
    before: frozenset[int]


def places(steps: Sequence[Step]) -> tuple[Place, ...]:
    """The steps by their numbers."""
    return tuple(_places(steps, frozenset(), 0))


def _places(steps: Sequence[Step], before: frozenset[int], first: int) -> Iterator[Place]:
    for step in steps:
        inner: list[Place] = [] if step.kind == "parallel" else [Place(step, before)]
        for branch in step.branches:
            inner += _places(branch, before, first + len(inner))
        yield from inner
        before |= frozenset(range(first, first + len(inner)))
        first += len(inner)
