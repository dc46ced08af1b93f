"""Net, tax and gross on a page: candidates beside and below their labels, settled by net + tax = gross."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from bots.reading import labels
from bots.reading.layout import Sheet, Word
from bots.reading.written import amounts, doubtful
from contracts.reading import Field

MAX_CANDIDATES = 24  # of each kind; the best ranked, so that a page full of totals stays cheap
BELOW_ROWS = 6
AGREED, LABELLED, GUESSED = 0.97, 0.85, 0.6


class Candidate(NamedTuple):
    """An amount that may be the total; a lower rank is a better label, `start` and `end` are its place."""

    rank: int
    amount: str
    start: int
    end: int


def fields(page: Sheet, mark: str) -> dict[str, Field]:
    """The totals found, under their field names. A triple that adds up is preferred to any label."""
    found = {name: _candidates(page, mark, patterns) for name, patterns in KINDS.items()}
    settled = _settled(found) or _apart({name: _best(some) for name, some in found.items() if some})
    agreed = len(settled) == len(KINDS) and _adds_up(*(Decimal(settled[name].amount) for name in KINDS))
    return {name: _field(page, one, agreed) for name, one in settled.items()}


KINDS = {"net_amount": labels.NET, "tax_amount": labels.TAX, "gross_amount": labels.GROSS}


def _adds_up(net: Decimal, tax: Decimal, gross: Decimal) -> bool:
    return net + tax == gross


def _candidates(page: Sheet, mark: str, patterns: Sequence[re.Pattern[str]]) -> list[Candidate]:
    found = [one for rank, pattern in enumerate(patterns) for one in _labelled(page, mark, pattern, rank)]
    unique = {(one.start, one.end): one for one in reversed(found)}
    ranked = sorted(unique.values(), key=lambda one: (one.rank, -one.start))
    return ranked[:MAX_CANDIDATES]


def _labelled(page: Sheet, mark: str, pattern: re.Pattern[str], rank: int) -> Iterator[Candidate]:
    for label in pattern.finditer(page.text):
        line_end = page.text.index("\n", label.end() - 1)
        beside = list(amounts(page.text[label.end() : line_end], mark))
        for amount, start, end in beside:
            yield Candidate(rank, amount, label.end() + start, label.end() + end)
        if not beside:
            yield from _below(page, mark, label, rank)


def _below(page: Sheet, mark: str, label: re.Match[str], rank: int) -> Iterator[Candidate]:
    """Amounts in the column under a label, as in a table of totals with a heading."""
    number, (x0, _, x1, bottom) = page.place(label.start(), label.end())
    line_end = page.text.index("\n", label.end() - 1) + 1
    block_end = line_end
    for _ in range(BELOW_ROWS):
        block_end = page.text.find("\n", block_end) + 1 or len(page.text)
    for amount, start, end in amounts(page.text[line_end:block_end], mark):
        word = page.span(line_end + start, line_end + end)[-1]
        if _under(word, number, x0, x1, bottom):
            yield Candidate(rank + 1, amount, line_end + start, line_end + end)


def _under(word: Word, page: int, x0: float, x1: float, bottom: float) -> bool:
    return word.page == page and word.top >= bottom - 1 and word.x0 < x1 + 4 and word.x1 > x0 - 4


def _settled(found: dict[str, list[Candidate]]) -> dict[str, Candidate] | None:
    """The best triple that adds up: least ranks, then the largest gross, then the last on the pages."""
    nets: dict[Decimal, Candidate] = {}
    for net in found["net_amount"]:
        nets.setdefault(Decimal(net.amount), net)
    triples = []
    for gross in found["gross_amount"]:
        for tax in found["tax_amount"]:
            match = nets.get(Decimal(gross.amount) - Decimal(tax.amount))
            if match and match.start != gross.start:
                triples.append((match, tax, gross))
    if not triples:
        return None
    best = min(
        triples, key=lambda three: (three[0].rank + three[2].rank, -abs(Decimal(three[2].amount)), -three[2].start)
    )
    return dict(zip(KINDS, best, strict=True))


def _apart(best: dict[str, Candidate]) -> dict[str, Candidate]:
    """One printed amount is one total: what stands where the gross stands is not net or tax too."""
    gross = best.get("gross_amount")
    return {name: one for name, one in best.items() if one is gross or gross is None or one.start != gross.start}


def _best(some: list[Candidate]) -> Candidate:
    return min(some, key=lambda one: (one.rank, -one.start))


def _field(page: Sheet, one: Candidate, agreed: bool) -> Field:
    number, box = page.place(one.start, one.end)
    guessed = doubtful(page.text[one.start : one.end])
    confidence = GUESSED if guessed else AGREED if agreed else LABELLED if one.rank == 0 else GUESSED
    return Field(value=one.amount, source="text", confidence=confidence, page=number, box=box)
