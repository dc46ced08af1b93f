"""The approval matrix: rows of typed conditions, and the steps that a document takes whose facts fit a row."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, PlainSerializer, Tag, model_validator

from contracts.approval import Steps
from contracts.values import Code, KnownCurrency, Text, Value
from contracts.wrong import wrong

FieldType = Literal["money", "number", "code", "yes_no"]
"""What a fact is: an amount with its currency ("12.50 EUR"), a number, a word out of many, or "yes" or "no"."""

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
OF_ALL = ("amount", "department", "requester_level")
"""What is known of every approval."""
_PLACED = ("project",)
_SUPPLIED = ("supplier_class",)
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "requisition": (*OF_ALL, *_PLACED, "category", *_SUPPLIED, "over_budget"),
    "purchase_order": (*OF_ALL, *_PLACED, "category", *_SUPPLIED, "over_budget", "contract"),
    **dict.fromkeys(("award", "award_not_cheapest", "single_source"), (*OF_ALL, "category", *_SUPPLIED)),
    "contract": (*OF_ALL, *_PLACED, *_SUPPLIED),
    "change_order": (*OF_ALL, *_PLACED, *_SUPPLIED),
    "budget_change": (*OF_ALL, *_PLACED),
    "advance_payment": (*OF_ALL, *_PLACED, *_SUPPLIED),
    "funds_plan": (*OF_ALL, *_PLACED),
}
"""Kind of document, or matter -> the fields that its rows may test; every other kind has those of all."""
NONE, SEVERAL = "(none)", "(several)"
"""A word that a document does not have, and one in which its lines differ; a row can name them, and no code is written so."""
Word = Code | Literal["(none)", "(several)"]
Words = Annotated[
    frozenset[Word], Field(min_length=1), PlainSerializer(sorted, return_type=list[str], when_used="json")
]
"""Some of them; written in one order, so that what is published has one hash."""
LARGEST_BOUND = Decimal(10) ** 12

Bound = Annotated[Decimal, Field(ge=0, le=LARGEST_BOUND, allow_inf_nan=False)]


class Band(Value):
    """More than `above` (exclusive; None: from nothing on), up to `up_to` (inclusive; None: without end).

    Of money in one of `currencies`; () are all currencies of the matrix. A number has none.
    """

    above: Bound | None = None
    up_to: Bound | None = None
    currencies: tuple[KnownCurrency, ...] = ()


class OneOf(Value):
    """One of these words."""

    one_of: Words


class NoneOf(Value):
    """Any word but these."""

    none_of: Words


class YesNo(Value):
    """So, or not so."""

    so: bool


def _form(test: object) -> str:
    """By its own key; everything else is read as a band, whose errors say what a band is."""
    keys = test.keys() if isinstance(test, Mapping) else set(type(test).model_fields) if isinstance(test, Value) else ()
    return next((form for form in ("one_of", "none_of", "so") if form in keys), "band")


Test = Annotated[
    Annotated[Band, Tag("band")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[NoneOf, Tag("none_of")]
    | Annotated[YesNo, Tag("so")],
    Discriminator(_form),
]
"""How one field is tested; the key tells which test it is."""
FITTING: Mapping[FieldType, tuple[type[Value], ...]] = {
    "money": (Band,),
    "number": (Band,),
    "code": (OneOf, NoneOf),
    "yes_no": (YesNo,),
}
"""The tests that a type of fact can be put to."""


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

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields that any row tests, in the order in which they first stand."""
        return tuple(dict.fromkeys(field for row in self.rows for field in row.when))


def kinds_of(matter: str) -> Mapping[str, FieldType]:
    """The fields that the matrix of a kind of document, or of a matter, may test, with their types."""
    return {name: FIELDS[name] for name in FIELDS_OF.get(matter, OF_ALL)}


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
