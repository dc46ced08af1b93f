"""Proofs about an approval matrix: that every document finds exactly one row, and that every row finds a document.

The values of each field fall into few classes between which no row can tell (amounts between two bounds, words that are
named and all others). A row is a box of such classes, so overlaps are found pair by pair, and boxes that do not overlap
leave a gap exactly where they hold fewer combinations than there are.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from hashlib import sha256
from itertools import combinations
from math import prod

from aggregates.matrix_facts import Amount, Fact, holds
from contracts.approval_matrix import FIELDS, TREES, Matrix, Row
from contracts.conditions import FITTING, LARGEST_BOUND, Band, FieldType, NoneOf, OneOf, Test
from contracts.currency import quantum
from contracts.route import conditions_of, leaves

ANY_OTHER = "*"
"""Stands for every word that no row names; no code is written so."""
_BEYOND = Decimal(1)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a matrix: a code, the rows concerned, an example of a document (field -> fact as text), and figures."""

    code: str
    rows: tuple[str, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = ", ".join(f"{name} {fact}" for name, fact in self.example.items())
        told = (f"{self.code}:", ", ".join(self.rows), *self.figures.values(), shown and f"({shown})")
        return " ".join(filter(None, told))


Classes = Mapping[str, Sequence[Fact]]
"""One fact for each class of values of a field."""


def flaws(matrix: Matrix, kinds: Mapping[str, FieldType] = FIELDS, parts: Collection[str] = ()) -> tuple[Flaw, ...]:
    """Everything that keeps a matrix from being published; none where exactly one row takes each document. `parts` are those
    that such documents have."""
    kinds = {**kinds, **matrix.fields}
    if unfit := (*_unfit(matrix, kinds), *_unsaid(matrix), *_partless(matrix, parts)):
        return unfit
    tests = {name: [row.when[name] for row in matrix.rows if name in row.when] for name in matrix.asked}
    classes = {name: classes_of(found, kinds[name], matrix.currencies) for name, found in tests.items() if found}
    boxes = {row.row: _box(row, classes) for row in matrix.rows if not row.otherwise}
    if unreachable := tuple(Flaw("matrix-row-empty", (name,)) for name, box in boxes.items() if not all(box.values())):
        return unreachable
    return tuple(_overlaps(boxes, classes)) or tuple(_rest(matrix, list(boxes.values()), classes))


def _unfit(matrix: Matrix, kinds: Mapping[str, FieldType]) -> Iterator[Flaw]:
    """Tests of fields that the document does not have, or of another type than theirs."""
    without_amounts = matrix.fields and "amount" not in matrix.asked  # of a declared kind, that is about no money
    if "money" in kinds.values() and not matrix.currencies and not without_amounts:
        yield Flaw("matrix-without-currency")
    for row in matrix.rows:
        for name, test in (each for tests in (row.when, *conditions_of(row.steps)) for each in tests.items()):
            if name not in kinds:
                yield Flaw("matrix-field-unknown", (row.row,), figures={"field": name})
            elif not isinstance(test, FITTING[kinds[name]]):
                yield Flaw("matrix-test-unfitting", (row.row,), figures={"field": name})
            elif isinstance(test, Band) and not set(test.currencies) <= _currencies(matrix, kinds[name]):
                yield Flaw("matrix-currency-outside", (row.row,), figures={"field": name})


def _unsaid(matrix: Matrix) -> Iterator[Flaw]:
    """Words in a tree that a step names and no row: its documents would leave the row that takes the word above."""
    for name in TREES:
        said = frozenset().union(*(_words(row.when.get(name)) for row in matrix.rows))
        for row in matrix.rows if said else ():
            named = frozenset().union(*(_words(each.get(name)) for each in conditions_of(row.steps)))
            for word in sorted(named - said):
                yield Flaw("matrix-word-in-step-only", (row.row,), figures={"field": name, "word": word})


def _partless(matrix: Matrix, parts: Collection[str]) -> Iterator[Flaw]:
    """Parts that the document does not have."""
    for row in matrix.rows:
        for part in sorted({part for step in leaves(row.steps) for part in step.parts} - {*parts}):
            yield Flaw("matrix-part-unknown", (row.row,), figures={"part": part})


def _currencies(matrix: Matrix, kind: FieldType) -> set[str]:
    return set(matrix.currencies) if kind == "money" else set()


def classes_of(tests: Sequence[Test], kind: FieldType, currencies: Sequence[str]) -> Sequence[Fact]:
    """One fact for each class of values between which these tests of a field tell."""
    match kind:
        case "money":
            return [fact for currency in currencies for fact in _between(_bounds(tests, currency), currency)]
        case "number":
            return _between(_bounds(tests, ""), "")
        case "code":
            return [*sorted({word for test in tests for word in _words(test)}), ANY_OTHER]
        case "yes_no":
            return [True, False]


def _bounds(tests: Iterable[Test], currency: str) -> list[Decimal]:
    bands = [test for test in tests if isinstance(test, Band) and (not test.currencies or currency in test.currencies)]
    return sorted({bound for band in bands for bound in (band.above, band.up_to) if bound is not None})


def _words(test: object) -> frozenset[str]:
    match test:
        case OneOf():
            return test.one_of
        case NoneOf():
            return test.none_of
        case _:
            return frozenset()


def _between(bounds: Sequence[Decimal], currency: str) -> list[Amount]:
    """The largest amount up to each bound and the smallest beyond the last, where a currency has any there."""
    finest = quantum(currency) if currency else None
    edges = sorted({each if finest is None else each.quantize(finest, ROUND_DOWN) for each in bounds})
    last = edges[-1] if edges else Decimal(0)
    beyond = [] if last == LARGEST_BOUND else [min(last + (finest or _BEYOND), LARGEST_BOUND)]
    return [Amount(amount, currency) for amount in (*edges, *beyond)]


Box = Mapping[str, frozenset[int]]
"""Field -> the classes of its values that a row takes."""


def _box(row: Row, classes: Classes) -> Box:
    return {
        name: frozenset(
            number for number, fact in enumerate(facts) if name not in row.when or holds(row.when[name], fact)
        )
        for name, facts in classes.items()
    }


def _overlaps(boxes: Mapping[str, Box], classes: Classes) -> Iterator[Flaw]:
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        shared = {name: first[name] & second[name] for name in classes}
        if all(shared.values()):
            example = {name: classes[name][min(numbers)] for name, numbers in shared.items()}
            yield Flaw("matrix-rows-overlap", (one, other), _told(example))


def _rest(matrix: Matrix, boxes: Sequence[Box], classes: Classes) -> Iterator[Flaw]:
    """What no row takes is a gap, unless a row takes all the rest; then there must be a rest."""
    gap = _gap(boxes, classes)
    last = matrix.rows[-1]
    if last.otherwise and gap is None:
        yield Flaw("matrix-row-empty", (last.row,))
    if not last.otherwise and gap is not None:
        yield Flaw("matrix-gap", (), _told(gap))


def _gap(boxes: Sequence[Box], classes: Classes) -> Mapping[str, Fact] | None:
    """A combination of facts in none of the boxes, which do not overlap; None where they hold all there are."""
    names, found = list(classes), dict[str, Fact]()
    for depth, name in enumerate(names):
        rest = names[depth + 1 :]
        whole = prod(len(classes[each]) for each in rest)
        for number, fact in enumerate(classes[name]):
            inside = [box for box in boxes if number in box[name]]
            if sum(prod(len(box[each]) for each in rest) for box in inside) < whole:
                boxes, found[name] = inside, fact
                break
        else:
            return None
    return found if names or not boxes else None


def _told(example: Mapping[str, Fact]) -> Mapping[str, str]:
    return {name: fact_text(fact) for name, fact in example.items()}


def fact_text(fact: Fact) -> str:
    """A fact as it is written: "12.50 EUR", "3", "IT", "yes"."""
    match fact:
        case bool():
            return "yes" if fact else "no"
        case Amount():
            return f"{fact.amount:f} {fact.currency}".rstrip()
        case str():
            return fact


def content_hash(matter: str, matrix: Matrix) -> str:
    """SHA-256 of what is published, in whatever order its tests were written: a grid has them in that of its columns."""
    told = json.dumps(matrix.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
    return sha256(f"{matter}\n{told}".encode()).hexdigest()
