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
CHOSEN = ("scientific-notation", "amount-malformed")
"""Codes that a rule chooses between by a variable."""


@cache
def refusals() -> dict[str, set[str]]:
    """Code -> every figure that some refusal or finding of the decisions gives with it (`**` stands for a cost object)."""
    found: dict[str, set[str]] = {}
    for call in _calls(DECIDING):
        name = _name(call)
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


def _calls(places: tuple[str, ...]) -> Iterator[ast.Call]:
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield from (n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))
