"""Versions of an approval matrix: which one holds on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from aggregates._base import Facts, Refusal
from aggregates.approval_matrix import APPROVAL_MATRIX
from aggregates.approval_matrix_commands import Check, Publish
from contracts.approval_matrix import Matrix
from contracts.matrix_version import CheckApprovalMatrix, PublishApprovalMatrix, WithdrawApprovalMatrix
from events.approval_matrix import (
    ApprovalMatrixChecked,
    ApprovalMatrixDrafted,
    ApprovalMatrixPublished,
    ApprovalMatrixWithdrawn,
)
from tests.support.house import HASH, fold, person, ref

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


def _decided(command: Any, *events: Any) -> Any:
    facts = Facts(now=datetime(2026, 11, 5, tzinfo=UTC), actor=person("adam"))
    return APPROVAL_MATRIX.decide(fold(APPROVAL_MATRIX, APPROVAL_MATRIX.initial, events), command, facts)


CHECKED = ApprovalMatrixChecked(ref=AM, version=1)


@pytest.mark.parametrize(("day", "outcome"), [(4, "effective-in-past"), (5, date(2026, 11, 5)), (6, date(2026, 11, 6))])
def test_a_version_holds_from_today_on_at_the_earliest(day: int, outcome: object) -> None:
    asked = PublishApprovalMatrix(matter="lease", version=1, content_hash=HASH, effective_from=date(2026, 11, day))
    decided = _decided(Publish(asked), _drafted(1), CHECKED)
    assert (decided.code if isinstance(decided, Refusal) else decided[0].effective_from) == outcome


@pytest.mark.parametrize(
    ("published", "outcome"),
    [
        ((), "withdrawn"),
        (((1, 6),), "withdrawn"),
        (((1, 5),), date(2026, 11, 5)),
        (((2, 5),), "withdrawn"),
        (((2, 3), (1, 4)), date(2026, 11, 4)),
        (((1, 4), (2, 3)), date(2026, 11, 4)),
        (((1, 6), (2, 3)), "withdrawn"),
    ],
)
def test_what_holds_is_not_taken_back_whatever_else_holds(
    published: tuple[tuple[int, int], ...], outcome: object
) -> None:
    events = (_drafted(1), _drafted(2), *(_published(*each) for each in published))
    decided = _decided(WithdrawApprovalMatrix(matter="lease", version=1, why="w"), *events)
    assert (decided.figures["day"] if isinstance(decided, Refusal) else "withdrawn") == str(outcome)


def test_the_first_of_several_flaws_is_told() -> None:
    two = {**ROWS[0], "when": {"colour": {"so": True}, "category": {"so": True}}}
    matrix = Matrix.model_validate({"rows": [two]})
    found = _decided(
        Check(CheckApprovalMatrix(matter="lease", version=1)),
        _drafted(1).model_copy(update={"matrix": matrix}),
    )
    assert (found.code, found.figures["flaws"]) == ("matrix-flawed", "3")
    assert found.figures["first"].startswith("matrix-without-currency")


@pytest.mark.parametrize(
    ("authors", "published", "outcome"),
    [
        (("adam", "ben"), (1,), 2),  # his version was published by another: this one is not his
        (("ben", "adam"), (1,), "author-is-publisher"),
        (("adam", "ben"), (), "author-is-publisher"),
        (("ben", "adam", "ben"), (1,), "author-is-publisher"),
        (("ben", "adam", "ben"), (2,), 3),
        (("ben", "ben", "adam"), (), 2),
    ],
)
def test_who_drafted_anything_since_the_last_publication_does_not_publish(
    authors: tuple[str, ...], published: tuple[int, ...], outcome: object
) -> None:
    version = outcome if isinstance(outcome, int) else len(authors)
    drafts = [_drafted(at).model_copy(update={"author": author}) for at, author in enumerate(authors, 1)]
    asked = PublishApprovalMatrix(matter="lease", version=version, content_hash=HASH, effective_from=date(2026, 11, 5))
    checked = CHECKED.model_copy(update={"version": version})
    decided = _decided(Publish(asked), *drafts, *(_published(each, 3) for each in published), checked)
    assert (decided.code if isinstance(decided, Refusal) else decided[0].version) == outcome
