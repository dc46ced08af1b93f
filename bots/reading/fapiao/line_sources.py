"""The lines that two sources of one invoice state, held against each other: forged pages keep their attachments."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bots.numbers import exact, plain, total
from bots.plain_text import plain_name
from contracts.reading import Finding, ReadLine

WORDS = re.compile(r"[^\W\d_]{4,}")
FIGURES = ("quantity", "unit_price", "net_amount", "tax_rate", "tax_amount")
ROUNDED = {"quantity": Decimal("0.000001"), "unit_price": Decimal("0.000001")}
"""Pages print fewer digits of prices and quantities; figures that differ by less than this share are one."""


def differences(best: Sequence[ReadLine], other: Sequence[ReadLine], net: str | None) -> Iterator[Finding]:
    """Lines whose figures differ; of another number of lines only where they do not add up to the `net` either."""
    if not best or not other:
        return
    if len(best) != len(other):
        nets = [exact(line.net_amount) for line in other]
        known = [one for one in nets if one is not None]
        if exact(net) is None or len(known) < len(nets) or total(known) != exact(net):
            yield _differ("0", "count", str(len(best)), str(len(other)))
        return
    for position, (ours, theirs) in enumerate(zip(best, other, strict=True), start=1):
        for name in FIGURES:
            left, right = exact(getattr(ours, name)), exact(getattr(theirs, name))
            if left is not None and right is not None and abs(left - right) > abs(left) * ROUNDED.get(name, Decimal(0)):
                yield _differ(str(position), name, plain(left), plain(right))


def other_goods(lines: Sequence[ReadLine], text: str) -> Iterator[Finding]:
    """The first line of whose name a page, in plain letters, shows no word at all."""
    for position, line in enumerate(lines, start=1):
        words = WORDS.findall(line.description or "")
        if words and not any(plain_name(word) in text for word in words):
            told = {"field": f"line {position}", "xml": (line.description or "")[:200]}
            yield Finding.of("hybrid-not-shown", "exception", told)
            return


def _differ(line: str, name: str, value: str, other: str) -> Finding:
    evidence = {"line": line, "field": name, "value": value[:200], "other": other[:200]}
    return Finding.of("line-sources-differ", "exception", evidence)
