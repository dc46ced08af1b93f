"""What is wrong with a field, as a code with its figures: the validator speaks English only, people read their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sentences import codes, say

EXACT = {
    "missing": "field-missing",
    "extra_forbidden": "field-unknown",
    "value_error": "field-wrong",
    "string_pattern_mismatch": "field-pattern",
    "literal_error": "field-choice",
    "greater_than": "field-too-small",
    "greater_than_equal": "field-too-small",
    "less_than_equal": "field-too-large",
    "string_too_short": "field-too-short",
    "string_too_long": "field-too-long",
    "too_short": "field-too-short",
    "too_long": "field-too-long",
    **dict.fromkeys(
        ("decimal_parsing", "decimal_type", "int_parsing", "int_type", "int_from_float"), "field-no-number"
    ),
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), "field-no-day"),
    **dict.fromkeys(("datetime_parsing", "datetime_type", "datetime_from_date_parsing"), "field-no-instant"),
    **dict.fromkeys(("uuid_parsing", "uuid_type"), "field-no-id"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "field-no-choice-of-two"),
    **dict.fromkeys(("list_type", "tuple_type"), "field-no-list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "field-no-fields"),
    "string_type": "field-no-text",
}
"""The library's error type -> our code. Our own validators say a code themselves (`wrong`); every other type says what
kind of value is expected."""
FORMS = {r"^\d{4}-(0[1-9]|1[0-2])$": "field-no-month"}
"""A required form that has a name -> our code: nobody should have to read an expression."""
_LIMITS = ("expected", "pattern", "gt", "ge", "le", "lt", "min_length", "max_length")


@dataclass(frozen=True)
class WrongField:
    """A field by its path, the code of what is wrong with it, and the figures of the code's sentence."""

    field: str
    code: str
    figures: Mapping[str, object]

    def text(self, language: str) -> str:
        """The sentence."""
        field = self.field or say("fields.field-whole", language)
        return say(f"fields.{self.code}", language, field=field, **self.figures)

    def __str__(self) -> str:
        return self.text("en")


def wrong_field(error: Mapping[str, Any]) -> WrongField:
    """One of a ValidationError's errors."""
    kind, limits = str(error["type"]), error.get("ctx", {})
    where = ".".join(str(part) for part in error["loc"])
    if f"fields.{kind}" in codes("en"):
        return WrongField(where, kind, limits)
    limit = next((limits[name] for name in _LIMITS if name in limits), "")
    figures = {"limit": limit, "reason": limits.get("error", ""), "kind": kind}
    return WrongField(where, FORMS.get(str(limit)) or EXACT.get(kind, "field-kind"), figures)


@dataclass(frozen=True)
class WrongFields:
    """Several, in one text."""

    fields: tuple[WrongField, ...]

    def text(self, language: str) -> str:
        """The sentences."""
        return " ".join(each.text(language) for each in self.fields)

    def __str__(self) -> str:
        return self.text("en")
