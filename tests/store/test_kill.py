"""Writers die by SIGKILL at random moments: no acknowledged command is lost, none is applied twice."""

from __future__ import annotations

from pathlib import Path

from bench.chaos_writers import chaos


def test_killed_writers_lose_and_double_nothing(store_url: str, tmp_path: Path) -> None:
    figures = chaos(store_url, tmp_path, kills=10, grants=20, seed=7)
    assert figures.problems == ()
    assert figures.kills == 10
    assert figures.granted == figures.refused == 20
    assert figures.commands == 80
