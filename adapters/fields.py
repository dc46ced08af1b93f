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
}
"""The library's error type -> our code. Our own validators say a code themselves (`wrong`); every other type says what
kind of value is expected."""
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
    return WrongField(where, EXACT.get(kind, "field-kind"), figures)


@dataclass(frozen=True)
class WrongFields:
    """Several, in one text."""

    fields: tuple[WrongField, ...]

    def text(self, language: str) -> str:
        """The sentences."""
        return " ".join(each.text(language) for each in self.fields)

    def __str__(self) -> str:
        return self.text("en")
