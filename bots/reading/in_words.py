"""The total in words, as many pages tell it again below the figures, held against them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bots.capitals import WRITTEN, value_of
from bots.numbers import exact
from bots.reading import number_words
from bots.reading.layout import Sheet
from bots.reading.values import Draft, figure_of
from contracts.reading import Finding

LABEL = re.compile(
    r"(?<!\w)(?:in\s(?:worten|words|lettere|letras|woorden)|importe\sen\sletras|son(?=\s?:)|en\s(?:toutes\s)?lettres|say(?:\stotal)?(?=\s?:)"
    r"|(?:à|a)\sla\s(?:somme|suma)\s(?:totale\s)?de|słownie|slownie|voluit)(?!\w)",
    re.IGNORECASE,
)
MONEY = (
    r"(?:euros?|eur|€|us[\s-]?dollars?|dollars?|usd|pounds?(?:\ssterling)?|pfund|gbp|francs?|franken|złot\w+|zlot\w+|pln"
    r"|dólares)"
)
BEFORE = re.compile(rf"[\s:：*(\"–-]*(?:{MONEY}[\s:]+)?", re.IGNORECASE)
CENTS = re.compile(
    rf"[\s,]*(?:{MONEY}(?!\w))?[\s,]*(?:(?:und|and|et|e|y|con|en|i)\s)?(?:(?P<figures>\d{{2}})\s?/\s?100"
    r"|(?P<words>[^\W\d]+(?:[\s-][^\W\d]+){0,3}?)\s(?:cents?|centimes?|centesimi|céntimos|groszy|grosze|pence|p)(?!\w))",
    re.IGNORECASE,
)
CAPITALS = re.compile(rf"大写[)）]?\s*[:：]?\s*(?P<value>{WRITTEN.pattern})")
MOST = 16
"""Words that a number has at most."""


def differs(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where the total in words is neither the total nor what is left to pay; words that are no number are
    left to people."""
    asked = (figure_of(draft.fields, "gross_amount"), exact(draft.totals.payable))
    known = {abs(one) for one in asked if one is not None}
    for said, at in _amounts(page.text):
        # Words that tell no cents are the whole part.
        if known and not any(said == one or (said == int(said) and int(said) == int(one)) for one in known):
            number, _ = page.place(at, at + 1)
            shown = {"words": str(said), "gross": str(max(known)), "at": str(number)}
            yield Finding.of("words-differ", "exception", shown)
            return


def _amounts(text: str) -> Iterator[tuple[Decimal, int]]:
    for label in LABEL.finditer(text):
        start = BEFORE.match(text, label.end())
        at = start.end() if start else label.end()
        if found := _leading(text[at : at + 200]):
            whole, behind = found
            yield Decimal(whole) + _cents(text[at + behind : at + behind + 80]), at
    for capitals in CAPITALS.finditer(text):
        if (written := value_of(capitals["value"])) is not None:
            yield written, capitals.start("value")


def _leading(text: str) -> tuple[int, int] | None:
    """The number that the text begins with, of as many words as make one, and where it ends."""
    ends = [word.end() for word in re.finditer(r"[^\W\d_][^\W\d_'’-]*", text)][:MOST]
    read = ((number_words.value(text[:end]), end) for end in reversed(ends) if not re.search(r"\d", text[:end]))
    return next(((value, end) for value, end in read if value), None)


def _cents(text: str) -> Decimal:
    found = CENTS.match(text)
    if found is None:
        return Decimal(0)
    value = int(found["figures"]) if found["figures"] else number_words.value(found["words"])
    return Decimal(value or 0) / 100
