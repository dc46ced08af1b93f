"""Hints of a supplier, given, when, then: learnt once, dropped when wrong, forgotten by a person, never without a bound."""

from __future__ import annotations

from aggregates._base import Refusal
from aggregates.reading_hints import READING_HINTS, Learn, ReadingHints
from contracts.reading_hints import MOST_HINTS, ForgetHint, Hint, HintPlace, Lesson, NotLearnt
from contracts.values import Ref
from events.reading_hints import HintForgotten, HintsLearnt
from tests.examples import INV, RH
from tests.support.house import facts, fold, ref

LATER = ref("invoice", "later")
NUMBER = HintPlace(field="number", label="folio", direction="right")
TOTAL = HintPlace(field="gross_amount", label="forderung", direction="below")


def learnt(state: ReadingHints, invoice: Ref, *places: HintPlace, **used: bool) -> HintsLearnt:
    told = {int(number[1:]): right for number, right in used.items()}
    asked = Learn(RH, "STAHL", invoice, "pdf", Lesson(places=places), told, ("fay",), "max")
    decision = READING_HINTS.decide(state, asked, facts("system"))
    assert isinstance(decision, tuple)
    (event,) = decision
    assert isinstance(event, HintsLearnt)
    return event


def after(*events: HintsLearnt | HintForgotten) -> ReadingHints:
    state: ReadingHints = fold(READING_HINTS, READING_HINTS.initial, events)
    return state


def test_each_place_is_learnt_once_and_each_invoice_teaches_once() -> None:
    first = learnt(after(), INV, NUMBER, TOTAL, NUMBER)
    assert [(hint.id, hint.label) for hint in first.hints] == [(1, "folio"), (2, "forderung")]
    assert READING_HINTS.decide(after(first), Learn(RH, "STAHL", INV, "pdf"), facts("system")) == ()
    again = learnt(after(first), LATER, NUMBER, h1=True)
    assert (again.hints, again.right, again.wrong) == ((), (1,), ())
    assert after(first, again).of("pdf") == first.hints
    assert after(first).of("image") == ()


def test_a_wrong_hint_makes_room_for_what_the_correction_teaches() -> None:
    first = learnt(after(), INV, TOTAL)
    other = HintPlace(field="gross_amount", label="claim", direction="right")
    second = learnt(after(first), LATER, other, h1=False)
    assert (second.wrong, second.people, second.accepted_by) == ((1,), ("fay",), "max")
    assert [(hint.id, hint.label) for hint in after(first, second).of("pdf")] == [(2, "claim")]
    relearnt = learnt(after(first), LATER, TOTAL, h1=False)
    assert [hint.id for hint in after(first, relearnt).of("pdf")] == [2], "the same place counts anew"


def test_what_is_not_in_force_is_not_forgotten_and_counts_no_more() -> None:
    first = learnt(after(), INV, NUMBER)
    forget = ForgetHint(hints=RH.id, hint=1, why="they print it elsewhere now")
    decision = READING_HINTS.decide(after(first), forget, facts("fay"))
    assert decision == (HintForgotten(ref=RH, hint=1, person="fay", why="they print it elsewhere now"),)
    gone = after(first, *decision)
    assert gone.of("pdf") == ()
    for state, code in ((gone, "hint-not-in-force"), (after(), "unknown-document")):
        refused = READING_HINTS.decide(state, forget, facts("fay"))
        assert isinstance(refused, Refusal)
        assert refused.code == code
    assert learnt(gone, LATER, h1=False).wrong == ()
    assert [hint.id for hint in learnt(gone, LATER, NUMBER).hints] == [2], "numbers are never used again"


def test_no_more_than_so_many_are_in_force() -> None:
    places = [HintPlace(field="contract", label="x" * (4 + at), direction="right") for at in range(MOST_HINTS)]
    full = learnt(after(), INV, *places)
    assert len(after(full).live) == MOST_HINTS
    more = learnt(after(full), LATER, NUMBER)
    assert (more.hints, more.not_learnt) == ((), (NotLearnt(field="number", code="enough-hints"),))
    assert learnt(after(full), LATER, NUMBER, h1=False).hints == (
        Hint(id=MOST_HINTS + 1, field="number", label="folio", direction="right"),
    )
