"""Versions of an approval matrix: which one holds on a day."""

from __future__ import annotations

from datetime import date

import pytest

from aggregates.approval_matrix import APPROVAL_MATRIX
from contracts.approval_matrix import Matrix
from events.approval_matrix import ApprovalMatrixDrafted, ApprovalMatrixPublished, ApprovalMatrixWithdrawn
from tests.support.house import HASH, fold, ref

AM = ref("approval_matrix", "lease")
ROWS = [{"row": "all", "steps": [{"name": "Head", "roles": ["manager"]}]}]


def _drafted(version: int) -> ApprovalMatrixDrafted:
    matrix = Matrix.model_validate({"currencies": ["EUR"], "rows": ROWS})
    about = {"matter": "lease", "author": "ada", "matrix": matrix, "content_hash": HASH, "why": "w"}
    return ApprovalMatrixDrafted.model_validate({"ref": AM, "version": version, **about})


def _published(version: int, day: int) -> ApprovalMatrixPublished:
    first = date(2026, 11, day)
    return ApprovalMatrixPublished(ref=AM, version=version, publisher="adam", content_hash=HASH, effective_from=first)


@pytest.mark.parametrize(
    ("published", "day", "version"),
    [
        ((), 30, None),
        (((1, 5),), 4, None),
        (((1, 5),), 5, 1),
        (((1, 5), (2, 10)), 9, 1),
        (((1, 5), (2, 10)), 10, 2),
        (((1, 10), (2, 5)), 12, 1),
        (((1, 10), (2, 5)), 7, 2),
        (((1, 5), (2, 5)), 5, 2),
        (((2, 5), (1, 5)), 5, 1),
        (((1, 5), (2, 10), (3, 7)), 12, 2),
    ],
)
def test_the_version_with_the_latest_day_holds_and_of_one_day_the_one_published_last(
    published: tuple[tuple[int, int], ...], day: int, version: int | None
) -> None:
    events = (*(_drafted(number) for number in (1, 2, 3)), *(_published(*each) for each in published))
    found = fold(APPROVAL_MATRIX, APPROVAL_MATRIX.initial, events).in_force(date(2026, 11, day))
    assert (found.version if found else None) == version


def test_what_is_withdrawn_does_not_hold() -> None:
    withdrawn = ApprovalMatrixWithdrawn(ref=AM, version=2, who="ada", why="w")
    events = (_drafted(1), _drafted(2), _published(1, 5), _published(2, 10), withdrawn)
    found = fold(APPROVAL_MATRIX, APPROVAL_MATRIX.initial, events).in_force(date(2026, 11, 12))
    assert found is not None
    assert found.version == 1
