"""The codes that the source can say: refusals with the names of their figures, and what the bots find."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from contracts.matching import Comparison

ROOT = Path(__file__).parent.parent.parent
DECIDING = ("aggregates", "activities", "store", "processes")
JUDGING = ("bots/checks", "bots/three_way_match.py", "bots/assignment.py")
VALIDATING = ("contracts", "events", "activities/policies.py")
CHOSEN = ("scientific-notation", "amount-malformed")
"""Codes that a rule chooses between by a variable."""


@cache
def refusals() -> dict[str, set[str]]:
    """Code -> every figure that some refusal or finding of the decisions gives with it (`**` stands for a cost object)."""
    found: dict[str, set[str]] = {}
    for call in _calls(DECIDING):
        name = _name(call)
        if name == "apart" and call.args and isinstance(call.args[0], ast.Constant):
            found.setdefault(str(call.args[0].value), set()).update({"person", *(k.arg or "**" for k in call.keywords)})
        if name in ("refuse", "Refusal") and call.args and isinstance(call.args[0], ast.Constant):
            found.setdefault(str(call.args[0].value), set()).update(k.arg or "**" for k in call.keywords)
        if name == "of" and call.args and isinstance(call.args[0], ast.Constant):
            found.setdefault(str(call.args[0].value), set())
        for keyword in call.keywords if name in ("Finding", "Answer") else ():
            if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                found.setdefault(str(keyword.value.value), set())
    return found


@cache
def findings() -> set[str]:
    """The codes of what the checks and the match find."""
    found = {f"match-{what}" for what in get_args(Comparison.model_fields["what"].annotation)} | set(CHOSEN)
    for call in _calls(JUDGING):
        if _name(call) in ("finding", "_finding", "of") and call.args and isinstance(call.args[0], ast.Constant):
            found.add(str(call.args[0].value))
    return found


@cache
def wrongs() -> dict[str, set[str]]:
    """Code -> the figures that every validator gives with it."""
    found: dict[str, set[str]] = {}
    for call in _calls(VALIDATING):
        if _name(call) == "wrong":
            given = {str(k.arg) for k in call.keywords}
            code = str(ast.literal_eval(call.args[0]))
            found[code] = found.get(code, given) & given
    return found


def uncoded() -> list[str]:
    """What the validators raise without a code, as `file:line`."""
    return [
        f"{file.relative_to(ROOT)}:{each.lineno}"
        for file, tree in _trees(VALIDATING)
        for each in ast.walk(tree)
        if isinstance(each, ast.Assert)
        or (isinstance(each, ast.Raise) and _raised(each) in ("ValueError", "AssertionError"))
    ]


def _raised(raising: ast.Raise) -> str:
    return _name(raising.exc) if isinstance(raising.exc, ast.Call) else str(getattr(raising.exc, "id", ""))


def _calls(places: tuple[str, ...]) -> Iterator[ast.Call]:
    for _, tree in _trees(places):
        yield from (n for n in ast.walk(tree) if isinstance(n, ast.Call))


def _trees(places: tuple[str, ...]) -> Iterator[tuple[Path, ast.Module]]:
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))
