"""An approval matrix prepared for choosing among many rows.

Values between which no test of a matrix can tell (amounts between two bounds, words that no row names) are one class. Which rows
take a class is found out once, by trying each row, and kept as a set of bits; a document takes what all its classes share.
"""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_

from aggregates.matrix_facts import Amount, Fact, holds
from contracts.approval_matrix import TREES, Matrix, Row
from contracts.conditions import Band, NoneOf, OneOf, Test


class Index:
    """The rows of a matrix by what they take; `rest` is the row of all others, `named` are the words of fields with trees."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix, self.asked = matrix, matrix.asked
        self.rest = next((row for row in matrix.rows if row.otherwise), None)
        self._rows = tuple(row for row in matrix.rows if not row.otherwise)
        tests = {name: [row.when[name] for row in self._rows if name in row.when] for name in self.asked}
        self._tests = {name: found for name, found in tests.items() if found}
        self._bounds = {name: _bounds(found) for name, found in self._tests.items()}
        self._words = {name: _words(found) for name, found in self._tests.items()}
        self.named = {name: _words(list(matrix.tests_of(name))) for name in TREES if name in self.asked}
        self._known: dict[tuple[str, Hashable], int] = {}

    def fitting(self, facts: Mapping[str, Fact]) -> Sequence[Row]:
        """The rows, but that of all others, that take a document with these facts."""
        found = reduce(and_, (self._takers(name, facts[name]) for name in self._tests), -1)
        # One row at most in a matrix that is proven: its place is found without asking each.
        if found & (found - 1) == 0:
            return self._rows[found.bit_length() - 1 : found.bit_length()]
        return [row for number, row in enumerate(self._rows) if found >> number & 1]

    def _takers(self, name: str, fact: Fact) -> int:
        place = name, self._class(name, fact)
        known = self._known.get(place)
        if known is None:
            takes = (name not in row.when or holds(row.when[name], fact) for row in self._rows)
            known = self._known[place] = sum(1 << number for number, so in enumerate(takes) if so)
        return known

    def _class(self, name: str, fact: Fact) -> Hashable:
        if isinstance(fact, Amount):
            return fact.currency, bisect_left(self._bounds[name], fact.amount)
        return fact if not isinstance(fact, str) or fact in self._words[name] else None


def _bounds(tests: Sequence[Test]) -> Sequence[Decimal]:
    bands = (test for test in tests if isinstance(test, Band))
    return sorted({bound for band in bands for bound in (band.above, band.up_to) if bound is not None})


def _words(tests: Sequence[Test]) -> frozenset[str]:
    named = (
        test.one_of if isinstance(test, OneOf) else test.none_of for test in tests if isinstance(test, OneOf | NoneOf)
    )
    return frozenset().union(*named)


MOST_KEPT = 256
_KEPT: dict[int, Index] = {}


def index_of(matrix: Matrix) -> Index:
    """That of this very matrix; the policies and the states of published versions stay the same objects."""
    found = _KEPT.get(id(matrix))
    if found is None or found.matrix is not matrix:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[id(matrix)] = Index(matrix)
    return found
