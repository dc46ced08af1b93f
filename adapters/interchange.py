"""JSON as one text that every system writes alike: RFC 8785."""

from collections.abc import Mapping
from decimal import Decimal

from contracts.json_body import canonical


def interchanged(value: object) -> str:
    """The text of RFC 8785 (JSON Canonicalization Scheme), which libraries of other systems write as well.

    It differs from `canonical`, whose hashes are stored, in numbers (`3`, not `3.0`) and in the order of names with characters
    beyond the first 65,536. Raises ValueError for a whole number that JSON's binary ones do not hold.
    """
    match value:
        case Mapping():
            named = sorted(value.items(), key=lambda member: str(member[0]).encode("utf-16-be"))
            return "{" + ",".join(f"{canonical(name)}:{interchanged(each)}" for name, each in named) + "}"
        case list() | tuple():
            return "[" + ",".join(map(interchanged, value)) + "]"
        case int() | float() if not isinstance(value, bool):
            return _number(value)
        case _:
            return canonical(value)


def _number(value: float) -> str:
    """As ECMAScript writes it: the shortest digits that tell it from its neighbours, plain from 10^-6 to below 10^21."""
    if isinstance(value, int) and int(float(value)) != value:
        raise ValueError(value)
    exact = Decimal(repr(float(value))).normalize()
    if not exact or Decimal("1e-6") <= abs(exact) < Decimal("1e21"):
        return f"{exact if exact else abs(exact):f}"
    sign, digits, _ = exact.as_tuple()
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    return f"{'-' * sign}{first}{'.' * bool(rest)}{rest}e{exact.adjusted():+d}"
