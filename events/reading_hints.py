"""What happens to the hints of a supplier."""

from contracts.reading_hints import Hint, NotLearnt
from contracts.values import Ref
from events._base import Event


class HintsLearnt(Event):
    """A posted invoice taught something: new hints, and which ones led to a right or to a wrong value on it.

    `people` are those who corrected it, `accepted_by` who accepted it. A hint that was wrong is in force no more.
    """

    stored_as = "reading_hints.learnt.v1"
    ref: Ref
    supplier: str
    invoice: Ref
    hints: tuple[Hint, ...] = ()
    not_learnt: tuple[NotLearnt, ...] = ()
    right: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    accepted_by: str | None = None


class HintForgotten(Event):
    """A person took a hint back."""

    stored_as = "reading_hints.forgotten.v1"
    ref: Ref
    hint: int
    person: str
    why: str


ReadingHintsEvent = HintsLearnt | HintForgotten
