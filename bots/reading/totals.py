"""Net, tax and gross on a page: candidates beside and below their labels, settled by net + tax = gross."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from bots.reading import labels
from bots.reading.layout import Sheet, Word
from bots.reading.written import amounts, doubtful
from contracts.reading import Field

MAX_CANDIDATES = 24  # of each kind; the best ranked, so that a page full of totals stays cheap
BELOW_ROWS = 6
MAX_PARTS = 8  # taxes of single rates that are tried as parts of one sum
PROVEN, AGREED, LABELLED, GUESSED = 0.98, 0.97, 0.85, 0.6
RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?)\s?%")


class Candidate(NamedTuple):
    """An amount that may be the total; a lower rank is a better label, `start` and `end` are its place."""

    rank: int
    amount: str
    start: int
    end: int


def fields(page: Sheet, mark: str) -> dict[str, Field]:
    """The totals found, under their field names. A triple that adds up is preferred to any label."""
    found = _found(page, mark)
    settled = _settled(found) or _in_one_row(page, mark, found["gross_amount"])
    if settled:
        sure = (
            PROVEN if _proven(page, settled) or _of_parts(page, settled["tax_amount"], found["tax_amount"]) else AGREED
        )
        return {name: _field(page, one, sure) for name, one in settled.items()}
    best = _apart({name: _best(some) for name, some in found.items() if some})
    summed = _summed_tax(page, best, found["tax_amount"])
    if summed is None:
        return {name: _field(page, one) for name, one in best.items()}
    beside = {name: _field(page, one, PROVEN) for name, one in best.items() if name != "tax_amount"}
    return beside | {"tax_amount": summed}


def rivals(page: Sheet, mark: str, gross: Decimal) -> list[Decimal]:
    """Every other gross that net and tax lead to as well as to that of the invoice, each of the three in a row of its own
    and net and gross called a total; none where they are its parts, as the totals of single rates are."""
    found = _found(page, mark)
    named = {name: [one for one in some if one.rank <= 1 or name == "tax_amount"] for name, some in found.items()}
    triples = list(_triples(named))
    own = {one.start for three in triples if abs(Decimal(three[2].amount)) == abs(gross) for one in three}
    others = {
        Decimal(three[2].amount)
        for three in triples
        if not own & {one.start for one in three}
        and len({page.text.count("\n", 0, one.start) for one in three}) == len(KINDS)
    }
    return [] if not own or sum(others) == gross else sorted(others)


def _proven(page: Sheet, settled: dict[str, Candidate]) -> bool:
    """Whether more than the sum speaks for the totals: a rate that is printed, or the gross that stands there again."""
    net, tax, gross = (abs(Decimal(settled[name].amount)) for name in KINDS)
    rates = [Decimal(rate.replace(",", ".")) for rate in RATE.findall(page.text)]
    computed = any(abs(net * rate / 100 - tax) <= Decimal("0.01") for rate in rates if tax)
    return computed or (settled["gross_amount"].rank <= 1 and gross > 0)


def _in_one_row(page: Sheet, mark: str, gross: Sequence[Candidate]) -> dict[str, Candidate] | None:
    """Net, tax and gross side by side in a row that is labelled as a total, in this order."""
    for candidate in gross:
        start, end = page.row(candidate.start)
        row = [(amount, start + at, start + to) for amount, at, to in amounts(page.text[start:end], mark)]
        if len(row) == len(KINDS) and _adds_up(*(Decimal(amount) for amount, _, _ in row)):
            three = (Candidate(candidate.rank, *one) for one in row)
            return dict(zip(KINDS, three, strict=True))
    return None


def _summed_tax(page: Sheet, best: dict[str, Candidate], taxes: Sequence[Candidate]) -> Field | None:
    """The tax as the sum of the taxes of single rates, where it closes the gap between net and gross exactly."""
    if "net_amount" not in best or "gross_amount" not in best:
        return None
    gap = Decimal(best["gross_amount"].amount) - Decimal(best["net_amount"].amount)
    if gap and gap in _sums(page, taxes):
        return Field(value=str(gap), source="rule", confidence=PROVEN)
    return None


def _of_parts(page: Sheet, tax: Candidate, taxes: Sequence[Candidate]) -> bool:
    """Whether the taxes of single rates add up to the tax."""
    return Decimal(tax.amount) in _sums(page, [one for one in taxes if one.start != tax.start])


def _sums(page: Sheet, taxes: Sequence[Candidate]) -> set[Decimal]:
    """What two to four taxes add up to: the last amount of each row is one."""
    last = {page.text.rfind("\n", 0, one.start): one for one in sorted(taxes, key=lambda one: one.start)}
    figures = [Decimal(one.amount) for one in last.values()][:MAX_PARTS]
    return {sum(some, Decimal(0)) for size in (2, 3, 4) for some in combinations(figures, size)}


KINDS = {"net_amount": labels.NET, "tax_amount": labels.TAX, "gross_amount": labels.GROSS}


def _adds_up(net: Decimal, tax: Decimal, gross: Decimal) -> bool:
    return net + tax == gross


@lru_cache(maxsize=4)  # the totals are read, and then asked for others beside them
def _found(page: Sheet, mark: str) -> Mapping[str, Sequence[Candidate]]:
    return {name: _candidates(page, mark, patterns) for name, patterns in KINDS.items()}


def _candidates(page: Sheet, mark: str, patterns: Sequence[re.Pattern[str]]) -> list[Candidate]:
    found = [one for rank, pattern in enumerate(patterns) for one in _labelled(page, mark, pattern, rank)]
    unique = {(one.start, one.end): one for one in reversed(found)}
    ranked = sorted(unique.values(), key=lambda one: (one.rank, -one.start))
    return ranked[:MAX_CANDIDATES]


def _labelled(page: Sheet, mark: str, pattern: re.Pattern[str], rank: int) -> Iterator[Candidate]:
    for label in pattern.finditer(page.small):
        line_end = page.text.index("\n", label.end())
        beside = list(amounts(page.text[label.end() : line_end], mark))
        for amount, start, end in beside:
            yield Candidate(rank, amount, label.end() + start, label.end() + end)
        if not beside:
            yield from _below(page, mark, label, rank)


def _below(page: Sheet, mark: str, label: re.Match[str], rank: int) -> Iterator[Candidate]:
    """Amounts in the column under a label, as in a table of totals with a heading."""
    number, (x0, _, x1, bottom) = page.place(label.start(), label.end())
    line_end = page.text.index("\n", label.end()) + 1
    block_end = line_end
    for _ in range(BELOW_ROWS):
        block_end = page.text.find("\n", block_end) + 1 or len(page.text)
    for amount, start, end in amounts(page.text[line_end:block_end], mark):
        word = page.span(line_end + start, line_end + end)[-1]
        if _under(word, number, x0, x1, bottom):
            yield Candidate(rank + 1, amount, line_end + start, line_end + end)


def _under(word: Word, page: int, x0: float, x1: float, bottom: float) -> bool:
    return word.page == page and word.top >= bottom - 1 and word.x0 < x1 + 4 and word.x1 > x0 - 4


def _settled(found: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate] | None:
    """The best triple that adds up: least ranks, then the largest gross, then the last on the pages."""
    triples = list(_triples(found))
    if not triples:
        return None
    # Of equals the first stays, and candidates of one rank come last first.
    best = min(triples, key=lambda three: (three[0].rank + three[2].rank, -abs(Decimal(three[2].amount))))
    return dict(zip(KINDS, best, strict=True))


def _triples(found: Mapping[str, Sequence[Candidate]]) -> Iterator[tuple[Candidate, Candidate, Candidate]]:
    """Every net, tax and gross that add up."""
    nets: dict[Decimal, list[Candidate]] = {}
    for net in found["net_amount"]:
        nets.setdefault(Decimal(net.amount), []).append(net)
    for gross in found["gross_amount"]:
        for tax in found["tax_amount"]:
            same = nets.get(Decimal(gross.amount) - Decimal(tax.amount), ())
            # One printed amount is one total.
            if match := next((net for net in same if net.start != gross.start), None):
                yield match, tax, gross


def _apart(best: dict[str, Candidate]) -> dict[str, Candidate]:
    """One printed amount is one total: what stands where the gross stands is not net or tax too."""
    gross = best.get("gross_amount")
    return {name: one for name, one in best.items() if one is gross or gross is None or one.start != gross.start}


def _best(some: Sequence[Candidate]) -> Candidate:
    return min(some, key=lambda one: (one.rank, -one.start))


def _field(page: Sheet, one: Candidate, agreed: float | None = None) -> Field:
    number, box = page.place(one.start, one.end)
    guessed = doubtful(page.text[one.start : one.end])
    confidence = GUESSED if guessed else agreed or (LABELLED if one.rank == 0 else GUESSED)
    return Field(value=one.amount, source="text", confidence=confidence, page=number, box=box)
