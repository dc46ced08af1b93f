"""Fields that were found on a page, with how sure a label, a form and a second witness make them."""

import re
from collections.abc import Sequence

from bots.reading.agreement import agreed
from bots.reading.fapiao.glyphs import Glyph, box_of
from bots.reading.fapiao.line_sources import differences
from bots.reading.fapiao.placed import Page
from bots.reading.values import Draft
from contracts.reading import Field, Source

LABELLED = 0.95  # found by its label, in the form that it must have
WITNESSED = 0.99  # a check sum, another figure or another field says the same
GUESS = 0.6  # right by its place only

FREELY_WRITTEN = frozenset({"remarks", "bank_account", "gross_in_words", "kind"})
"""Fields that sources of one invoice write in different ways; a difference says nothing."""

Fields = dict[str, Field]


def field(page: Page, glyphs: Sequence[Glyph], value: str, confidence: float, source: Source = "text") -> Field:
    """A field with the place of the characters that it was read from."""
    box = box_of(glyphs) if glyphs else None
    return Field(value=value[:2_000], source=source, confidence=confidence, page=page.number, box=box)


def matched(page: Page, glyphs: Sequence[Glyph], pattern: re.Pattern[str], group: int | str = 0) -> Field | None:
    """The first match of a pattern in the characters, read without spaces."""
    text, owners = "", list[int]()
    for index, one in enumerate(glyphs):
        text += one.text
        owners += [index] * len(one.text)
    found = pattern.search(text)
    if found is None:
        return None
    start, end = found.span(group)
    return field(page, glyphs[owners[start] : owners[end - 1] + 1], found[group], LABELLED)


def witnessed(fields: Fields, *names: str, confidence: float = WITNESSED) -> None:
    """Raise the confidence of fields, where they are there."""
    for name in names:
        if (one := fields.get(name)) and one.confidence < confidence:
            fields[name] = one.model_copy(update={"confidence": confidence})


def compared(sources: Sequence[Draft]) -> Draft:
    """All sources of an invoice as one, best first; what is written freely is taken from the best only."""
    if not sources:
        return Draft({})
    seen: set[str] = set()
    lined = [source for source in sources if source.lines]
    for other in lined[1:]:
        net = other.fields.get("net_amount")
        found = differences(lined[0].lines, other.lines, net.value if net else None)
        other.findings = (*other.findings, *found)
    for source in sources:
        source.fields = {name: one for name, one in source.fields.items() if name not in seen}
        seen |= source.fields.keys() & FREELY_WRITTEN
    return agreed(sources)
