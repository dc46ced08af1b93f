"""Rebuild all read models from zero and compare them with the live ones, row for row; the comparer is passed in."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from audit.report import Report, Violation, violation

NAME = "I8"
LONGEST = 500
"""Characters of a differing row that are told."""


class Difference(Protocol):
    """A row that only one side has: "live" (should not be there) or "rebuilt" (is missing)."""

    @property
    def table(self) -> str: ...  # noqa: D102
    @property
    def side(self) -> str: ...  # noqa: D102
    @property
    def row(self) -> Mapping[str, Any]: ...  # noqa: D102


class Comparison(Protocol):
    """A projection compared with its rebuild at one position; `differing` counts what `differences` may shorten."""

    @property
    def projection(self) -> str: ...  # noqa: D102
    @property
    def position(self) -> int: ...  # noqa: D102
    @property
    def differing(self) -> int: ...  # noqa: D102
    @property
    def differences(self) -> Sequence[Difference]: ...  # noqa: D102


Compare = Callable[[], Comparison]
"""Rebuilds one projection beside the live one, up to one position, and compares."""


def read_models(compares: Mapping[str, Compare]) -> Iterator[Violation]:
    """I8: each differing row. A comparison that fails is a violation, too: nothing is proven of that read model."""
    for name, compare in compares.items():
        try:
            yield from _differences(compare())
        except Exception as error:  # noqa: BLE001 - whatever a rebuild dies of, its read model is not proven
            yield violation(NAME, "read-model-not-comparable", name, why=f"{type(error).__name__}: {error}")


def replay(compares: Mapping[str, Compare]) -> Report:
    """The proof of the read models alone."""
    return Report((NAME,), (), tuple(read_models(compares)))


def _differences(found: Comparison) -> Iterator[Violation]:
    for each in found.differences:
        row = json.dumps(dict(each.row), default=str, ensure_ascii=False)[:LONGEST]
        yield violation(NAME, "read-model-differs", each.table, side=each.side, row=row, position=found.position)
    if found.differing > len(found.differences):
        more = found.differing - len(found.differences)
        yield violation(NAME, "read-model-differs-more", found.projection, rows=more, position=found.position)
