"""Read models that are not what the log gives are named, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace as Found
from typing import Any

import pytest
from sqlalchemy import delete

from adapters.sentences import say
from audit.invariants import Outside, invariants
from audit.replay import Compare, replay
from projections import PROJECTIONS
from projections.rebuild import compare
from projections.runner import Runner
from projections.views import Views
from tests.audit.conftest import Site


@dataclass
class Built:
    """The read models of the house, caught up."""

    views: Views
    compares: Mapping[str, Compare]


@pytest.fixture
def built(site: Site, tmp_path: Path) -> Iterator[Built]:
    views, log = Views(f"sqlite:///{tmp_path}/views.db"), site.house.log
    Runner(PROJECTIONS, log, views).catch_up()
    yield Built(views, {each.name: lambda each=each: compare(each, log, views) for each in PROJECTIONS})  # type: ignore[misc]
    views.close()


def test_read_models_that_follow_from_the_log_are_proven(site: Site, built: Built) -> None:
    assert replay(built.compares).violations == ()
    report = invariants(site.house.log, Outside(read_models=built.compares))
    assert "I8" in report.checked
    assert report.clean


def test_a_row_that_was_removed_is_named(site: Site, built: Built) -> None:
    projection = next(each for each in PROJECTIONS if each.name == "cases")
    table = projection.metadata.tables["view_cases"]
    with built.views.write() as connection:
        assert connection.execute(delete(table)).rowcount == 3
    found = invariants(site.house.log, Outside(read_models=built.compares)).violations
    assert {(each.check, each.code, each.document) for each in found} == {("I8", "read-model-differs", "view_cases")}
    assert [dict(each.figures)["side"] for each in found] == ["rebuilt"] * 3


def test_a_shortened_list_and_a_failed_rebuild_are_named() -> None:
    def broken() -> Any:
        raise RuntimeError("no such table")

    long = Found(projection="cases", position=9, differing=7, differences=())
    found = replay({"cases": lambda: long, "cost": broken}).violations
    assert [(each.code, each.document) for each in found] == [
        ("read-model-differs-more", "cases"),
        ("read-model-not-comparable", "cost"),
    ]
    for language in ("en", "zh"):
        lines = [each.line(lambda code, figures, to=language: say(code, to, **figures)) for each in found]  # type: ignore[misc]
        assert not any("{" in line or "audit." in line for line in lines)
