"""Which row of an approval matrix takes a document: one, or none at all; whatever is missing or mistyped fails closed."""

from collections.abc import Mapping

from aggregates._base import Refusal, refuse
from aggregates.matrix_facts import Amount, Fact, all_hold, nearest, read_fact
from aggregates.matrix_index import index_of
from contracts.approval_matrix import FIELDS, TREES, Matrix, Row
from contracts.conditions import FieldType
from contracts.route import Route, applying


def chosen(matrix: Matrix, given: Mapping[str, str], kinds: Mapping[str, FieldType] = FIELDS) -> Row | Refusal:
    """The row that takes a document with these facts (field -> text).

    Refused where a field that any row tests is missing, where one of them or the amount is of another type or out of range,
    and where no row or more than one fits: what nobody has proven away is never filled by chance.
    """
    facts = read_facts(matrix, given, kinds)
    return facts if isinstance(facts, Refusal) else _chosen(matrix, facts)


def read_facts(
    matrix: Matrix, given: Mapping[str, str], kinds: Mapping[str, FieldType] = FIELDS
) -> Mapping[str, Fact] | Refusal:
    """The facts that a matrix asks for, typed; of a word in a tree the nearest one that the matrix names."""
    index = index_of(matrix)
    above = {name: nearest(given[TREES[name]], named) for name, named in index.named.items() if TREES[name] in given}
    given = {**given, **{name: word for name, word in above.items() if name in given}} if above else given
    kinds, facts = {**kinds, **matrix.fields}, dict[str, Fact]()
    for field in dict.fromkeys((*(name for name in kinds if kinds[name] == "money" and name in given), *index.asked)):
        fact = _fact(matrix, field, given, kinds)
        if isinstance(fact, Refusal):
            return fact
        facts[field] = fact
    return facts


def route_of(matrices: Mapping[str, Matrix], version: str, matter: str, given: Mapping[str, str]) -> Route | Refusal:
    """The frozen route of a kind of document, or matter, with these facts; "*" is the matrix of all that have none.

    Steps whose conditions do not hold are not part of it.
    """
    name = matter if matter in matrices else "*"
    facts = read_facts(matrices[name], given) if name in matrices else refuse("no-route")
    if isinstance(facts, Refusal):
        return facts
    row = _chosen(matrices[name], facts)
    if isinstance(row, Refusal):
        return row
    steps = applying(row.steps, lambda conditions: all_hold(conditions, facts))
    return Route(policy=version, row=f"{name}/{row.row}", steps=steps)


def _chosen(matrix: Matrix, facts: Mapping[str, Fact]) -> Row | Refusal:
    index = index_of(matrix)
    fitting = index.fitting(facts)
    if len(fitting) > 1:
        return refuse("route-ambiguous", rows=", ".join(row.row for row in fitting))
    return next(iter(fitting), index.rest) or refuse("no-route")


def _fact(matrix: Matrix, field: str, given: Mapping[str, str], kinds: Mapping[str, FieldType]) -> Fact | Refusal:
    text = given.get(field)
    if not isinstance(text, str) or field not in kinds:
        return refuse("route-fact-missing", field=field)
    fact = read_fact(text, kinds[field])
    if fact is None:
        return refuse("route-fact-unreadable", field=field, value=text, type=kinds[field])
    if isinstance(fact, Amount) and fact.currency and fact.currency not in matrix.currencies:
        return refuse("no-route")
    return fact
