"""Hints of suppliers: which are in force for an invoice that is read, what a posted one teaches, and taking one back."""

from collections.abc import Callable, Mapping
from uuid import UUID

from activities._registry import document, handles
from activities.policies import Policies
from activities.supplier import supplier_tax_key
from aggregates.claim import CLAIM
from aggregates.invoice import INVOICE, Invoice
from aggregates.reading_hints import READING_HINTS, Learn
from bots.reading.outcome import FAILURES
from contracts.ids import stream_id
from contracts.reading import Reading
from contracts.reading_hints import HINTED, ForgetHint, Hint, LearnHints, Lesson, Wanted
from contracts.values import Ref
from events._base import Recorded
from events.invoice import InvoiceCorrected
from store.blobs import Blobs
from store.states import States
from store.work import Work


def hints_ref(entity: str, supplier: str) -> Ref:
    """The hints of a supplier in a legal entity; their number is the supplier's code."""
    stream = stream_id("reading_hints", f"{entity}:{supplier}")
    return Ref(kind="reading_hints", id=stream, number=supplier, entity=entity)


def hints_for(states: States, entity: str, reading: Reading) -> tuple[Hint, ...]:
    """The hints for pages that state the tax number of a supplier. Pages that state none, or another's, are given none."""
    tax_id = reading.value("seller_tax_id")
    owner = states.load(CLAIM, stream_id("claim", supplier_tax_key(tax_id))).state.owner if tax_id else None
    if owner is None:
        return ()
    known = states.load(READING_HINTS, hints_ref(entity, owner.number).id).state
    return tuple(known.of(reading.format))


def read_with_hints(states: States, read: Callable[..., Reading], data: bytes, invoice: Invoice) -> Reading:
    """The reading of an invoice's file; once its seller is known, with that supplier's hints. Where the reader fails over
    these, the reading stays as it was."""
    plain = read(data)
    hints = hints_for(states, invoice.ref.entity, plain) if invoice.ref else ()
    if not hints:
        return plain
    led = read(data, hints=[hint.model_dump(mode="json") for hint in hints])
    return plain if any(found.code in FAILURES for found in led.findings) else led


def lesson_of(
    states: States, blobs: Blobs, learn: Callable[[bytes, Mapping[str, Wanted]], Lesson], invoice: UUID
) -> Lesson:
    """What the pages of an invoice teach about what people corrected on it; a file that is gone teaches nothing."""
    state = states.load(INVOICE, invoice).state
    right = wanted(state, states.recorded(invoice))
    try:
        return learn(blobs.get(state.read_sha256), right) if right else Lesson()
    except OSError:
        return Lesson.unread(right)


def wanted(invoice: Invoice, events: list[Recorded]) -> dict[str, Wanted]:
    """What people corrected and a page can teach: the last word on each field, where it was not taken back."""
    last = {
        one.field: one
        for recorded in events
        if isinstance(recorded.event, InvoiceCorrected)
        for one in recorded.event.fields
    }
    read = invoice.reading.fields if invoice.reading else {}
    return {
        name: Wanted(value=value, page=last[name].page, box=last[name].box)
        for name, value in invoice.corrections.items()
        if name in HINTED and value is not None and not (name in read and read[name].value == value)
    }


def _used(invoice: Invoice) -> Mapping[int, bool]:
    """The hints that gave values, and whether each was still the value when the invoice was posted."""
    read = invoice.reading.fields if invoice.reading else {}
    return {field.hint: invoice.value(name) == field.value for name, field in read.items() if field.hint}


@handles(LearnHints)
def record(work: Work, command: LearnHints, _policies: Policies) -> Ref:
    """Keep what a posted invoice teaches of its supplier's pages. One that is not posted teaches nothing."""
    state, ref = document(work, INVOICE, command.invoice)
    if state.posted is None or state.reading is None:
        return ref
    own = hints_ref(ref.entity, state.posted.supplier)
    people = tuple(dict.fromkeys(state.correctors))
    learnt = Learn(
        own,
        state.posted.supplier,
        ref,
        state.reading.format,
        command.lesson,
        _used(state),
        people,
        state.posted.accepted_by,
    )
    work.act(READING_HINTS, own.id, learnt)
    return own


@handles(ForgetHint)
def forget(work: Work, command: ForgetHint, _policies: Policies) -> Ref:
    """A person takes a hint back."""
    _, ref = document(work, READING_HINTS, command.hints)
    work.act(READING_HINTS, ref.id, command)
    return ref
