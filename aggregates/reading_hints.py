"""The hints of one supplier in one legal entity: learnt from posted invoices, dropped when wrong, forgotten by people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.reading import Format
from contracts.reading_hints import MOST_HINTS, ForgetHint, Hint, HintPlace, Lesson, NotLearnt
from contracts.values import Ref
from events.reading_hints import HintForgotten, HintsLearnt, ReadingHintsEvent


@dataclass(frozen=True)
class ReadingHints:
    """`live` are the hints in force by their number; `taught` the invoices that have taught already."""

    ref: Ref | None = None
    live: Mapping[int, Hint] = field(default_factory=dict)
    taught: frozenset[UUID] = frozenset()
    last: int = 0

    def of(self, kind: Format) -> tuple[Hint, ...]:
        """The hints in force for a kind of file."""
        return tuple(hint for hint in self.live.values() if hint.format == kind)


@dataclass(frozen=True)
class Learn:
    """What a posted invoice teaches. `used` are the hints that gave values on it, and whether the values were right."""

    ref: Ref
    supplier: str
    invoice: Ref
    format: Format
    lesson: Lesson = field(default_factory=Lesson)
    used: Mapping[int, bool] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    accepted_by: str | None = None


def decide(state: ReadingHints, command: Learn | ForgetHint, facts: Facts) -> Decision:
    """Each invoice teaches once; only what is in force is forgotten."""
    if isinstance(command, Learn):
        return () if command.invoice.id in state.taught else (_learnt(state, command),)
    if state.ref is None:
        return refuse("unknown-document", kind="reading hints")
    if command.hint not in state.live:
        return refuse("hint-not-in-force", hint=command.hint)
    return (HintForgotten(ref=state.ref, hint=command.hint, person=facts.actor.name, why=command.why),)


def _learnt(state: ReadingHints, command: Learn) -> HintsLearnt:
    """What is known already is not learnt again; a hint that was wrong makes room for what the correction teaches."""
    wrong = tuple(sorted(number for number, right in command.used.items() if not right and number in state.live))
    kept = {number: hint for number, hint in state.live.items() if number not in wrong}
    known = {_place(hint) for hint in kept.values() if hint.format == command.format}
    new = [place for place in dict.fromkeys(command.lesson.places) if place not in known]
    room = new[: max(MOST_HINTS - len(kept), 0)]
    return HintsLearnt(
        ref=command.ref,
        supplier=command.supplier,
        invoice=command.invoice,
        hints=tuple(
            Hint(id=number, format=command.format, **place.model_dump())
            for number, place in enumerate(room, state.last + 1)
        ),
        not_learnt=(
            *command.lesson.not_learnt,
            *(NotLearnt(field=place.field, code="enough-hints") for place in new[len(room) :]),
        ),
        right=tuple(sorted(number for number, right in command.used.items() if right and number in state.live)),
        wrong=wrong,
        people=command.people,
        accepted_by=command.accepted_by,
    )


def _place(hint: Hint) -> HintPlace:
    return HintPlace(field=hint.field, label=hint.label, direction=hint.direction)


def evolve(state: ReadingHints, event: ReadingHintsEvent) -> ReadingHints:
    """Apply one event."""
    match event:
        case HintsLearnt():
            kept = {number: hint for number, hint in state.live.items() if number not in event.wrong}
            return ReadingHints(
                event.ref,
                kept | {hint.id: hint for hint in event.hints},
                state.taught | {event.invoice.id},
                state.last + len(event.hints),
            )
        case HintForgotten():
            return replace(state, live={at: hint for at, hint in state.live.items() if at != event.hint})
        case _:
            assert_never(event)


READING_HINTS = Aggregate("reading_hints", ReadingHints(), decide, evolve)
