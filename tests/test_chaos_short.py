"""Chaos in short: Temporal's database lost, and every process killed at least once, under ten open cases each."""

from __future__ import annotations

import pytest

from bench import chaos_kill, chaos_lost
from tests.support.temporal import temporal_binary


@pytest.fixture(autouse=True)
def _binary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_TEMPORAL_BIN", str(temporal_binary()))


async def test_a_lost_temporal_database_stops_no_case() -> None:
    found = await chaos_lost.run(10)
    assert found.swept >= 10
    assert (found.report.violations, found.differing) == ((), 0)
    assert {"I1", "I10"} <= set(found.report.checked)


async def test_random_kills_lose_and_double_nothing() -> None:
    found = await chaos_kill.run(cases=10, kills=3, seed=1)
    assert found.cases >= 10
    assert found.kills == {"worker": 1, "project": 1, "temporal": 1}
    assert (found.report.violations, found.differing) == ((), 0)
