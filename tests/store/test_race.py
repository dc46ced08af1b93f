"""Requisitions race for the last of a budget from several processes: exactly what fits is granted."""

from __future__ import annotations

from pathlib import Path

from bench.chaos_writers import judge, prepare, race
from bench.race import race as hot_line


def test_the_last_of_a_budget_goes_exactly_once(store_url: str, tmp_path: Path) -> None:
    cases = [f"case{number}" for number in range(14)]
    prepare(store_url, grants=7)
    race(store_url, cases, tmp_path / "acknowledged", writers=3)
    figures = judge(store_url, cases, tmp_path / "acknowledged", grants=7, kills=0, seconds=0)
    assert figures.problems == ()
    assert (figures.granted, figures.refused) == (7, 7)
    codes = {row.split()[2] for row in (tmp_path / "acknowledged").read_text().splitlines()}
    assert codes == {"None", "budget-exceeded"}
    assert len((tmp_path / "acknowledged").read_text().splitlines()) == 14 * 2 * 3


def test_the_judge_finds_a_lost_acknowledgement_and_a_wrong_count(store_url: str, tmp_path: Path) -> None:
    cases = ["case0", "case1"]
    prepare(store_url, grants=3)
    race(store_url, cases[:1], tmp_path / "acknowledged", writers=1)
    figures = judge(store_url, cases, tmp_path / "acknowledged", grants=3, kills=0, seconds=0)
    assert "case1:create had not been stored" in figures.problems
    assert any(problem.startswith("3 fit, 2 granted") for problem in figures.problems)


def test_64_clients_at_once_are_granted_exactly_what_fits(store_url: str) -> None:
    found = hot_line(store_url, rounds=2)
    assert (found.asked, found.over, found.wrongly, found.unanswered, found.violations) == (128, 0, 0, 0, 0)
    assert 0 < found.granted < 128
