"""Hints: where on the pages of a supplier a value stands, as learnt from what people corrected. They decide nothing."""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.reading import Format
from contracts.values import Text, Value

HintedField = Literal[
    "number",
    "issue_date",
    "net_amount",
    "tax_amount",
    "gross_amount",
    "purchase_order",
    "original_number",
    "buyer_reference",
    "contract",
]
"""What a hint may lead to. Never whom we owe, nor to which account: those are not learnt."""
HINTED: frozenset[str] = frozenset(HintedField.__args__)  # type: ignore[attr-defined]
HINTED_FORMATS: frozenset[Format] = frozenset({"pdf"})
"""Files that are read from their pages. XML and OFD state their data; what is read from pictures is confirmed otherwise."""
Direction = Literal["right", "below"]
"""Where the value stands: behind its label in the same row, or under it."""
MOST_HINTS = 40
"""Hints of one supplier that are in force at once."""


class HintPlace(Value):
    """A field and the label that leads to it, as text without white space, case and digits."""

    field: HintedField
    label: Annotated[str, Field(min_length=2, max_length=60)]
    direction: Direction


class Hint(HintPlace):
    """A place that was learnt for a kind of file; `id` counts the hints of one supplier."""

    id: Annotated[int, Field(ge=1)]
    format: Format = "pdf"


class Wanted(Value):
    """The right value of a field, and where a person saw it, if he said so."""

    value: Annotated[str, Field(max_length=500)]
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class NotLearnt(Value):
    """A corrected field that teaches nothing: `code` says why."""

    field: HintedField
    code: Literal["not-on-page", "no-label", "file-unread", "enough-hints"]


class Lesson(Value):
    """What the pages of one file teach about what was corrected on it."""

    places: tuple[HintPlace, ...] = ()
    not_learnt: tuple[NotLearnt, ...] = ()

    @classmethod
    def unread(cls, wanted: Iterable[str]) -> "Lesson":
        """The lesson of a file that cannot be read now."""
        told = ({"field": name, "code": "file-unread"} for name in wanted if name in HINTED)
        return cls(not_learnt=tuple(map(NotLearnt.model_validate, told)))


class LearnHints(Command):
    """Follow-up: an invoice that people corrected, or that hints were used on, is posted: keep what it teaches."""

    contract = "reading_hints.learn"
    permission = "system"
    by = "system"
    invoice: UUID
    lesson: Lesson


class ForgetHint(Command):
    """A person takes one hint of a supplier back: pages are read as if it had never been learnt."""

    contract = "reading_hints.forget"
    permission = "invoice.resolve"
    by = "person"
    hints: UUID
    hint: Annotated[int, Field(ge=1)]
    why: Text
