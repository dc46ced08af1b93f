"""What every aggregate has in common: refusals with a reason, the facts a decision may use, and its two functions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from contracts._base import SYSTEM, Actor
from contracts.working_calendar import WorkingYear
from events._base import Event

S = TypeVar("S")
K = TypeVar("K")


@dataclass(frozen=True)
class Refusal:
    """Why a command is refused: a code (its sentence is in locale/) and the figures that were compared."""

    code: str
    figures: Mapping[str, str] = field(default_factory=dict)


def refuse(code: str, **figures: object) -> Refusal:
    """A refusal with its figures as text."""
    return Refusal(code, {name: str(value) for name, value in figures.items()})


Verdict = Literal["approved", "rejected", "returned"]


@dataclass(frozen=True)
class Conclude:
    """The approval that a document asked for ended, and the document follows at once."""

    approval: UUID
    verdict: Verdict


def doubled_in(numbers: Iterable[int]) -> int | None:
    """The first line number that stands twice; None where each stands once."""
    counted = Counter(numbers)  # keeps the order in which they came
    return next((number for number, times in counted.items() if times > 1), None)


def plus(done: Mapping[K, Decimal], more: Iterable[tuple[K, Decimal]]) -> Mapping[K, Decimal]:
    """Totals by line number (or another key), increased by further quantities."""
    total = dict(done)
    for line, quantity in more:
        total[line] = total.get(line, Decimal(0)) + quantity
    return total


Decision = tuple[Event, ...] | Refusal
"""Events to store, or a refusal; the empty tuple is "ignored": nothing to do."""


@dataclass(frozen=True)
class Facts:
    """What a decision may use besides the state: the moment, who asks, and the roles he holds in the entity."""

    now: datetime
    actor: Actor = SYSTEM
    duties: frozenset[str] = frozenset()
    behalf: tuple[str, ...] = ()
    """For whom the actor acts as a named substitute, and who stands between them; `duties` are then the first one's."""
    years: Mapping[int, WorkingYear] = field(default_factory=dict)
    """How people of the legal entity work, year by year; {}: nobody has said."""

    @property
    def today(self) -> date:
        """The date of `now` (UTC)."""
        return self.now.date()


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """A kind of document: its name, its state before the first event, and its two functions."""

    kind: str
    initial: S
    decide: Callable[[S, Any, Facts], Decision]
    evolve: Callable[[S, Any], S]
