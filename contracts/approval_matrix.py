"""The approval matrix: rows of typed conditions, and the steps that a document takes whose facts fit a row."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.conditions import FieldType, Test
from contracts.route import Steps, conditions_of
from contracts.values import Code, KnownCurrency, Text, Value
from contracts.wrong import wrong

FIELDS: Mapping[str, FieldType] = {
    "amount": "money",
    "category": "code",
    "project": "code",
    "department": "code",
    "supplier_class": "code",
    "over_budget": "yes_no",
    "contract": "yes_no",
    "price_outlier": "yes_no",
    "requester_level": "number",
}
"""The vocabulary of our own documents."""
TREES: Mapping[str, str] = {"category": "categories"}
"""A field whose words lie in a tree -> the fact that tells the words of all lines with those above them, nearest first:
"LAPTOPS<IT SCREENS<IT". It stands with a document only where there are words above."""
OF_ALL = ("amount", "department", "requester_level")
"""What is known of every approval."""
_PLACED = ("project",)
_SUPPLIED = ("supplier_class",)
_PRICED = ("price_outlier",)
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "requisition": (*OF_ALL, *_PLACED, "category", *_SUPPLIED, "over_budget", *_PRICED),
    "purchase_order": (*OF_ALL, *_PLACED, "category", *_SUPPLIED, "over_budget", "contract", *_PRICED),
    **dict.fromkeys(("award", "award_not_cheapest", "single_source"), (*OF_ALL, "category", *_SUPPLIED, *_PRICED)),
    "contract": (*OF_ALL, *_PLACED, *_SUPPLIED),
    "change_order": (*OF_ALL, *_PLACED, *_SUPPLIED),
    "budget_change": (*OF_ALL, *_PLACED),
    "advance_payment": (*OF_ALL, *_PLACED, *_SUPPLIED),
    "funds_plan": (*OF_ALL, *_PLACED),
}
"""Kind of document, or matter -> the fields that its rows may test; every other kind has those of all."""

PARTS_OF: Mapping[str, tuple[str, ...]] = {
    "requisition": ("amount", "cost_object", "supplier", "delivery", "content"),
    **dict.fromkeys(("contract", "change_order"), ("amount", "validity", "payment", "content")),
    **dict.fromkeys(("award", "award_not_cheapest", "single_source"), ("amount", "supplier", "content")),
    "funds_plan": ("outflows", "inflows", "content"),
}
"""Kind of document, or matter -> the parts that its steps may be bound to; together they are all that is approved. A kind that
has none is approved as a whole only; the parts of a declared kind are the facts that its matrix names, amount and content."""


class Row(Value):
    """The steps of every document that passes all tests of `when` (field -> test); without tests it is every document.

    `otherwise` is the row of all that no other row takes; it tests nothing.
    """

    row: Code
    when: Mapping[Code, Test] = {}
    otherwise: bool = False
    steps: Steps

    @model_validator(mode="after")
    def _tests_or_takes_the_rest(self) -> Self:
        if self.otherwise and self.when:
            raise wrong("field-rest-tests")
        return self


class Matrix(Value):
    """Who approves a kind of document: its rows, for amounts in `currencies`. Exactly one row takes a document.

    The matrix of a declared kind says of what type the facts are that its kind declares (`fields`).
    """

    name: Text | None = None
    fields: Mapping[Code, FieldType] = {}
    currencies: tuple[KnownCurrency, ...] = ()
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=1_000)]

    @model_validator(mode="after")
    def _rows_are_told_apart(self) -> Self:
        names = [row.row for row in self.rows]
        if len(set(names)) < len(names):
            raise wrong("field-rows-alike")
        if any(row.otherwise for row in self.rows[:-1]):
            raise wrong("field-rest-not-last")
        if taken := sorted(self.fields.keys() & FIELDS.keys()):
            raise wrong("field-fact-taken", fact=taken[0])
        return self

    def tests_of(self, field: str) -> Iterator[Test]:
        """All tests of a field, of rows and of steps."""
        tests = (each for row in self.rows for each in (row.when, *conditions_of(row.steps)))
        return (each[field] for each in tests if field in each)

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields that any row or step tests, in the order in which they first stand."""
        tests = (each for row in self.rows for each in (row.when, *conditions_of(row.steps)))
        return tuple(dict.fromkeys(field for each in tests for field in each))


def kinds_of(matter: str) -> Mapping[str, FieldType]:
    """The fields that the matrix of a kind of document, or of a matter, may test, with their types."""
    return {name: FIELDS[name] for name in FIELDS_OF.get(matter, OF_ALL)}


def parts_of(matter: str, matrix: Matrix) -> tuple[str, ...]:
    """The parts to which steps of the matrix of a kind of document may be bound."""
    declared = (*matrix.fields, "amount", "content") if matrix.fields else ()
    return PARTS_OF.get(matter, declared)


_ASKED_BY: Mapping[str, str] = {
    "requisition": "requisition.submit",
    "purchase_order": "purchase_order.issue",
    **dict.fromkeys(("award", "award_not_cheapest", "single_source"), "rfq.award"),
    "contract": "contract.draft",
    "change_order": "change_order.draft",
    "budget_change": "budget_change.ask",
    "advance_payment": "advance_payment.request",
    "fund_transfer": "fund_transfer.propose",
    "funds_plan": "funds_plan.draft",
}


def asked_by(matter: str) -> str:
    """The permission of those who ask for the approval of a kind of document, or of a matter."""
    return _ASKED_BY.get(matter, "approval.open")
