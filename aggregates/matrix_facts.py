"""The typed facts of a document that approval matrices test, and their tests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from contracts.conditions import LARGEST_BOUND, NONE, SEVERAL, Band, Conditions, FieldType, NoneOf, OneOf, Test, YesNo
from contracts.currency import MINOR_UNITS, quantum
from contracts.values import CODE


@dataclass(frozen=True)
class Amount:
    """A number or an amount of money, as bands test it; a number has no currency."""

    amount: Decimal
    currency: str = ""


Fact = Amount | str | bool
"""A typed fact: of money and numbers, of codes, of yes and no."""


_FIGURE = re.compile(r"[0-9]{1,13}(\.[0-9]{1,12})?")
_WORD = re.compile(rf"{CODE}|{re.escape(NONE)}|{re.escape(SEVERAL)}")


def read_fact(given: str, kind: FieldType) -> Fact | None:
    """A fact from its text; None for a text that is none of its type.

    Each is written in one way only: plain digits without sign and exponent, the letters of codes. What people cannot tell
    from a word of the matrix would else pass for "any other word".
    """
    match kind:
        case "money":
            amount, _, currency = given.partition(" ")
            return _money(amount, currency)
        case "number":
            return _number(given)
        case "code":
            return given if _WORD.fullmatch(given) else None
        case "yes_no":
            return {"yes": True, "no": False}.get(given)


def nearest(told: str, named: frozenset[str]) -> str:
    """The word of all lines: of each the nearest one that is named, itself or above it, else itself.

    So a word takes all that lies below it, but what is named itself; and a document still has one word.
    """
    paths = [path.split("<") for path in told.split(" ")]
    words = {next((word for word in path if word in named), path[0]) for path in paths}
    return words.pop() if len(words) == 1 else SEVERAL


def _money(amount: str, currency: str) -> Amount | None:
    number = _number(amount)
    if number is None or currency not in MINOR_UNITS or number.amount % quantum(currency):
        return None
    return Amount(number.amount, currency)


def _number(text: str) -> Amount | None:
    number = Decimal(text) if _FIGURE.fullmatch(text) else None
    return None if number is None or number > LARGEST_BOUND else Amount(number)


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


def all_hold(conditions: Conditions, facts: Mapping[str, Fact]) -> bool:
    """Whether a document with these facts passes all tests."""
    return all(holds(test, facts[field]) for field, test in conditions.items())
