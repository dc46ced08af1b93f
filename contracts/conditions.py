"""Typed conditions: how one fact of a document is tested, by a row of the approval matrix or by one step of a route."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field, PlainSerializer, Tag

from contracts.values import Code, KnownCurrency, Value

FieldType = Literal["money", "number", "code", "yes_no"]
"""What a fact is: an amount with its currency ("12.50 EUR"), a number, a word out of many, or "yes" or "no"."""

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

Conditions = Mapping[Code, Test]
"""Field -> test; all of them must hold."""
