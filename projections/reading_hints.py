"""Hints of suppliers: what was learnt from which invoice, how often it was right, and whether it is still in force."""

from sqlalchemy import Index

from events._base import Recorded
from events.reading_hints import HintForgotten, HintsLearnt
from projections._base import Changes, Projection, change, upsert
from projections._columns import count, instant, key, micros, number_key, text

READING_HINTS = Projection("reading_hints")
hints = READING_HINTS.table(
    "reading_hints",
    key("id"),
    number_key("hint"),
    *(text(name) for name in ("entity", "supplier", "format", "field", "label", "direction", "status")),
    *(text(name) for name in ("invoice_id", "invoice", "people", "accepted_by")),
    instant("learnt_at"),
    *(count(name) for name in ("times_right", "times_wrong")),
    *(text(name) for name in ("ended_by", "why")),
    instant("ended_at"),
    count("position"),
)
"""`status` is live, wrong (it gave a value that a person corrected) or forgotten; `people` corrected the invoice."""
Index("view_reading_hints_by_position", hints.c.position)


@READING_HINTS.on(HintsLearnt)
def _learnt(event: HintsLearnt, at: Recorded) -> Changes:
    stream = str(event.ref.id)
    for hint in event.hints:
        yield upsert(
            hints,
            {"id": stream, "hint": hint.id},
            entity=event.ref.entity,
            supplier=event.supplier,
            format=hint.format,
            field=hint.field,
            label=hint.label,
            direction=hint.direction,
            status="live",
            invoice_id=str(event.invoice.id),
            invoice=event.invoice.number,
            people=", ".join(event.people),
            accepted_by=event.accepted_by,
            learnt_at=micros(at.occurred_at),
            position=at.position,
        )
    for number in event.right:
        yield change(hints, {"id": stream, "hint": number}, {"times_right": 1})
    for number in event.wrong:
        ended = {"ended_by": ", ".join(event.people), "why": event.invoice.number, "ended_at": micros(at.occurred_at)}
        yield change(hints, {"id": stream, "hint": number}, {"times_wrong": 1}, status="wrong", **ended)


@READING_HINTS.on(HintForgotten)
def _forgotten(event: HintForgotten, at: Recorded) -> Changes:
    ended = {"ended_by": event.person, "why": event.why, "ended_at": micros(at.occurred_at)}
    yield change(hints, {"id": str(event.ref.id), "hint": event.hint}, status="forgotten", **ended)
