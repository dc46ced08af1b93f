"""Stores to test on: the same tests run on a SQLite file and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from store.log import EventLog
from tests.support.house import Company
from tests.support.postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty event store."""
    return f"sqlite:///{tmp_path / 'events.db'}" if request.param == "sqlite" else fresh_database()


@pytest.fixture
def open_log() -> Iterator[Callable[[str], EventLog]]:
    """Opens logs that are closed at the end of the test."""
    opened: list[EventLog] = []

    def open_(url: str) -> EventLog:
        opened.append(EventLog(url))
        return opened[-1]

    yield open_
    for log in opened:
        log.close()


@pytest.fixture
def company(store_url: str, open_log: Callable[[str], EventLog]) -> Company:
    """A small company on each store."""
    return Company(open_log(store_url)).found()


@pytest.fixture
def memory_company(open_log: Callable[[str], EventLog]) -> Company:
    """A small company in memory."""
    return Company(open_log(f"sqlite:///file:{uuid4().hex}?mode=memory&cache=shared")).found()
