"""Which row of an approval matrix takes a document: one, or none at all; whatever is missing or mistyped fails closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from aggregates._base import Refusal, refuse
from contracts.approval_matrix import FIELDS, Matrix, Row
from contracts.conditions import Band, Conditions, FieldType, NoneOf, OneOf, Test, YesNo
from contracts.route import Route, applying
from contracts.values import Money


@dataclass(frozen=True)
class Amount:
    """A number or an amount of money, as bands test it; a number has no currency."""

    amount: Decimal
    currency: str = ""


Fact = Amount | str | bool
"""A typed fact: of money and numbers, of codes, of yes and no."""


def read_fact(given: str, kind: FieldType) -> Fact | None:
    """A fact from its text; None for a text that is none of its type."""
    match kind:
        case "money":
            return _money(*given.split(" ")) if given.count(" ") == 1 else None
        case "number":
            return _number(given)
        case "code":
            return given if given.strip() == given != "" else None
        case "yes_no":
            return {"yes": True, "no": False}.get(given)


def _money(amount: str, currency: str) -> Amount | None:
    try:
        known = Money(amount=Decimal(amount), currency=currency)
    except (InvalidOperation, ValueError):
        return None
    return Amount(known.amount, currency) if known.amount >= 0 else None


def _number(text: str) -> Amount | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return Amount(number) if number.is_finite() and number >= 0 else None


def holds(test: Test, fact: Fact) -> bool:
    """Whether a fact passes a test of its type."""
    match test, fact:
        case Band(), Amount():
            over = test.above is None or fact.amount > test.above
            under = test.up_to is None or fact.amount <= test.up_to
            return over and under and (not test.currencies or fact.currency in test.currencies)
        case OneOf(), str():
            return fact in test.one_of
        case NoneOf(), str():
            return fact not in test.none_of
        case YesNo(), bool():
            return fact is test.so
        case _:
            return False


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
    """The facts that a matrix asks for, typed."""
    kinds, facts = {**kinds, **matrix.fields}, dict[str, Fact]()
    for field in dict.fromkeys((*(name for name in kinds if kinds[name] == "money" and name in given), *matrix.asked)):
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
    steps = applying(row.steps, lambda conditions: _hold(conditions, facts))
    return Route(policy=version, row=f"{name}/{row.row}", steps=steps)


def _chosen(matrix: Matrix, facts: Mapping[str, Fact]) -> Row | Refusal:
    return _only(matrix, [row for row in matrix.rows if not row.otherwise and _hold(row.when, facts)])


def _hold(conditions: Conditions, facts: Mapping[str, Fact]) -> bool:
    return all(holds(test, facts[field]) for field, test in conditions.items())


def _fact(matrix: Matrix, field: str, given: Mapping[str, str], kinds: Mapping[str, FieldType]) -> Fact | Refusal:
    if field not in given or field not in kinds:
        return refuse("route-fact-missing", field=field)
    fact = read_fact(given[field], kinds[field])
    if fact is None:
        return refuse("route-fact-unreadable", field=field, value=given[field], type=kinds[field])
    if isinstance(fact, Amount) and fact.currency and fact.currency not in matrix.currencies:
        return refuse("no-route")
    return fact


def _only(matrix: Matrix, fitting: list[Row]) -> Row | Refusal:
    if len(fitting) > 1:
        return refuse("route-ambiguous", rows=", ".join(row.row for row in fitting))
    found = fitting or [row for row in matrix.rows if row.otherwise]
    return found[0] if found else refuse("no-route")
