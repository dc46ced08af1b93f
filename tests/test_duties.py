"""Every pair of duties is refused in a scenario, by exactly the commands that the table names; the rule has one place."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

import activities.catalogue  # noqa: F401 - registers every command
from aggregates._base import Facts
from aggregates.duties import PAIRS, Pair, apart
from contracts._base import COMMANDS, Actor
from tests.support.codes import ROOT
from tests.support.house import NOW
from tests.support.rules import cases

ELSEWHERE = {"requester-is-approver"}
"""Judged by the approval itself, which knows for whom its voter stands in."""


def refusing() -> dict[str, set[str]]:
    """Refusal -> the commands that some scenario shows refused with it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases():
        for step in case.steps:
            expects: Any = step.own.get("expects")
            if isinstance(expects, dict) and "code" in expects and "do" in step.own:
                found[expects["code"]].add(step.own["do"])
    return found


SHOWN = refusing()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.code)
def test_every_pair_is_refused_in_a_scenario_where_the_table_says(pair: Pair) -> None:
    assert pair.decides <= set(COMMANDS)
    assert SHOWN[pair.code] & pair.decides, "no scenario shows it refused"
    assert SHOWN[pair.code] <= pair.decides, "the table does not name every command that is refused so"


def test_no_pair_stands_twice() -> None:
    assert len({pair.code for pair in PAIRS}) == len(PAIRS)
    assert SHOWN["administrator-is-transactor"]


def judged() -> Iterator[str]:
    """The codes that the rule is asked with anywhere in the deciders."""
    for folder in ("aggregates", "activities"):
        for file in (ROOT / folder).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "apart":
                    assert isinstance(node.args[0], ast.Constant)
                    yield str(node.args[0].value)


def test_the_table_names_what_is_judged_and_all_of_it() -> None:
    assert set(judged()) | ELSEWHERE == {pair.code for pair in PAIRS}


def as_person(who: str, *behalf: str) -> Facts:
    return Facts(NOW, Actor(kind="person", id=who), behalf=behalf)


def test_who_stands_in_for_a_maker_decides_no_more_than_he() -> None:
    assert apart("x", as_person("ann"), ("bob", "")) is None
    assert apart("x", as_person("ann"), ()) is None
    own = apart("x", as_person("ann", "bob"), ("bob", "ann"), number=7)
    assert own is not None
    assert (own.code, own.figures) == ("x", {"person": "ann", "number": "7"})
    stood_in = apart("x", as_person("ann", "cy", "bob"), ("bob",))
    assert stood_in is not None
    assert stood_in.figures == {"person": "bob"}


def test_a_service_that_is_called_like_the_maker_is_not_he() -> None:
    assert apart("x", Facts(NOW, Actor(kind="service", id="ann")), ("ann",)) is None
    assert apart("x", Facts(NOW, Actor(kind="service", id="ann")), ("service:ann",)) is not None
