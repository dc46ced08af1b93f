"""The columns of an approval matrix as a grid, under headings in each language, and how a value stands in a cell.

A column is named as in the model: a field of a row or a step; of a test `amount.above`, `amount.up_to`, `amount.currencies`,
`category`, and with `when.` before it in the steps. A fact of a declared kind stands under its own code.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from adapters.sentences import LANGUAGES, codes, say
from contracts.conditions import Band, Conditions, FieldType, NoneOf, OneOf, YesNo

HEAD = ("name", "currencies", "fields")
"""What stands above the rows: of the whole matrix."""
ROW, REST = "row", "otherwise"
STEP = (
    "row", "branch", "name", "name_zh", "kind", "roles", "persons", "managers", "department_head", "mode", "needed",
    "percent", "remind_after_hours", "escalate_after_hours", "escalate_to", "time_out_after_hours", "on_time_out",
    "hours", "bot", "bulk", "parts",
)  # fmt: skip
LISTS = frozenset(("currencies", "roles", "persons", "managers", "parts"))
YES_NO = frozenset(("otherwise", "department_head", "bulk"))
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": ("decide", "copy", "automatic", "bot", "parallel"),
    "mode": ("all", "any", "in_order", "votes"),
    "on_time_out": ("reject", "return"),
    "hours": ("elapsed", "working"),
}
ANY, NOT = "any", "not:"
_SEPARATORS = re.compile(r"\s*[,,、;;]\s*")


def conditions(kinds: Mapping[str, FieldType], before: str = "") -> Iterator[str]:
    """The columns that test the fields of a kind of document."""
    for field, kind in kinds.items():
        ends = {"money": (".above", ".up_to", ".currencies"), "number": (".above", ".up_to")}.get(kind, ("",))
        yield from (f"{before}{field}{end}" for end in ends)


def heading(column: str, language: str) -> str:
    """What stands above a column."""
    if column.startswith("when."):
        return say("matrix.column-when", language, column=heading(column.removeprefix("when."), language))
    field, _, end = column.partition(".")
    told = say(f"matrix.column-{field}", language) if f"matrix.column-{field}" in codes(language) else field
    return say(f"matrix.column-{end}-of", language, field=told) if end else told


def by_heading(columns: Iterable[str]) -> Mapping[str, str]:
    """Heading in any language -> column."""
    return {heading(column, language).casefold(): column for column in columns for language in LANGUAGES}


@lru_cache
def _words() -> Mapping[str, str]:
    """What people may write -> the word of the model."""
    known = {word: word for words in CHOICES.values() for word in words}
    told = {say(f"matrix.value-{word}", language): word for word in known for language in LANGUAGES}
    so = {say("matrix.is-so", language): "yes" for language in LANGUAGES}
    return told | known | so | {say("matrix.is-not", language): "no" for language in LANGUAGES}


def listed(cell: str) -> list[str]:
    """The words of a cell, parted by commas of either width."""
    return [word for word in _SEPARATORS.split(cell) if word]


def written(column: str, value: Any) -> str:
    """A value of the model in a cell."""
    if column in YES_NO:
        return "yes" if value else "no"
    if column == "fields":
        return ", ".join(f"{field}: {kind}" for field, kind in value.items())
    return ", ".join(map(str, value)) if column in LISTS else str(value)


def read(column: str, cell: str) -> Any:
    """What a cell says of a column; the model judges it."""
    if column in LISTS:
        return listed(cell)
    if column in YES_NO:
        return truth(cell)
    if column == "fields":
        pairs = (re.split(r"\s*[::]\s*", word, maxsplit=1) for word in listed(cell))
        return {pair[0]: pair[-1] for pair in pairs}
    return _words().get(cell.casefold(), cell) if column in CHOICES else cell


def truth(cell: str) -> Any:
    """Yes or no as people write it, or as Excel knows it; anything else as it is."""
    word = _words().get(cell.casefold(), cell.casefold())
    return {"yes": True, "true": True, "no": False, "false": False}.get(word, cell)


def tests_written(conditions: Conditions) -> Iterator[tuple[str, str]]:
    """The cells of tests, by their columns."""
    for field, test in conditions.items():
        match test:
            case Band():
                ends = {"above": test.above, "up_to": test.up_to}
                told = {end: str(bound) for end, bound in ends.items() if bound is not None}
                money = {"currencies": ", ".join(test.currencies)} if test.currencies else {}
                yield from ((f"{field}.{end}", cell) for end, cell in ((told | money) or {"up_to": ANY}).items())
            case OneOf():
                yield field, ", ".join(sorted(test.one_of))
            case NoneOf():
                yield field, f"{NOT} {', '.join(sorted(test.none_of))}"
            case YesNo():
                yield field, written(REST, test.so)


def tests_read(cells: Mapping[str, str], kinds: Mapping[str, FieldType]) -> dict[str, dict[str, Any]]:
    """Tests from their cells; an empty one tests nothing."""
    found: dict[str, dict[str, Any]] = {}
    for column, cell in cells.items():
        field, _, end = column.partition(".")
        found.setdefault(field, {}).update(_test(kinds[field], end, cell))
    return found


def _test(kind: FieldType, end: str, cell: str) -> dict[str, Any]:
    if kind == "yes_no":
        return {"so": truth(cell)}
    if kind == "code":
        inverted = next((mark for mark in _not() if cell.casefold().startswith(mark)), "")
        return {"none_of" if inverted else "one_of": listed(cell[len(inverted) :].strip())}
    if end == "currencies":
        return {end: listed(cell)}
    return {} if cell.casefold() in _any() else {end: cell}


def _any() -> frozenset[str]:
    return frozenset((ANY, *(say("matrix.any-amount", language).casefold() for language in LANGUAGES)))


def _not() -> tuple[str, ...]:
    """No code has a colon."""
    told = (say("matrix.all-but", language).casefold() for language in LANGUAGES)
    return tuple(f"{word}{colon}" for word in ("not", *told) for colon in (":", ":"))
