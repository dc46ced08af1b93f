"""When two invoices of a seller have the same number: the one meaning of it, for claims, rules and identity.

A number is used once in a year. In another year it is another invoice only for another amount (features.md 6), because
many number ranges begin anew.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from bots.days import day
from bots.document_numbers import normal
from bots.numbers import plain

Spelling = Callable[[str], str]
"""Which spellings of a number count as one: `normal`, or `alike` for those that only look the same."""


class Numbered(NamedTuple):
    """The number of an invoice, the year in which it was given, and the total as it is written; None: not told."""

    number: str
    year: int | None
    gross: Decimal | None


def number_year(issued: str | None, begins: int = 1) -> int | None:
    """The year in which a number was given, by the calendar year of its first day; number ranges begin anew on the first
    of the month `begins`. None where no day is told."""
    on = day(issued)
    return None if on is None else on.year - (on.month < begins)


def in_year(number: str, year: int, spelled: Spelling = normal) -> str:
    """The mark of a number in its year."""
    return f"{year}:{spelled(number)}"


def marks(one: Numbered, spelled: Spelling = normal) -> tuple[str, ...]:
    """All by which an invoice of a seller is known again: its number in its year, and its number with its total.

    The sign of the total does not count: credit notes are written with one or without.
    """
    years = () if one.year is None else (in_year(one.number, one.year, spelled),)
    totals = () if one.gross is None else (f"={plain(abs(one.gross).normalize())}:{spelled(one.number)}",)
    return years + totals


def same_number(one: Numbered, other: Numbered, spelled: Spelling = normal) -> bool:
    """Whether they have a mark in common. What one of them does not tell is no reason to believe that they are two."""
    if spelled(one.number) != spelled(other.number):
        return False
    unknown = None in (one.year, other.year) or None in (one.gross, other.gross)
    return unknown or not set(marks(one, spelled)).isdisjoint(marks(other, spelled))
