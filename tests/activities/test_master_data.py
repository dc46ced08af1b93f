"""Who stands above whom, whatever old data say."""

from __future__ import annotations

import pytest

from activities.master_data import with_above


@pytest.mark.parametrize(
    ("first", "found"),
    [
        (None, ()),
        ("top", ("top",)),
        ("staff", ("staff", "head", "top")),
        ("a", ("a", "b")),
    ],
)
def test_those_above_are_each_told_once_the_nearest_first(first: str | None, found: tuple[str, ...]) -> None:
    """`a` and `b` stand above one another."""
    above = {"staff": "head", "head": "top", "a": "b", "b": "a"}
    assert with_above(first, above.get) == found
