"""The definition of every shown figure, `python -m tests.support.figures`: docs/figures.md, made of what the code says."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from adapters.sentences import say
from contracts.currency import MINOR_UNITS
from projections.catalogue import Field, fields
from projections.figures import FORMULAS
from projections.queries import READ_MODELS

NUMERIC = ("money", "scaled")
Figure = Fraction | None
Values = Mapping[str, Any]
Rows = Callable[[str], list[dict[str, Any]]]
"""Read model -> its rows, as the doors show them."""


@dataclass
class Formula:
    """A formula that can be computed over a row and the read models around it."""

    text: str
    rows: Rows

    def of(self, row: Values) -> Figure:
        """Its figure for a row; None where one of its figures is none, or it divides by zero."""
        try:
            return self._value(ast.parse(self.text, mode="eval").body, row)
        except (_NoneError, ZeroDivisionError):
            return None

    def _value(self, node: ast.AST, row: Values) -> Fraction:
        match node:
            case ast.Constant(int(number)):
                return Fraction(number)
            case ast.Name(name):
                return _known(number_of(row[name]))
            case ast.BinOp(left, op, right):
                one, other = self._value(left, row), self._value(right, row)
                match op:
                    case ast.Add():
                        return one + other
                    case ast.Sub():
                        return one - other
                    case ast.Mult():
                        return one * other
                    case ast.Div():
                        return one / other
            case ast.Call(ast.Name("round"), [figure, ast.Constant(int(digits))]):
                return _rounded(self._value(figure, row), digits)
            case ast.Call(ast.Name("cents"), [figure]):
                return _rounded(self._value(figure, row), MINOR_UNITS[row["currency"]])
            case ast.Call(ast.Name("sum"), [ast.Attribute(ast.Name(model), column)], keywords):
                return self._sum(model, column, keywords, row)
        raise AssertionError(f"{self.text}: {ast.dump(node)}")

    def _sum(self, model: str, column: str, keywords: list[ast.keyword], row: Values) -> Fraction:
        wanted = {
            str(each.arg): each.value.value if isinstance(each.value, ast.Constant) else row[ast.unparse(each.value)]
            for each in keywords
        }
        found = [other for other in self.rows(model) if all(other[name] == value for name, value in wanted.items())]
        return sum((_known(number_of(other[column])) for other in found), Fraction(0))


class _NoneError(Exception):
    """A figure is not there."""


def _known(figure: Figure) -> Fraction:
    if figure is None:
        raise _NoneError
    return figure


def number_of(shown: Any) -> Figure:
    """A figure as a door shows it (money, decimal string, whole number), exactly."""
    if isinstance(shown, Mapping):
        shown = shown["amount"]
    return None if shown is None else Fraction(shown)


def _rounded(figure: Fraction, digits: int) -> Fraction:
    scaled = abs(figure) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if figure >= 0 else -whole, 10**digits)


def figures() -> Iterator[Field]:
    """Every shown column that is an amount, a quantity or a ratio."""
    return (field for field in fields({}, {}) if field.kind in NUMERIC)


def page() -> str:
    """docs/figures.md."""
    return "\n".join([*_head(), *_models(), *_reports()]) + "\n"
