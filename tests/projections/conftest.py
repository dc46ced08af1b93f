"""A log, its read models and a story to tell, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from projections import PROJECTIONS
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import Story
from tests.support.postgres import fresh_database

Show = Callable[..., list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_database() if request.param == "postgresql" else f"sqlite:///{tmp_path}/views.db"


@pytest.fixture
def log(url: str, tmp_path: Path) -> Iterator[EventLog]:
    opened = EventLog(url if url.startswith("postgresql") else f"sqlite:///{tmp_path}/events.db")
    yield opened
    opened.close()


@pytest.fixture
def views(url: str) -> Iterator[Views]:
    opened = Views(url)
    yield opened
    opened.close()


@pytest.fixture
def story(log: EventLog) -> Story:
    told = Story(log)
    told.budget()
    return told


@pytest.fixture
def show(log: EventLog, views: Views) -> Show:
    """Catch up, then read a read model by its public name."""
    runner = Runner(PROJECTIONS, log, views)

    def read(name: str, **filters: str) -> list[dict[str, Any]]:
        runner.catch_up()
        assert all(row["state"] == "running" for row in views.status().values()), views.status()
        return select(views.engine, name, filters)[0]

    return read
